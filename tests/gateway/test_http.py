"""HTTP as callers speak it, well or badly: paths, methods, bodies, headers, connections."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.gateway.client import Answer, Connection, ask
from tests.gateway.replies import DIALECTS
from tests.gateway.stage import Json, Stage, message, metrics, request, until_active
from tests.gateway.upstream import Exchange

ANTHROPIC = DIALECTS["anthropic"]
JSON = ("content-type", "application/json")
CHUNKED = ("transfer-encoding", "chunked")
CLOSE = ("connection", "close")
BODY = json.dumps(message()).encode()
WORDS = ("Hello ", "there, ", "caller.")


def asked(stage: Stage, line: str, **more: object) -> Answer:
    """line: method and target."""
    return stage.run(ask(stage.gateway(), line, **more))  # type: ignore[arg-type]  # as they are passed


GETS = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/v1/models", "/v1/models/local/scripted"]


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_the_body(stage: Stage, path: str) -> None:
    head, get = asked(stage, f"HEAD {path}"), asked(stage, f"GET {path}")
    assert (head.status, get.status) == (200, 200)
    assert head.headers["content-type"] == get.headers["content-type"]
    if path != "/metrics":
        assert head.headers["content-length"] == str(len(get.body))


@pytest.mark.parametrize("path", [*GETS, "/v1/messages"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_method_that_a_path_does_not_answer_is_405_with_allow(stage: Stage, path: str, method: str) -> None:
    answer = asked(stage, f"{method} {path}")
    assert (answer.status, answer.error["code"]) == (405, "method_not_allowed")
    allowed = {name.strip() for name in answer.headers["allow"].split(",")}
    assert allowed == ({"POST"} if path == "/v1/messages" else {"GET", "HEAD"})


UNKNOWN = [
    "/",
    "/v1",
    "/v1/",
    "/v1/messages/",
    "//v1/messages",
    "/v1//messages",
    "/v1/./messages",
    "/v1/messages/../messages",
    "/V1/messages",
    "/v1/messages%2F",
    "/v1/models/",
    "/v1/models//local/scripted",
    "//v1/models",
    "/healthz/",
    "*",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", UNKNOWN)
def test_a_path_that_is_not_there_is_404_and_never_moved(stage: Stage, path: str, method: str) -> None:
    answer = asked(stage, f"{method} {path}", body=message() if method == "POST" else None)
    if method == "POST" and path.startswith("/v1/models//"):
        assert answer.status == 405
        return
    assert (answer.status, answer.error["type"]) == (404, "not_found_error"), answer.body
    assert "location" not in answer.headers
    assert ("no path here ends with a slash" in answer.error["message"]) is path.endswith(("/", "%2F"))


@pytest.mark.parametrize("id", ["local/scripted", "local%2Fscripted", "local%2fscripted"])
def test_a_model_s_id_may_hold_its_slash_as_it_is_or_escaped(stage: Stage, id: str) -> None:
    assert asked(stage, f"GET /v1/models/{id}").json()["id"] == "local/scripted"


@pytest.mark.parametrize(
    "id", ["local%2Fscripted%00", "%ff", "local/nothing", "a" * 5000, "%E2%80%A8", "..%2f..%2fetc"]
)
def test_a_model_that_is_not_there_is_404_however_it_is_written(stage: Stage, id: str) -> None:
    answer = asked(stage, f"GET /v1/models/{id}")
    assert (answer.status, answer.error["param"]) == (404, "id")


@pytest.mark.parametrize("query", ["x=1", "beta", "beta=false", "beta=true&beta=true", "beta=true&x", "%ff=1", "&&"])
def test_a_query_that_is_not_known_is_refused(stage: Stage, query: str) -> None:
    answer = asked(stage, f"POST /v1/messages?{query}", body=message())
    assert (answer.status, answer.error["type"]) == (400, "invalid_request_error"), query


def test_the_query_of_anthropic_s_sdk_is_taken(stage: Stage) -> None:
    assert asked(stage, "POST /v1/messages?beta=true", body=message()).status == 200


TYPES = [
    ("application/json", 200),
    ("Application/JSON; charset=utf-8", 200),
    ("application/json;", 200),
    ("text/plain", 415),
    ("application/json-patch", 415),
    ("application/problem+json", 415),
    ("multipart/form-data; boundary=x", 415),
    ("", 415),
]


@pytest.mark.parametrize("content_type, status", TYPES)
def test_only_json_is_taken(stage: Stage, content_type: str, status: int) -> None:
    answer = asked(stage, "POST /v1/messages", body=BODY, headers=[("content-type", content_type)])
    assert answer.status == status
    if status == 415:
        assert (answer.error["param"], answer.error["code"]) == ("Content-Type", "unsupported_media_type")


ENCODINGS = [("identity", 200), ("", 200), ("gzip", 415), ("identity, gzip", 415)]


@pytest.mark.parametrize("encoding, status", ENCODINGS)
def test_a_body_in_an_encoding_is_refused_by_the_header_s_name(stage: Stage, encoding: str, status: int) -> None:
    answer = asked(stage, "POST /v1/messages", body=BODY, headers=[("content-encoding", encoding)])
    assert answer.status == status
    if status == 415:
        assert (answer.error["param"], answer.error["code"]) == ("Content-Encoding", "unsupported_media_type")


def test_a_body_without_a_content_type_is_refused(stage: Stage) -> None:
    async def scenario() -> Answer:
        async with Connection(url) as connection:
            lines = f"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: {len(BODY)}\r\n\r\n"
            await connection.send(lines.encode() + BODY)
            return await connection.answer()

    url = stage.gateway()
    assert stage.run(scenario()).status == 415


def in_chunks(body: bytes, size: int) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_body_in_chunks_is_taken(stage: Stage, size: int) -> None:
    async def scenario() -> Answer:
        async with Connection(url) as connection:
            await connection.request("POST", "/v1/messages", headers=[JSON, CHUNKED])
            await connection.send(in_chunks(BODY, size))
            return await connection.answer()

    url = stage.gateway()
    assert stage.run(scenario()).json()["content"][0]["text"] == 'You said "Hello.".'


def test_a_caller_that_expects_100_continue_is_told_to_go_on(stage: Stage) -> None:
    async def scenario() -> list[int]:
        async with Connection(url) as connection:
            length = ("content-length", str(len(BODY)))
            await connection.request("POST", "/v1/messages", headers=[JSON, length, ("expect", "100-continue")])
            first = await connection.answer()
            await connection.send(BODY)
            return [first.status, (await connection.answer()).status]

    url = stage.gateway()
    assert stage.run(scenario()) == [100, 200]


@pytest.mark.parametrize("fault", [("content-type", "text/plain"), ("content-length", "1000000")])
def test_a_caller_that_expects_100_continue_is_refused_before_it_sends(stage: Stage, fault: tuple[str, str]) -> None:
    async def scenario() -> Answer:
        async with Connection(url) as connection:
            headers = dict([JSON, ("content-length", "100"), fault])
            await connection.request("POST", "/v1/messages", headers=[*headers.items(), ("expect", "100-continue")])
            return await connection.answer()

    url = stage.gateway(MAX_BODY_BYTES="2000")
    assert stage.run(scenario()).status == (415 if fault[0] == "content-type" else 413)


@pytest.mark.parametrize("way", ["declared", "sent", "in chunks"])
def test_a_body_that_is_too_large_is_413_and_the_connection_goes_on(stage: Stage, way: str) -> None:
    async def scenario() -> tuple[Answer, Answer]:
        body = b" " * 100_000
        async with Connection(url) as connection:
            if way == "in chunks":
                await connection.request("POST", "/v1/messages", headers=[JSON, CHUNKED])
                await connection.send(in_chunks(body, 1000))
                refused = await connection.answer()
            else:
                length = ("content-length", str(len(body)))
                await connection.request("POST", "/v1/messages", headers=[JSON, length])
                if way == "sent":
                    await connection.send(body)
                refused = await connection.answer()
                if way == "declared":
                    await connection.send(body)
            return refused, await connection.ask("GET", "/healthz")

    url = stage.gateway(MAX_BODY_BYTES="2000")
    refused, after = stage.run(scenario())
    assert (refused.status, refused.error["code"]) == (413, "request_too_large")
    assert "2000 bytes" in refused.error["message"]
    assert after.status == 200


def test_a_body_in_chunks_is_refused_before_it_has_ended(stage: Stage) -> None:
    async def scenario() -> Answer:
        async with Connection(url) as connection:
            await connection.request("POST", "/v1/messages", headers=[JSON, CHUNKED])
            await connection.send(in_chunks(b" " * 4000, 1000).removesuffix(b"0\r\n\r\n"))
            return await connection.answer()

    url = stage.gateway(MAX_BODY_BYTES="2000")
    assert stage.run(scenario()).status == 413


def test_a_caller_that_leaves_while_it_sends_is_counted_as_gone(stage: Stage) -> None:
    async def scenario() -> None:
        async with Connection(url) as connection:
            await connection.request("POST", "/v1/messages", headers=[JSON, ("content-length", "100")])
            await connection.send(b"{")
            await until_active(url, 1)
            connection.reset()
        await until_active(url, 0)

    url = stage.gateway(MAX_TOOLS="17")
    stage.run(scenario())
    assert [line["error_code"] for line in stage.lines(url) if line.get("path") == "/v1/messages"] == ["cancelled"]


WRONG_BODIES = [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b"\xef\xbb\xbf{}", b"{}{}", b"NaN", b"[" * 100_000]


@pytest.mark.parametrize("body", WRONG_BODIES, ids=lambda body: repr(body[:12]))
def test_a_body_that_is_no_json_object_is_refused(stage: Stage, body: bytes) -> None:
    answer = asked(stage, "POST /v1/messages", body=body)
    assert (answer.status, answer.error["type"]) == (400, "invalid_request_error")
    assert answer.error["code"] in ("invalid_json", "invalid_type")


def test_an_empty_body_is_told_to_be_empty(stage: Stage) -> None:
    assert asked(stage, "POST /v1/messages", body=b"").error["message"].startswith("the body is empty")


NO_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
    b"FOO /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: b\x00c\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: b\r\n folded\r\n\r\n",
    b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
    b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
    b"POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
]


@pytest.mark.parametrize("raw", NO_HTTP, ids=lambda raw: repr(raw[:60]))
def test_what_is_no_http_is_refused_in_the_envelope_and_closed(stage: Stage, raw: bytes) -> None:
    async def scenario() -> tuple[Answer, bytes]:
        async with Connection(url) as connection:
            await connection.send(raw)
            return await connection.answer(), await connection.rest()

    url = stage.gateway()
    answer, rest = stage.run(scenario())
    assert (answer.status, answer.error["code"], rest) == (400, "invalid_http", b"")


def test_a_chunk_that_is_none_ends_the_request(stage: Stage) -> None:
    async def scenario() -> bytes:
        async with Connection(url) as connection:
            await connection.request("POST", "/v1/messages", headers=[JSON, CHUNKED])
            await connection.send(b"zz\r\n")
            return await connection.rest()

    url = stage.gateway()
    assert stage.run(scenario()).startswith(b"HTTP/1.1 400 ")


REPEATED = [
    ([("x-request-id", "one"), ("x-request-id", "two")], 200),
    ([("x-vai-version", "1"), ("x-vai-version", "1")], 400),
    ([("content-type", "application/json"), ("content-type", "text/plain")], 415),
    ([("x-api-key", "vai_sk_one"), ("x-api-key", "vai_sk_two")], 200),
    ([("anthropic-beta", "a"), ("anthropic-beta", "b")], 200),
    ([("idempotency-key", "a"), ("idempotency-key", "b")], 400),
]


@pytest.mark.parametrize("headers, status", REPEATED, ids=lambda part: str(part))
def test_a_header_that_is_sent_twice_counts_as_one_list(
    stage: Stage, headers: list[tuple[str, str]], status: int
) -> None:
    answer = asked(stage, "POST /v1/messages", body=message(), headers=headers)
    assert answer.status == status
    assert answer.headers["x-request-id"] not in ("one", "two", "one, two")


ODD = [
    ("a b", 200),
    ("a\tb", 200),
    ("x" * 20_000, 200),
    ("a\x7fb", 400),
    (" ", 200),
]


@pytest.mark.parametrize("name", ["X-Provider-Key-Anthropic", "anthropic-beta"])
@pytest.mark.parametrize("value, status", ODD, ids=lambda part: repr(part)[:20])
def test_a_header_of_odd_characters_is_passed_on_or_refused(stage: Stage, name: str, value: str, status: int) -> None:
    answer = asked(stage, "POST /v1/messages", body=message(ANTHROPIC.asked_as), headers=[(name, value)])
    assert answer.status == status


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("value", ["sk-caf\xe9", "\xff\xfe", "\xc3\xa9"], ids=ascii)
@pytest.mark.parametrize("name", ["X-Provider-Key-Anthropic", "anthropic-beta"])
def test_a_header_for_the_provider_that_is_no_ascii_is_refused_and_not_repeated(
    stage: Stage, name: str, value: str, stream: bool
) -> None:
    before = len(stage.upstream.received)
    body = message(ANTHROPIC.asked_as, stream=stream)
    answer = asked(stage, "POST /v1/messages", body=body, headers=[(name, value)])
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, name, "unsupported_value")
    assert len(stage.upstream.received) == before
    assert value.encode("latin-1") not in answer.body


def test_requests_sent_at_once_are_answered_in_their_order(stage: Stage) -> None:
    async def scenario() -> list[Answer]:
        async with Connection(url) as connection:
            await connection.request("POST", "/v1/messages", body=message(text="[[first_ms=100]] first"))
            await connection.request("POST", "/v1/messages", body=message(text="second", stream=True))
            await connection.request("GET", "/nothing")
            await connection.request("GET", "/healthz", headers=[CLOSE])
            return [await connection.answer() for _ in range(4)]

    url = stage.gateway()
    first, second, third, last = stage.run(scenario())
    assert "first" in first.json()["content"][0]["text"]
    assert second.events[-1]["type"] == "message_stop"
    assert (third.status, last.body) == (404, b"ok\n")


def test_a_connection_is_used_for_many_requests(stage: Stage) -> None:
    async def scenario() -> list[int]:
        async with Connection(url) as connection:
            return [(await connection.ask("POST", "/v1/messages", body=body)).status for body in bodies * 5]

    url = stage.gateway()
    bodies: list[Json | bytes] = [message(), message(stream=True), b"{", message("nobody/x"), message(text="[[cut]]")]
    assert stage.run(scenario()) == [200, 200, 400, 400, 502] * 5


def test_http_1_0_is_answered_and_closed(stage: Stage) -> None:
    async def scenario() -> bytes:
        async with Connection(url) as connection:
            await connection.send(b"GET /healthz HTTP/1.0\r\n\r\n")
            return await connection.rest()

    url = stage.gateway()
    assert stage.run(scenario()).endswith(b"\r\n\r\nok\n")


def test_a_client_that_does_not_read_holds_up_nobody_but_itself(stage: Stage) -> None:
    """What it does not take is not piled up: the provider is slowed down, and in the end left."""
    slowed: list[Exchange] = []

    async def script(exchange: Exchange) -> None:
        slowed.append(exchange)
        told = ANTHROPIC.frames("x" * 1000, "y")
        await exchange.start()
        await exchange.chunk(*told[:3])
        while True:
            await exchange.chunk(told[2] * 50)

    async def scenario() -> tuple[Answer, float]:
        async with Connection(url) as connection:
            await request(connection, ANTHROPIC, key, stream=True)
            await connection.head()
            connection.stop_reading()
            before = -1
            while slowed[0].taken > before:
                before = slowed[0].taken
                await asyncio.sleep(0.1)
            answer = await ask(url, "POST /v1/messages", body=message(stream=True))
            held = (await metrics(url))["vai_active_streams"]
            await until_active(url, 0)
            return answer, held

    key = stage.upstream.key(script)
    url = stage.gateway(SSE_MAX_DURATION="2s")
    answer, held = stage.run(scenario())
    assert (answer.status, held) == (200, 1)
    assert 100_000 < slowed[0].taken < 32 << 20


def test_a_client_that_reads_late_misses_nothing(stage: Stage) -> None:
    words = [f"{number} " + "x" * 2000 for number in range(2000)]

    async def script(exchange: Exchange) -> None:
        await exchange.start()
        for frame in ANTHROPIC.frames(*words):
            await exchange.chunk(frame)
        await exchange.end()

    async def scenario() -> Answer:
        async with Connection(url) as connection:
            await request(connection, ANTHROPIC, key, stream=True)
            connection.stop_reading()
            await asyncio.sleep(0.3)
            connection.read_on()
            return await connection.answer()

    key = stage.upstream.key(script)
    url = stage.gateway()
    events = stage.run(scenario()).events
    told = [event["delta"]["text"] for event in events if event["type"] == "content_block_delta"]
    assert told == words


def test_every_answer_tells_its_id_and_the_version(stage: Stage) -> None:
    for method, path in (("GET", "/healthz"), ("GET", "/nothing"), ("PUT", "/v1/messages"), ("POST", "/v1/messages")):
        answer = asked(stage, f"{method} {path}", headers=[("x-request-id", "my.own_id-1")])
        assert (answer.headers["x-request-id"], answer.headers["x-vai-version"]) == ("my.own_id-1", "1")
        if answer.status >= 400:
            assert answer.error["request_id"] == "my.own_id-1"


@pytest.mark.parametrize("id", ["", "a b", "x" * 129, "caf\xe9", "a,b", '"'])
def test_an_id_that_is_no_id_is_replaced(stage: Stage, id: str) -> None:
    answer = asked(stage, "GET /healthz", headers=[("x-request-id", id)])
    assert answer.status == 200
    assert answer.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize("version, status", [("1", 200), ("2", 400), ("", 400), ("1.0", 400), ("01", 400)])
def test_only_version_1_is_spoken(stage: Stage, version: str, status: int) -> None:
    answer = asked(stage, "POST /v1/messages", body=message(), headers=[("x-vai-version", version)])
    assert answer.status == status
    if status == 400:
        assert (answer.error["param"], answer.error["code"]) == ("X-VAI-Version", "unsupported_version")
