"""What is told of traffic: one line of the log for each request, and the metrics."""

from __future__ import annotations

import json

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.gateway.client import Connection, ask
from tests.gateway.replies import DIALECTS, Dialect
from tests.gateway.stage import Json, Stage, asked, directed, message, metrics, request, until, until_active
from tests.gateway.upstream import Exchange

KEY = "vai_sk_" + "0123456789abcdef" * 3
ANTHROPIC = DIALECTS["anthropic"]
ALWAYS = {"time", "level", "event", "request_id", "method", "path", "status", "duration_ms"}


def last_line(stage: Stage, url: str, *, id: str) -> Json:
    (line,) = [line for line in stage.lines(url) if line.get("request_id") == id]
    return line


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_a_request_s_line_says_who_asked_what_and_what_it_cost(stage: Stage, dialect: Dialect, stream: bool) -> None:
    url = stage.gateway(API_KEYS=KEY)

    async def scenario() -> str:
        body = message(dialect.asked_as, stream=stream)
        headers = [("x-api-key", KEY), (dialect.key_header, "any"), ("traceparent", f"00-{'a' * 32}-{'b' * 16}-01")]
        answer = await ask(url, "POST /v1/messages", body=body, headers=headers)
        assert answer.status == 200
        return answer.headers["x-request-id"]

    id = stage.run(scenario())
    line = last_line(stage, url, id=id)
    assert line.keys() >= ALWAYS
    assert (line["level"], line["event"], line["status"]) == ("info", "request", 200)
    assert (line["method"], line["path"], line["operation"]) == ("POST", "/v1/messages", "messages.create")
    assert (line["model"], line["provider"]) == (dialect.asked_as, dialect.provider)
    assert line["principal"].startswith("key_")
    assert line.get("stream", False) is stream
    assert (line["input_tokens"], line["output_tokens"], line["total_tokens"]) == (12, 7, 19)
    assert 0 < line["first_byte_ms"] <= line["duration_ms"]
    assert line["traceparent"].startswith("00-aaa")


REFUSED: list[tuple[str, str, Json | bytes | None, int, str, str]] = [
    ("GET", "/nothing", None, 404, "not_found_error", "not_found"),
    ("PUT", "/v1/models", None, 405, "invalid_request_error", "method_not_allowed"),
    ("POST", "/v1/messages", b"{", 400, "invalid_request_error", "invalid_json"),
    ("POST", "/v1/messages", message("nobody/x"), 400, "invalid_request_error", "unsupported_value"),
    ("POST", "/v1/messages", message(text="[[fail=rate_limit_error]]"), 429, "rate_limit_error", ""),
    ("POST", "/v1/messages", message(text="[[cut]]"), 502, "provider_error", "upstream_cut"),
]


@pytest.mark.parametrize("method, path, body, status, kind, code", REFUSED, ids=lambda part: str(part)[:40])
def test_a_refusal_s_line_says_why(
    stage: Stage, method: str, path: str, body: Json | bytes | None, status: int, kind: str, code: str
) -> None:
    url = stage.gateway()
    answer = stage.run(ask(url, f"{method} {path}", body=body))
    assert answer.status == status
    line = last_line(stage, url, id=answer.headers["x-request-id"])
    assert (line["status"], line["error_type"], line.get("error_code", "")) == (status, kind, code)
    assert line["level"] == ("warning" if status >= 500 else "info")


REFUSED_STREAMS: list[Json] = [
    message("nobody/x"),
    message(messages=message()["messages"] * 1001),
    message(tool_choice={"type": "auto"}),
]


@pytest.mark.parametrize("body", REFUSED_STREAMS, ids=["model", "limits", "history"])
def test_a_stream_that_was_refused_is_told_as_a_stream(stage: Stage, body: Json) -> None:
    url = stage.gateway()
    answer = stage.run(ask(url, "POST /v1/messages", body={**body, "stream": True}))
    line = last_line(stage, url, id=answer.headers["x-request-id"])
    assert (line["status"], line.get("stream")) == (400, True)


def test_a_stream_that_failed_later_is_told_as_failed(stage: Stage, dialect: Dialect) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*dialect.frames("Hello ", "there.")[:3])

    url = stage.gateway()
    answer = stage.run(directed(stage, url, dialect, script, stream=True))
    line = last_line(stage, url, id=answer.headers["x-request-id"])
    assert (line["status"], line["error_code"], line["level"]) == (200, "upstream_cut", "warning")


