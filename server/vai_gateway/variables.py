"""Every environment variable of the gateway. Parsing, `doctor` and the documentation come from this table."""

from __future__ import annotations

from dataclasses import dataclass

from vai_gateway.policy.keys import model_id
from vai_gateway.readers import (
    Read,
    address,
    base_url,
    duration,
    each,
    flag,
    hops,
    keys_file,
    offered_tools,
    one_of,
    origin,
    rate,
    secret,
    weights_file,
    whole,
)

PREFIX = "VAI_PROXY_"


@dataclass(frozen=True, slots=True)
class Variable:
    """default: as one would write it. Where there is none, `absent` says what then holds.

    once: the name that this variable replaces.
    """

    name: str
    read: Read
    meaning: str
    default: str = ""
    absent: str = ""
    unit: str = ""
    secret: bool = False
    once: str = ""


_COUNT = 1_000_000
_BYTES = 1 << 30

_LISTENING = (
    Variable(
        "VAI_PROXY_ADDR",
        address,
        "Where to listen, `host:port`; `:8080` is every IPv4 address, `[::]:8080` every IPv6 one."
        " `serve --host --port` win over it.",
        "127.0.0.1:8080",
    ),
    Variable(
        "VAI_PROXY_LOG_LEVEL",
        one_of("debug", "info", "warning", "error"),
        "The least that is logged.",
        "info",
    ),
    Variable("VAI_PROXY_METRICS", flag, "Whether `/metrics` answers.", "true"),
    Variable(
        "VAI_PROXY_SHUTDOWN_GRACE_PERIOD",
        duration,
        "How long requests in flight may take to end on SIGTERM.",
        "30s",
    ),
    Variable(
        "VAI_PROXY_CORS_ORIGINS",
        each(origin),
        "Browser origins that may call, by comma. Never `*`.",
        absent="CORS is off",
    ),
    Variable(
        "VAI_PROXY_TRUST_PROXY_HEADERS",
        hops,
        "How many proxies append to `X-Forwarded-For`, which then tells the client's address; `true` is one.",
        "false",
    ),
)

_AUTH = (
    Variable(
        "VAI_PROXY_AUTH_MODE",
        one_of("required", "optional", "disabled"),
        "Who may call: `required` wants a gateway key, the others only judge one that is sent and serve everybody"
        " who sends none, with the operator's provider keys unless `VAI_PROXY_OPERATOR_KEYS=false`."
        " Off loopback, `disabled` needs `VAI_PROXY_ALLOW_INSECURE`; `optional` starts without it.",
        absent="`required`; on loopback with no key configured, `disabled`",
    ),
    Variable(
        "VAI_PROXY_ALLOW_INSECURE",
        flag,
        "Off loopback, lets the gateway start with auth `disabled`, or with keys that can be guessed."
        " `optional`, which serves callers without a key as well, does not ask for it.",
        "false",
    ),
    Variable(
        "VAI_PROXY_API_KEYS",
        each(secret),
        "Gateway keys (`vai_sk_...`), by comma. Each is a tenant of its own.",
        absent="none",
        secret=True,
    ),
    Variable(
        "VAI_PROXY_KEYS_FILE",
        keys_file,
        "A JSON file of key rows, as `vai-gateway keys create` writes them. Read at the start.",
        absent="none",
    ),
    Variable("VAI_PROXY_MODEL_ALLOWLIST", each(model_id), "The only models served, by comma.", absent="all models"),
    Variable(
        "VAI_PROXY_OPERATOR_KEYS",
        flag,
        "Whether callers without a provider key of their own are served with the operator's.",
        absent="`false` if auth is `required`, else `true`",
    ),
)

