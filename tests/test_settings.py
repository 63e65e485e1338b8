"""The environment becomes one Settings, or one error that names everything that is wrong."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest

from vai_gateway.core.secret import Secret
from vai_gateway.core.timing import StreamTiming, UpstreamTiming
from vai_gateway.policy.keys import mint, row_of
from vai_gateway.policy.limits import RequestLimits
from vai_gateway.providers.local.smollm2_weights import WEIGHTS_BYTES
from vai_gateway.providers.registry import adapters
from vai_gateway.settings import Settings, SettingsError, describe, markdown_table
from vai_gateway.stores.limiter import RateLimits
from vai_gateway.tools.policy import FetchLimits, RunLimits, ToolPolicy
from vai_gateway.variables import BASE_URLS
from vai_gateway.wire.retry import RetryPolicy

STRONG = "vai_sk_0123456789abcdef"


def settings(**variables: str) -> Settings:
    return Settings.from_environment({f"VAI_PROXY_{name}": value for name, value in variables.items()})


def problems(**variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings(**variables)
    return list(caught.value.problems)


def test_without_a_variable_the_defaults_are_those_of_the_contract() -> None:
    assert settings() == Settings(
        host="127.0.0.1",
        port=8080,
        log_level="info",
        metrics_enabled=True,
        shutdown_grace_s=30,
        cors_origins=(),
        trusted_proxy_hops=0,
        auth_mode="disabled",
        keys=(),
        model_allowlist=frozenset(),
        operator_keys={},
        use_operator_keys=True,
        base_urls={},
        max_body_bytes=20 << 20,
        request_limits=RequestLimits(
            max_messages=1000,
            max_tools=128,
            max_total_text_bytes=4 << 20,
            max_media_bytes_per_block=4 << 20,
            max_media_bytes=12 << 20,
        ),
        rate_limits=RateLimits(
            requests_per_s=2, burst=4, concurrent_requests=20, concurrent_streams=4, live_sessions=2
        ),
        stream_timing=StreamTiming(ping_s=15, first_event_s=120, idle_s=60, stream_s=300),
        upstream_timing=UpstreamTiming(connect_s=5, total_s=120),
        voice_idle_s=20,
        retry=RetryPolicy(retries=2, first_wait_s=0.25, longest_wait_s=5),
        max_upstream_connections=1000,
        upstream_proxies=False,
        google_token_base_url="https://oauth2.googleapis.com",
        local_threads=1,
        local_concurrency=1,
        local_queue=8,
        local_smollm2_path=None,
        tool_policy=ToolPolicy({"vai_web_search": frozenset(), "vai_web_fetch": frozenset()}, 120_000),
        web_fetch=True,
        fetch_limits=FetchLimits(ports=frozenset({80, 443}), max_bytes=5 << 20, total_s=20, at_once=8),
        run_limits=RunLimits(
            max_turns=64, max_tool_calls=256, max_tokens=0, timeout_s=300, tool_timeout_s=60, parallel_tools=8
        ),
    )


GOOD: list[tuple[str, str, str, Any]] = [
    ("ADDR", "127.0.0.2:0", "host", "127.0.0.2"),
    ("ADDR", "localhost:9000", "port", 9000),
    ("ADDR", "[::1]:9000", "host", "::1"),
    ("LOG_LEVEL", "WARNING", "log_level", "warning"),
    ("VOICE_IDLE_TIMEOUT", "5s", "voice_idle_s", 5),
    ("METRICS", "off", "metrics_enabled", False),
    ("SHUTDOWN_GRACE_PERIOD", "500ms", "shutdown_grace_s", 0.5),
    ("SHUTDOWN_GRACE_PERIOD", "2h", "shutdown_grace_s", 7200),
    ("SHUTDOWN_GRACE_PERIOD", "1m30s", "shutdown_grace_s", 90),
    ("SHUTDOWN_GRACE_PERIOD", "1.5s", "shutdown_grace_s", 1.5),
    ("SHUTDOWN_GRACE_PERIOD", " 5m\n", "shutdown_grace_s", 300),
    ("SHUTDOWN_GRACE_PERIOD", "", "shutdown_grace_s", 30),
    (
        "CORS_ORIGINS",
        "https://Chat.Example.com, http://localhost:3000",
        "cors_origins",
        ("https://chat.example.com", "http://localhost:3000"),
    ),
    ("CORS_ORIGINS", "http://[::1]:3000", "cors_origins", ("http://[::1]:3000",)),
    ("TRUST_PROXY_HEADERS", "true", "trusted_proxy_hops", 1),
    ("TRUST_PROXY_HEADERS", "no", "trusted_proxy_hops", 0),
    ("TRUST_PROXY_HEADERS", "2", "trusted_proxy_hops", 2),
    ("AUTH_MODE", "optional", "auth_mode", "optional"),
    (
        "MODEL_ALLOWLIST",
        "local/scripted,openrouter/a/b",
        "model_allowlist",
        {"local/scripted", "openrouter/a/b"},
    ),
    ("OPENAI_BASE_URL", "http://localhost:11434/v1/", "base_urls", {"OPENAI": "http://localhost:11434/v1"}),
    ("OPENAI_BASE_URL", "https://api.openai.com/v1/", "base_urls", {}),
    ("SEARXNG_BASE_URL", "http://[::1]:8888", "base_urls", {"SEARXNG": "http://[::1]:8888"}),
    ("GEM_DEV_API_KEY", "secret", "operator_keys", {"GEM_DEV": Secret("secret")}),
    ("OPERATOR_KEYS", "false", "use_operator_keys", False),
    ("MAX_BODY_BYTES", "1024", "max_body_bytes", 1024),
    ("MAX_UPSTREAM_CONNECTIONS", "32", "max_upstream_connections", 32),
    ("UPSTREAM_RETRIES", "0", "retry", RetryPolicy(retries=0)),
    ("UPSTREAM_RETRY_WAIT", "9s", "retry", RetryPolicy(longest_wait_s=9)),
    ("UPSTREAM_PROXIES", "yes", "upstream_proxies", True),
    ("GOOGLE_TOKEN_BASE_URL", "http://127.0.0.1:1", "google_token_base_url", "http://127.0.0.1:1"),
    ("LOCAL_THREADS", "2", "local_threads", 2),
    ("LOCAL_CONCURRENCY", "3", "local_concurrency", 3),
    ("LOCAL_QUEUE", "0", "local_queue", 0),
    ("WEB_FETCH", "no", "web_fetch", False),
    ("SERVER_TOOLS", "none", "tool_policy", ToolPolicy({})),
    ("SERVER_TOOLS", "vai_web_search", "tool_policy", ToolPolicy({"vai_web_search": frozenset()})),
    (
        "SERVER_TOOLS",
        "vai_web_fetch:acme, vai_web_search, vai_web_fetch:beta",
        "tool_policy",
        ToolPolicy({"vai_web_fetch": frozenset({"acme", "beta"}), "vai_web_search": frozenset()}),
    ),
]


@pytest.mark.parametrize("name, text, field, value", GOOD)
def test_a_variable_sets_its_field(name: str, text: str, field: str, value: object) -> None:
    assert getattr(settings(**{name: text}), field) == value


NESTED: list[tuple[str, str, str, str, float]] = [
    ("MAX_MESSAGES", "1", "request_limits", "max_messages", 1),
    ("MAX_TOOLS", "2", "request_limits", "max_tools", 2),
    ("MAX_TOTAL_TEXT_BYTES", "3", "request_limits", "max_total_text_bytes", 3),
    ("MAX_B64_PER_BLOCK", "4", "request_limits", "max_media_bytes_per_block", 4),
    ("MAX_B64_TOTAL", "5000000", "request_limits", "max_media_bytes", 5_000_000),
    ("RATE_LIMIT_RPS", "0.5", "rate_limits", "requests_per_s", 0.5),
    ("RATE_LIMIT_BURST", "0", "rate_limits", "burst", 0),
    ("MAX_CONCURRENT_REQUESTS", "6", "rate_limits", "concurrent_requests", 6),
    ("MAX_STREAMS_PER_PRINCIPAL", "7", "rate_limits", "concurrent_streams", 7),
    ("WS_MAX_SESSIONS_PER_PRINCIPAL", "8", "rate_limits", "live_sessions", 8),
    ("SSE_PING_INTERVAL", "1s", "stream_timing", "ping_s", 1),
    ("FIRST_EVENT_TIMEOUT", "2s", "stream_timing", "first_event_s", 2),
    ("STREAM_IDLE_TIMEOUT", "3s", "stream_timing", "idle_s", 3),
    ("SSE_MAX_DURATION", "4s", "stream_timing", "stream_s", 4),
    ("CONNECT_TIMEOUT", "5ms", "upstream_timing", "connect_s", 0.005),
    ("TOTAL_REQUEST_TIMEOUT", "6s", "upstream_timing", "total_s", 6),
    ("TOOL_RESULT_CHARS", "5000", "tool_policy", "result_chars", 5000),
    ("WEB_FETCH_MAX_BYTES", "2048", "fetch_limits", "max_bytes", 2048),
    ("WEB_FETCH_TIMEOUT", "3s", "fetch_limits", "total_s", 3),
    ("WEB_FETCH_CONCURRENCY", "4", "fetch_limits", "at_once", 4),
    ("RUN_MAX_TURNS", "5", "run_limits", "max_turns", 5),
    ("RUN_MAX_TOOL_CALLS", "6", "run_limits", "max_tool_calls", 6),
    ("RUN_MAX_TOKENS", "7", "run_limits", "max_tokens", 7),
    ("RUN_MAX_DURATION", "8s", "run_limits", "timeout_s", 8),
    ("RUN_MAX_TOOL_DURATION", "9s", "run_limits", "tool_timeout_s", 9),
    ("RUN_PARALLEL_TOOLS", "1", "run_limits", "parallel_tools", 1),
]


@pytest.mark.parametrize("name, text, group, field, value", NESTED)
def test_a_variable_sets_its_field_of_a_group(name: str, text: str, group: str, field: str, value: float) -> None:
    assert getattr(getattr(settings(**{name: text}), group), field) == value


def test_weights_at_another_place_are_taken_by_their_size(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    with path.open("wb") as file:
        file.truncate(WEIGHTS_BYTES)
    assert settings(LOCAL_SMOLLM2_PATH=str(path)).local_smollm2_path == path


@pytest.mark.parametrize("host", ["a", "b-c.example", "4.example", f"{'a' * 63}.example", f"{'a.' * 126}b"])
def test_a_host_name_is_taken_as_it_is(host: str) -> None:
    assert settings(ADDR=f"{host}:80", AUTH_MODE="optional").host == host


BAD: list[tuple[str, str, str]] = [
    ("ADDR", "8080", "must be host:port, got '8080'"),
    ("ADDR", "127.0.0.1:", "must be host:port"),
    ("ADDR", "127.0.0.1:http", "must be host:port"),
    ("ADDR", "127.0.0.1:65536", "must be a whole number from 0 to 65535, got '65536'"),
    ("ADDR", "::1:8080", "must have an IPv6 address in brackets, as in [::1]:8080"),
    ("ADDR", "256.0.0.1:80", "must be an IP address or a host name, got '256.0.0.1'"),
    ("ADDR", "a b:80", "must be an IP address or a host name"),
    ("ADDR", "a..b:80", "must be an IP address or a host name"),
    ("ADDR", f"{'a' * 64}.b:80", "must be an IP address or a host name"),
    ("ADDR", f"{'a.' * 126}bc:80", "must be an IP address or a host name"),
    ("LOG_LEVEL", "loud", "must be one of debug, info, warning, error, got 'loud'"),
    ("SERVER_TOOLS", "vai_image", "must list vai_web_search or vai_web_fetch, each alone or as name:tenant"),
    ("SERVER_TOOLS", "vai_web_fetch:", "must list vai_web_search or vai_web_fetch"),
    ("SERVER_TOOLS", "vai_web_fetch,vai_web_fetch:a", "offers vai_web_fetch to everybody, so it must name it once"),
    ("SERVER_TOOLS", "vai_web_fetch:a,vai_web_fetch", "offers vai_web_fetch to everybody"),
    ("WEB_FETCH_PORTS", "80,0", "must be a whole number from 1 to 65535, got '0'"),
    ("RUN_MAX_TURNS", "65", "must be a whole number from 1 to 64, got '65'"),
    ("METRICS", "maybe", "must be true or false, got 'maybe'"),
    ("SHUTDOWN_GRACE_PERIOD", "30", "must be a duration such as 500ms, 15s, 5m or 2h, got '30'"),
    ("SHUTDOWN_GRACE_PERIOD", "s", "must be a duration"),
    ("SHUTDOWN_GRACE_PERIOD", "-5s", "must be a duration"),
    ("SHUTDOWN_GRACE_PERIOD", "5 s", "must be a duration"),
    ("SHUTDOWN_GRACE_PERIOD", "5d", "must be a duration"),
    ("SHUTDOWN_GRACE_PERIOD", "0s", "must be from 1ms to 24h, got '0s'"),
    ("SHUTDOWN_GRACE_PERIOD", "25h", "must be from 1ms to 24h"),
    ("CORS_ORIGINS", "*", "must list origins such as https://chat.example.com, without a path, got '*'"),
    ("CORS_ORIGINS", "https://a.example/", "must list origins"),
    ("CORS_ORIGINS", "a.example", "must list origins"),
    ("CORS_ORIGINS", "null", "must list origins"),
    ("CORS_ORIGINS", "https://a.example,", "has an empty entry"),
    ("TRUST_PROXY_HEADERS", "10", "must be true, false or the number of proxies, 0 to 9, got '10'"),
    ("TRUST_PROXY_HEADERS", "-1", "must be true, false or the number of proxies"),
    ("AUTH_MODE", "none", "must be one of required, optional, disabled, got 'none'"),
    ("AUTH_MODE", "required", "required, but there is no key; set VAI_PROXY_API_KEYS or VAI_PROXY_KEYS_FILE"),
    ("API_KEYS", "vai_sk_a,,vai_sk_b", "has an empty entry"),
    ("API_KEYS", "vai_sk_a b", "must be visible ASCII without spaces"),
    ("API_KEYS", "vai_sk_a,vai_sk_a", "are the same key"),
    ("KEYS_FILE", "/nowhere/keys.json", "'/nowhere/keys.json' cannot be read: No such file or directory"),
    ("KEYS_FILE", __file__, "is no keys file: "),
    ("MODEL_ALLOWLIST", "gpt-4o", "'gpt-4o' is no model id; they read `provider/name`"),
    ("OPENAI_BASE_URL", "localhost:11434", "must be an http or https address"),
    ("OPENAI_BASE_URL", "ftp://a.example", "must be an http or https address"),
    ("OPENAI_BASE_URL", "http://", "must be an http or https address"),
    ("OPENAI_BASE_URL", "http://a.example:99999", "must be an http or https address"),
    ("OPENAI_BASE_URL", "http://a.example/\n/x", "must be an http or https address"),
    ("OPENAI_BASE_URL", "http://[::1", "must be an http or https address"),
    ("OPENAI_BASE_URL", "http://user:pw@a.example", "must have no user, password, query or fragment"),
    ("OPENAI_BASE_URL", "http://a.example?key=x", "must have no user, password, query or fragment"),
    ("OPENAI_API_KEY", "two words", "must be visible ASCII without spaces"),
    ("OPENAI_API_KEY", "line\nbreak", "must be visible ASCII without spaces"),
    ("OPENAI_API_KEY", "kéy", "must be visible ASCII without spaces"),
    ("OPERATOR_KEYS", "2", "must be true or false, got '2'"),
    ("MAX_BODY_BYTES", "20MiB", "must be a whole number from 1024 to 1073741824, got '20MiB'"),
    ("MAX_BODY_BYTES", "0", "must be a whole number"),
    ("MAX_MESSAGES", "1.0", "must be a whole number"),
    ("MAX_TOOLS", "0x10", "must be a whole number"),
    ("MAX_TOOLS", "\N{ARABIC-INDIC DIGIT FIVE}", "must be a whole number"),
    ("MAX_TOOLS", "9" * 5000, "must be a whole number"),
    ("MAX_B64_PER_BLOCK", "12582913", "must not be more than VAI_PROXY_MAX_B64_TOTAL"),
    ("RATE_LIMIT_RPS", "-1", "must be a number from 0 to 1000000, got '-1'"),
    ("RATE_LIMIT_RPS", "nan", "must be a number"),
    ("RATE_LIMIT_RPS", "1e3", "must be a number"),
    ("LOCAL_THREADS", "0", "must be a whole number from 1 to 256"),
    ("LOCAL_SMOLLM2_PATH", "/nowhere.gguf", "must be a file, and '/nowhere.gguf' is none"),
    ("LOCAL_SMOLLM2_PATH", __file__, "must be a copy of SmolLM2-135M-Instruct.Q4_1.gguf, 98362432 bytes, and '"),
]


@pytest.mark.parametrize("name, text, problem", BAD)
def test_a_bad_value_is_refused_by_its_name_and_what_would_be_right(name: str, text: str, problem: str) -> None:
    (said,) = problems(**{name: text})
    assert said.startswith(f"VAI_PROXY_{name}: ")
    assert problem in said
    assert len(said) < 250


@pytest.mark.parametrize(
    "name, near",
    [
        ("MAX_MESAGES", "VAI_PROXY_MAX_MESSAGES"),
        ("ANTROPIC_API_KEY", "VAI_PROXY_ANTHROPIC_API_KEY"),
        ("RESPONSE_HEADER_TIMEOUT", "VAI_PROXY_FIRST_EVENT_TIMEOUT"),
        ("COFFEE", None),
        ("SEARXNG_API_KEY", None),
    ],
)
def test_a_name_that_does_not_exist_is_refused(name: str, near: str | None) -> None:
    (said,) = problems(**{name: "canary"})
    assert said.startswith(f"VAI_PROXY_{name}: there is no such setting")
    assert "canary" not in said
    assert near is None or said.endswith(f"did you mean {near}?")


def test_variables_of_other_programs_are_none_of_the_gateways_business() -> None:
    assert Settings.from_environment({"VAI_OTHER": "x", "PATH": "/bin", "vai_proxy_addr": "x"}) == settings()


def test_everything_that_is_wrong_is_told_at_once() -> None:
    said = problems(ADDR="x", MAX_TOOLS="x", NONSENSE="1", MAX_B64_PER_BLOCK="1000000000")
    assert [line.partition(":")[0].removeprefix("VAI_PROXY_") for line in said] == [
        "NONSENSE",
        "ADDR",
        "MAX_TOOLS",
        "MAX_B64_PER_BLOCK",
    ]


CANARY = "canary-77"


@pytest.mark.parametrize("variable", [v for v in describe() if v.secret or v.name.endswith("_BASE_URL")])
@pytest.mark.parametrize("text", [f"{CANARY} x", f"{CANARY},{CANARY}", f"http://a:{CANARY}@b.example"])
def test_no_error_and_no_repr_shows_a_secret(variable: Any, text: str) -> None:
    try:
        shown = repr(Settings.from_environment({variable.name: text, "VAI_PROXY_ALLOW_INSECURE": "true"}))
    except SettingsError as error:
        shown = str(error)
    assert CANARY not in shown


def test_settings_are_frozen_once_made() -> None:
    made = settings()
    with pytest.raises(FrozenInstanceError):
        made.port = 1  # type: ignore[misc]  # which is what must not be possible


@pytest.mark.parametrize(
    "host, port, address",
    [(None, None, ("127.0.0.2", 9000)), ("::1", None, ("::1", 9000)), (None, 0, ("127.0.0.2", 0))],
)
def test_the_command_line_wins_over_the_address(host: str | None, port: int | None, address: tuple[str, int]) -> None:
    made = Settings.from_environment({"VAI_PROXY_ADDR": "127.0.0.2:9000"}, host=host, port=port)
    assert (made.host, made.port) == address


def test_a_bad_address_of_the_command_line_is_named_as_such() -> None:
    with pytest.raises(SettingsError, match=r"--host: must be an IP address(.|\n)*--port: must be a whole number"):
        Settings.from_environment({}, host="a b", port=70_000)


def test_the_host_of_the_command_line_decides_whether_a_key_is_needed() -> None:
    with pytest.raises(SettingsError, match="there is no key"):
        Settings.from_environment({}, host="0.0.0.0")


@pytest.mark.parametrize(
    "variables, mode",
    [
        ({}, "disabled"),
        ({"ADDR": "localhost:1"}, "disabled"),
        ({"ADDR": "[::1]:1"}, "disabled"),
        ({"ADDR": "127.8.8.8:1"}, "disabled"),
        ({"API_KEYS": "vai_sk_x"}, "required"),
        ({"ADDR": ":1", "API_KEYS": STRONG}, "required"),
        ({"ADDR": "gateway.internal:1", "API_KEYS": STRONG}, "required"),
        ({"ADDR": ":1", "AUTH_MODE": "disabled", "ALLOW_INSECURE": "true"}, "disabled"),
        ({"ADDR": ":1", "AUTH_MODE": "optional"}, "optional"),
        ({"API_KEYS": "vai_sk_x", "AUTH_MODE": "disabled"}, "disabled"),
    ],
)
def test_auth_is_required_unless_told_otherwise_or_on_loopback_without_a_key(
    variables: dict[str, str], mode: str
) -> None:
    assert settings(**variables).auth_mode == mode


@pytest.mark.parametrize(
    "variables, problem",
    [
        ({"ADDR": ":1"}, "required, but there is no key"),
        ({"ADDR": "192.0.2.7:1", "AUTH_MODE": "disabled"}, "192.0.2.7 can be reached from other machines"),
        ({"ADDR": ":1", "API_KEYS": f"{STRONG},vai_sk_short"}, "key 2 can be guessed"),
    ],
)
def test_other_machines_are_not_let_in_by_accident(variables: dict[str, str], problem: str) -> None:
    (said,) = problems(**variables)
    assert problem in said


def test_a_bad_keys_variable_is_not_taken_for_none() -> None:
    assert problems(ADDR=":1", API_KEYS="a b") == ["VAI_PROXY_API_KEYS: must be visible ASCII without spaces"]


def test_keys_come_from_the_variable_and_from_the_file(tmp_path: Path) -> None:
    row = mint(tenant="acme").row
    path = tmp_path / "keys.json"
    path.write_text(json.dumps([{"id": row.id, "tenant": "acme", "sha256": row.sha256}]))
    assert settings(API_KEYS="vai_sk_x", KEYS_FILE=str(path)).keys == (row_of("vai_sk_x"), row)


def test_an_empty_keys_file_stops_the_start_and_does_not_open_the_gateway(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("[]")
    (said,) = problems(KEYS_FILE=str(tmp_path / "keys.json"))
    assert "holds no keys" in said


@pytest.mark.parametrize(
    "variables, use",
    [
        ({}, True),
        ({"AUTH_MODE": "optional"}, True),
        ({"API_KEYS": "vai_sk_x"}, False),
        ({"API_KEYS": "vai_sk_x", "OPERATOR_KEYS": "true"}, True),
        ({"AUTH_MODE": "optional", "OPERATOR_KEYS": "false"}, False),
    ],
)
def test_the_operators_keys_serve_everybody_unless_auth_is_required(variables: dict[str, str], use: bool) -> None:
    assert settings(**variables).use_operator_keys is use


@pytest.mark.parametrize(
    "variables, enforced",
    [
        ({}, False),
        ({"AUTH_MODE": "optional"}, True),
        ({"API_KEYS": "vai_sk_x"}, True),
        ({"ADDR": ":1", "AUTH_MODE": "disabled", "ALLOW_INSECURE": "true"}, True),
    ],
)
def test_limits_are_off_only_on_loopback_with_auth_disabled(variables: dict[str, str], enforced: bool) -> None:
    made = settings(**variables)
    assert made.enforced_limits == (made.rate_limits if enforced else None)


def test_every_variable_has_a_row_with_its_default_and_its_meaning() -> None:
    lines = markdown_table().splitlines()
    assert len(lines) == 2 + len(describe())
    assert "| `VAI_PROXY_MAX_BODY_BYTES` | `20971520` bytes | A request's body. |" in lines
    assert all(line.count("|") == 4 for line in lines)
    assert all(variable.meaning and (variable.default or variable.absent) for variable in describe())


def test_no_variable_is_there_twice_and_every_field_has_one() -> None:
    names = [variable.name for variable in describe()]
    assert len(set(names)) == len(names)
    groups = {field for _, _, field, _ in GOOD} | {group for _, _, group, _, _ in NESTED}
    untold = {field.name for field in fields(Settings)} - groups
    assert untold == {"keys", "local_smollm2_path"}


def test_every_provider_has_the_variables_that_its_facts_name() -> None:
    for adapter in adapters():
        assert BASE_URLS[adapter.facts.setting or ""] == adapter.facts.base_url


@pytest.mark.parametrize("ports, allowed", [("443", {443}), ("80,443,8080", {80, 443, 8080})])
def test_the_ports_that_pages_are_read_from_can_be_set(ports: str, allowed: set[int]) -> None:
    assert settings(WEB_FETCH_PORTS=ports).fetch_limits.ports == allowed


def test_where_a_key_is_required_the_gateway_reads_no_pages_itself_unless_told() -> None:
    hosted = {"ADDR": "0.0.0.0:8080", "API_KEYS": STRONG}
    assert not settings(**hosted).web_fetch
    assert settings(**hosted, WEB_FETCH="true").web_fetch