def test_a_client_that_leaves_is_told_as_gone_with_what_it_cost_so_far(stage: Stage) -> None:
    url = stage.gateway()

    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*ANTHROPIC.frames("Hello ", "there.")[:3])
        await exchange.until_left()

    async def scenario() -> str:
        async with Connection(url) as connection:
            await request(connection, ANTHROPIC, key, stream=True)
            head = await connection.head()
            connection.reset()
        id = head.headers["x-request-id"]
        await until(lambda: id.encode() in stage.log(url))
        return id

    key = stage.upstream.key(script)
    line = last_line(stage, url, id=stage.run(scenario()))
    assert (line["client_left"], line["status"], line["input_tokens"]) == (True, 200, 12)


def test_each_request_has_one_line_however_it_ends(stage: Stage) -> None:
    url = stage.gateway(LOG_LEVEL="info", MAX_TOOLS="7")
    for body in (message(), message(stream=True), b"{", message(text="[[cut after=2]]", stream=True)):
        stage.run(ask(url, "POST /v1/messages", body=body))
    for path in ("/healthz", "/nothing"):
        stage.run(ask(url, f"GET {path}"))
    ids = [line["request_id"] for line in stage.lines(url) if line["event"] == "request"]
    assert len(ids) == len(set(ids)) == 6


def test_less_is_logged_where_less_is_wanted(stage: Stage) -> None:
    url = stage.gateway(LOG_LEVEL="warning")
    stage.run(ask(url, "POST /v1/messages", body=message()))
    stage.run(ask(url, "POST /v1/messages", body=message(text="[[cut]]")))
    assert [line["error_code"] for line in stage.lines(url)] == ["upstream_cut"]


def test_the_metrics_tell_what_happened(stage: Stage) -> None:
    url = stage.gateway(MAX_TOOLS="9")

    async def scenario() -> dict[str, float]:
        for stream in (False, True):
            await asked(url, ANTHROPIC, key="any", stream=stream)
        await ask(url, "POST /v1/messages", body=message("anthropic/some-new-model"))
        await ask(url, "POST /v1/messages", body=b"{")
        await ask(url, "POST /v1/messages", body=message(text="[[cut]]"))
        async with Connection(url) as connection:
            await connection.request("POST", "/v1/messages", body=message(text="[[hang after=1]]", stream=True))
            await connection.head()
            assert (await metrics(url))["vai_active_streams"] == 1
            connection.reset()
        await until_active(url, 0)
        return await metrics(url)

    told = stage.run(scenario())
    assert told['vai_requests_total{operation="messages.create",status="200"}'] == 4
    assert told['vai_requests_total{operation="messages.create",status="400"}'] == 1
    assert told['vai_request_duration_seconds_count{operation="messages.create",stream="true"}'] == 2
    assert told['vai_first_byte_seconds_count{operation="messages.create",stream="false"}'] == 4
    tokens = 'vai_tokens_total{kind="output",model="%s",provider="anthropic"}'
    assert told[tokens % "anthropic/claude-sonnet-4-5"] == 14
    assert told[tokens % "other"] == 7
    assert told['vai_upstream_errors_total{provider="local",type="provider_error"}'] == 1
    assert told['vai_refusals_total{code="invalid_json"}'] == 1
    assert told['vai_client_disconnects_total{operation="messages.create"}'] == 1
    assert (told["vai_active_requests"], told["vai_active_streams"]) == (0, 0)
    assert told["process_resident_memory_bytes"] > 0


def test_the_metrics_are_in_the_format_that_they_name(stage: Stage) -> None:
    answer = stage.run(ask(stage.gateway(), "GET /metrics"))
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in text_string_to_metric_families(answer.body.decode())}
    assert families["vai_requests"].type == "counter"
    assert families["vai_request_duration_seconds"].type == "histogram"
    assert all(family.documentation for name, family in families.items() if name.startswith("vai_"))


def test_callers_cannot_make_up_labels(stage: Stage) -> None:
    url = stage.gateway(MAX_TOOLS="10")

    async def scenario() -> dict[str, float]:
        for number in range(100):
            await ask(url, "POST /v1/messages", body=message(f"anthropic/made-up-{number}"))
            await ask(url, f"GET /made/up/{number}")
            await ask(url, "POST /v1/messages", body=message(text=f"[[fail=rate_limit_error code=made_up_{number}]]"))
        return await metrics(url)

    told = [name for name in stage.run(scenario()) if name.startswith(("vai_refusals_total", "vai_requests_total"))]
    assert 10 < len(told) < 80


def test_metrics_can_be_switched_off(stage: Stage) -> None:
    answer = stage.run(ask(stage.gateway(METRICS="false"), "GET /metrics"))
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (404, "not_found")