_LIMITS = (
    Variable("VAI_PROXY_MAX_BODY_BYTES", whole(1024, _BYTES), "A request's body.", "20971520", unit="bytes"),
    Variable("VAI_PROXY_MAX_MESSAGES", whole(1, _COUNT), "Messages of a request.", "1000"),
    Variable("VAI_PROXY_MAX_TOOLS", whole(1, _COUNT), "Tools of a request.", "128"),
    Variable("VAI_PROXY_MAX_TOTAL_TEXT_BYTES", whole(1, _BYTES), "All text of a request.", "4194304", unit="bytes"),
    Variable(
        "VAI_PROXY_MAX_B64_PER_BLOCK",
        whole(1, _BYTES),
        "Media of one block, decoded.",
        "4194304",
        unit="bytes",
    ),
    Variable(
        "VAI_PROXY_MAX_B64_TOTAL",
        whole(1, _BYTES),
        "All media of a request, decoded.",
        "12582912",
        unit="bytes",
    ),
    Variable(
        "VAI_PROXY_RATE_LIMIT_RPS",
        rate,
        "Requests per second of one principal; 0 is no limit."
        " On loopback with auth `disabled`, this and the next four limits are off.",
        "2",
        unit="requests/s",
    ),
    Variable("VAI_PROXY_RATE_LIMIT_BURST", whole(0, _COUNT), "Requests that may come at once; 0 is no limit.", "4"),
    Variable(
        "VAI_PROXY_MAX_CONCURRENT_REQUESTS",
        whole(0, _COUNT),
        "Requests of one principal in flight; 0 is no limit.",
        "20",
    ),
    Variable("VAI_PROXY_MAX_STREAMS_PER_PRINCIPAL", whole(0, _COUNT), "Streams among them; 0 is no limit.", "4"),
    Variable(
        "VAI_PROXY_WS_MAX_SESSIONS_PER_PRINCIPAL",
        whole(0, _COUNT),
        "Live sessions, once there are any; 0 is no limit.",
        "2",
    ),
)

_TIMING = (
    Variable("VAI_PROXY_SSE_PING_INTERVAL", duration, "Quiet on a stream before a ping.", "15s"),
    Variable("VAI_PROXY_SSE_MAX_DURATION", duration, "A whole stream of a message.", "5m"),
    Variable(
        "VAI_PROXY_FIRST_EVENT_TIMEOUT",
        duration,
        "Wait for a stream's first event.",
        "2m",
        once="VAI_PROXY_RESPONSE_HEADER_TIMEOUT",
    ),
    Variable("VAI_PROXY_STREAM_IDLE_TIMEOUT", duration, "Wait for each event after it.", "60s"),
    Variable("VAI_PROXY_TOTAL_REQUEST_TIMEOUT", duration, "A whole answer that is not streamed.", "2m"),
    Variable("VAI_PROXY_CONNECT_TIMEOUT", duration, "Connecting to a provider.", "5s"),
    Variable("VAI_PROXY_VOICE_IDLE_TIMEOUT", duration, "Wait for each further sound of a spoken stream.", "20s"),
)

_UPSTREAM = (
    Variable(
        "VAI_PROXY_MAX_UPSTREAM_CONNECTIONS",
        whole(1, _COUNT),
        "Connections to providers, all together.",
        "1000",
    ),
    Variable(
        "VAI_PROXY_UPSTREAM_RETRIES",
        whole(0, 10),
        "Further tries where no connection stood, or the provider refused with 408, 429 or 5xx before the first event;"
        " 0 is none.",
        "2",
    ),
    Variable(
        "VAI_PROXY_UPSTREAM_RETRY_WAIT",
        duration,
        "The longest wait before such a try. A provider that asks for more in `Retry-After` is not tried again.",
        "5s",
    ),
    Variable(
        "VAI_PROXY_GOOGLE_TOKEN_BASE_URL",
        base_url,
        "Where a Google service account is exchanged for a token.",
        "https://oauth2.googleapis.com",
    ),
    Variable(
        "VAI_PROXY_UPSTREAM_PROXIES",
        flag,
        "Whether `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` hold for calls to providers.",
        "false",
    ),
)

_LOCAL = (
    Variable("VAI_PROXY_LOCAL_THREADS", whole(1, 256), "Threads of each embedded model at work.", "1"),
    Variable("VAI_PROXY_LOCAL_CONCURRENCY", whole(1, 64), "Answers it makes at once.", "1"),
    Variable("VAI_PROXY_LOCAL_QUEUE", whole(0, _COUNT), "Requests that may wait for it; more get a 529.", "8"),
    Variable(
        "VAI_PROXY_LOCAL_SMOLLM2_PATH",
        weights_file,
        "Where the weights of `local/smollm2-135m` are instead. It must be the same file; the start checks its size.",
        absent="those of the installed package",
    ),
)

