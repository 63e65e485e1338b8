"""The environment as one frozen Settings, checked once: a bad value stops the start."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vai_gateway.core.secret import Secret
from vai_gateway.core.timing import StreamTiming, UpstreamTiming
from vai_gateway.policy.auth import AuthMode
from vai_gateway.policy.keys import KeyRow, check_rows, is_strong, row_of
from vai_gateway.policy.limits import RequestLimits
from vai_gateway.policy.logs import Level
from vai_gateway.readers import listening_host, listening_port, loopback
from vai_gateway.stores.limiter import RateLimits
from vai_gateway.tools.policy import FetchLimits, RunLimits, ToolPolicy
from vai_gateway.variables import BASE_URLS, KEYED, PREFIX, VARIABLES, Variable
from vai_gateway.wire.retry import RetryPolicy


class SettingsError(Exception):
    """problems: everything that is wrong, each naming its variable; no secret among it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """trusted_proxy_hops: 0 trusts none. model_allowlist: empty is all.

    base_urls, operator_keys: by ProviderFacts.setting. base_urls: only those that differ from the default.
    """

    host: str
    port: int
    log_level: Level
    metrics_enabled: bool
    shutdown_grace_s: float
    cors_origins: tuple[str, ...]
    trusted_proxy_hops: int
    auth_mode: AuthMode
    keys: tuple[KeyRow, ...]
    model_allowlist: frozenset[str]
    operator_keys: Mapping[str, Secret]
    use_operator_keys: bool
    base_urls: Mapping[str, str]
    max_body_bytes: int
    request_limits: RequestLimits
    rate_limits: RateLimits
    stream_timing: StreamTiming
    upstream_timing: UpstreamTiming
    voice_idle_s: float
    retry: RetryPolicy
    max_upstream_connections: int
    upstream_proxies: bool
    google_token_base_url: str
    local_threads: int
    local_concurrency: int
    local_queue: int
    local_smollm2_path: Path | None
    tool_policy: ToolPolicy
    web_fetch: bool
    fetch_limits: FetchLimits
    run_limits: RunLimits

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], *, host: str | None = None, port: int | None = None
    ) -> Settings:
        """host, port: win over VAI_PROXY_ADDR. Raises SettingsError."""
        values = _Values(environ)
        values.listen(host, port)
        values.check()
        if values.problems:
            raise SettingsError(tuple(values.problems))
        return cls(**_listening(values), **_access(values), **_limits(values), **_serving(values), **_tools(values))

    @property
    def enforced_limits(self) -> RateLimits | None:
        """None on loopback with auth disabled: there the only caller is the operator."""
        return None if self.auth_mode == "disabled" and loopback(self.host) else self.rate_limits

    @property
    def keyless(self) -> frozenset[str]:
        """The providers that callers need no key of their own for, by ProviderFacts.setting."""
        return frozenset(self.base_urls) | frozenset(self.operator_keys if self.use_operator_keys else ())


def describe() -> tuple[Variable, ...]:
    """Every variable, in the order of the documentation."""
    return VARIABLES


def markdown_table() -> str:
    rows = [f"| `{variable.name}` | {_default(variable)} | {variable.meaning} |" for variable in VARIABLES]
    return "\n".join(["| Variable | Default | Meaning |", "|---|---|---|", *rows]) + "\n"


def _default(variable: Variable) -> str:
    return f"`{variable.default}` {variable.unit}".strip() if variable.default else variable.absent