_TOOLS = (
    Variable(
        "VAI_PROXY_SERVER_TOOLS",
        offered_tools,
        "The server tools there are, by comma, or `none`; `vai_web_fetch:acme` is for the tenant acme alone.",
        "vai_web_search,vai_web_fetch",
    ),
    Variable("VAI_PROXY_TOOL_RESULT_CHARS", whole(1000, _COUNT), "Text of one tool result.", "120000"),
    Variable(
        "VAI_PROXY_WEB_FETCH",
        flag,
        "Whether `vai_web_fetch` may read pages itself, as the provider `gateway`, from this machine's address.",
        absent="`false` if auth is `required`, else `true`",
    ),
    Variable("VAI_PROXY_WEB_FETCH_PORTS", each(whole(1, 65_535)), "The ports that `vai_web_fetch` may call.", "80,443"),
    Variable("VAI_PROXY_WEB_FETCH_MAX_BYTES", whole(1024, 64 << 20), "A page, decompressed.", "5242880", unit="bytes"),
    Variable("VAI_PROXY_WEB_FETCH_TIMEOUT", duration, "A page that the gateway reads itself, with redirects.", "20s"),
    Variable("VAI_PROXY_WEB_FETCH_CONCURRENCY", whole(1, 256), "Pages that it reads at once; more wait.", "8"),
)

_RUNS = (
    Variable("VAI_PROXY_RUN_MAX_TURNS", whole(1, 64), "The most turns that a run may ask for.", "64"),
    Variable("VAI_PROXY_RUN_MAX_TOOL_CALLS", whole(1, 256), "The most tool calls that a run may ask for.", "256"),
    Variable(
        "VAI_PROXY_RUN_MAX_TOKENS",
        whole(0, 2_147_483_647),
        "The most tokens of all turns of a run together; 0 is no limit.",
        "0",
    ),
    Variable("VAI_PROXY_RUN_MAX_DURATION", duration, "The longest `timeout_ms` of a run.", "5m"),
    Variable("VAI_PROXY_RUN_MAX_TOOL_DURATION", duration, "The longest `tool_timeout_ms` of a run.", "60s"),
    Variable("VAI_PROXY_RUN_PARALLEL_TOOLS", whole(1, 64), "Tools of a run at work at once.", "8"),
)

BASE_URLS = {
    "ANTHROPIC": "https://api.anthropic.com",
    "OPENAI": "https://api.openai.com/v1",
    "GEM_DEV": "https://generativelanguage.googleapis.com",
    "GEM_VERT": "https://aiplatform.googleapis.com",
    "GROQ": "https://api.groq.com/openai/v1",
    "CEREBRAS": "https://api.cerebras.ai/v1",
    "OPENROUTER": "https://openrouter.ai/api/v1",
    "CARTESIA": "https://api.cartesia.ai",
    "ELEVENLABS": "https://api.elevenlabs.io",
    "TAVILY": "https://api.tavily.com",
    "EXA": "https://api.exa.ai",
    "FIRECRAWL": "https://api.firecrawl.dev",
    "SEARXNG": "",
}
"""By the middle of `..._BASE_URL` and `..._API_KEY`. SearXNG has no address of its own and takes no key."""
KEYED = tuple(setting for setting, default in BASE_URLS.items() if default)


def base_url_name(setting: str) -> str:
    return f"{PREFIX}{setting}_BASE_URL"


def api_key_name(setting: str) -> str:
    return f"{PREFIX}{setting}_API_KEY"


def _base_url(setting: str, default: str) -> Variable:
    meaning = "Where it is called. At another address than the default, callers need no key of their own."
    if not default:
        meaning = "Where it is called, with no key; its JSON format must be on."
    return Variable(base_url_name(setting), base_url, meaning, default, absent="none")


def _api_key(setting: str) -> Variable:
    return Variable(api_key_name(setting), secret, "The operator's key.", absent="none", secret=True)


_PROVIDERS = (
    *(_base_url(setting, default) for setting, default in BASE_URLS.items()),
    *(_api_key(setting) for setting in KEYED),
)

VARIABLES = (*_LISTENING, *_AUTH, *_LIMITS, *_TIMING, *_UPSTREAM, *_LOCAL, *_TOOLS, *_RUNS, *_PROVIDERS)