class _Values:
    """What the variables say, and everything that is wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.problems = _unknown(environ)
        self._bad: set[str] = set()
        self._values: dict[str, Any] = {}
        for variable in VARIABLES:
            text = environ.get(variable.name, "").strip()
            value = self._read(variable.name, variable.read, text) if text else None
            if value is None and variable.default:
                value = variable.read(variable.default)
            self._values[variable.name.removeprefix(PREFIX)] = value
        self.host: str
        self.port: int
        self.host, self.port = self["ADDR"]

    def __getitem__(self, name: str) -> Any:
        """name: without the prefix. None if nothing was said and nothing is the default."""
        return self._values[name]

    def listen(self, host: str | None, port: int | None) -> None:
        if host is not None:
            self.host = self._read("--host", listening_host, host) or self.host
        if port is not None:
            read = self._read("--port", listening_port, str(port))
            self.port = self.port if read is None else read

    def check(self) -> None:
        """What no variable can tell alone."""
        self._check_keys()
        self._check_access()
        if self["MAX_B64_PER_BLOCK"] > self["MAX_B64_TOTAL"]:
            self._wrong("MAX_B64_PER_BLOCK", "must not be more than VAI_PROXY_MAX_B64_TOTAL")

    @property
    def keys(self) -> tuple[KeyRow, ...]:
        plain = tuple(row_of(key.reveal()) for key in self["API_KEYS"] or ())
        return (*plain, *(self["KEYS_FILE"] or ()))

    @property
    def auth_mode(self) -> AuthMode:
        said: AuthMode | None = self["AUTH_MODE"]
        if said is not None:
            return said
        return "disabled" if loopback(self.host) and not self._keys_meant() else "required"

    def _read(self, name: str, read: Callable[[str], Any], text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            self.problems.append(f"{name}: {error}")
            self._bad.add(name)
            return None

    def _keys_meant(self) -> bool:
        return bool(self.keys) or bool(self._bad & {PREFIX + "API_KEYS", PREFIX + "KEYS_FILE"})

    def _check_keys(self) -> None:
        try:
            check_rows(self.keys)
        except ValueError as error:
            self._wrong("API_KEYS", str(error))
        if loopback(self.host) or self["ALLOW_INSECURE"]:
            return
        for number, key in enumerate(self["API_KEYS"] or (), 1):
            if not is_strong(key.reveal()):
                self._wrong(
                    "API_KEYS",
                    f"key {number} can be guessed; beyond loopback, use what `vai-gateway keys create` makes",
                )

    def _check_access(self) -> None:
        if PREFIX + "AUTH_MODE" in self._bad:
            return
        if self.auth_mode == "required" and not self._keys_meant():
            self._wrong("AUTH_MODE", "required, but there is no key; set VAI_PROXY_API_KEYS or VAI_PROXY_KEYS_FILE")
        if self.auth_mode == "disabled" and not loopback(self.host) and not self["ALLOW_INSECURE"]:
            self._wrong(
                "AUTH_MODE",
                f"disabled, but {self.host} can be reached from other machines;"
                " set VAI_PROXY_ALLOW_INSECURE=true if that is meant",
            )

    def _wrong(self, name: str, problem: str) -> None:
        self.problems.append(f"{PREFIX}{name}: {problem}")


def _unknown(environ: Mapping[str, str]) -> list[str]:
    names = {variable.name: variable for variable in VARIABLES}
    replaced = {variable.once: variable.name for variable in VARIABLES if variable.once}
    problems = []
    for name in sorted(name for name in environ if name.startswith(PREFIX) and name not in names):
        near = [replaced[name]] if name in replaced else difflib.get_close_matches(name, names, n=1, cutoff=0.8)
        problems.append(f"{name}: there is no such setting" + (f"; did you mean {near[0]}?" if near else ""))
    return problems


def _listening(values: _Values) -> dict[str, Any]:
    return {
        "host": values.host,
        "port": values.port,
        "log_level": values["LOG_LEVEL"],
        "metrics_enabled": values["METRICS"],
        "shutdown_grace_s": values["SHUTDOWN_GRACE_PERIOD"],
        "cors_origins": values["CORS_ORIGINS"] or (),
        "trusted_proxy_hops": values["TRUST_PROXY_HEADERS"],
    }


def _access(values: _Values) -> dict[str, Any]:
    use = values["OPERATOR_KEYS"]
    base_urls = {setting: values[f"{setting}_BASE_URL"] for setting in BASE_URLS}
    operator_keys = {setting: values[f"{setting}_API_KEY"] for setting in KEYED}
    return {
        "auth_mode": values.auth_mode,
        "keys": values.keys,
        "model_allowlist": frozenset(values["MODEL_ALLOWLIST"] or ()),
        "operator_keys": {
            setting: Secret(key.reveal(), is_lent=True) for setting, key in operator_keys.items() if key is not None
        },
        "use_operator_keys": values.auth_mode != "required" if use is None else use,
        "base_urls": {setting: url for setting, url in base_urls.items() if url not in (None, BASE_URLS[setting])},
    }


def _limits(values: _Values) -> dict[str, Any]:
    return {
        "max_body_bytes": values["MAX_BODY_BYTES"],
        "request_limits": RequestLimits(
            max_messages=values["MAX_MESSAGES"],
            max_tools=values["MAX_TOOLS"],
            max_total_text_bytes=values["MAX_TOTAL_TEXT_BYTES"],
            max_media_bytes_per_block=values["MAX_B64_PER_BLOCK"],
            max_media_bytes=values["MAX_B64_TOTAL"],
        ),
        "rate_limits": RateLimits(
            requests_per_s=values["RATE_LIMIT_RPS"],
            burst=values["RATE_LIMIT_BURST"],
            concurrent_requests=values["MAX_CONCURRENT_REQUESTS"],
            concurrent_streams=values["MAX_STREAMS_PER_PRINCIPAL"],
            live_sessions=values["WS_MAX_SESSIONS_PER_PRINCIPAL"],
        ),
    }


def _serving(values: _Values) -> dict[str, Any]:
    return {
        "stream_timing": StreamTiming(
            ping_s=values["SSE_PING_INTERVAL"],
            first_event_s=values["FIRST_EVENT_TIMEOUT"],
            idle_s=values["STREAM_IDLE_TIMEOUT"],
            stream_s=values["SSE_MAX_DURATION"],
        ),
        "upstream_timing": UpstreamTiming(connect_s=values["CONNECT_TIMEOUT"], total_s=values["TOTAL_REQUEST_TIMEOUT"]),
        "voice_idle_s": values["VOICE_IDLE_TIMEOUT"],
        "retry": RetryPolicy(retries=values["UPSTREAM_RETRIES"], longest_wait_s=values["UPSTREAM_RETRY_WAIT"]),
        "max_upstream_connections": values["MAX_UPSTREAM_CONNECTIONS"],
        "upstream_proxies": values["UPSTREAM_PROXIES"],
        "google_token_base_url": values["GOOGLE_TOKEN_BASE_URL"],
        "local_threads": values["LOCAL_THREADS"],
        "local_concurrency": values["LOCAL_CONCURRENCY"],
        "local_queue": values["LOCAL_QUEUE"],
        "local_smollm2_path": values["LOCAL_SMOLLM2_PATH"],
    }


def _tools(values: _Values) -> dict[str, Any]:
    web_fetch = values["WEB_FETCH"]
    return {
        "tool_policy": ToolPolicy(values["SERVER_TOOLS"], values["TOOL_RESULT_CHARS"]),
        "web_fetch": values.auth_mode != "required" if web_fetch is None else web_fetch,
        "fetch_limits": FetchLimits(
            ports=frozenset(values["WEB_FETCH_PORTS"]),
            max_bytes=values["WEB_FETCH_MAX_BYTES"],
            total_s=values["WEB_FETCH_TIMEOUT"],
            at_once=values["WEB_FETCH_CONCURRENCY"],
        ),
        "run_limits": RunLimits(
            max_turns=values["RUN_MAX_TURNS"],
            max_tool_calls=values["RUN_MAX_TOOL_CALLS"],
            max_tokens=values["RUN_MAX_TOKENS"],
            timeout_s=values["RUN_MAX_DURATION"],
            tool_timeout_s=values["RUN_MAX_TOOL_DURATION"],
            parallel_tools=values["RUN_PARALLEL_TOOLS"],
        ),
    }
