"""What providers and networks do wrong is one clear error of the contract's, in both modes."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.gateway.client import WAIT_S, Answer, ask
from tests.gateway.replies import Dialect
from tests.gateway.stage import Stage, address_of_nobody, asked, directed, message
from tests.gateway.upstream import CHUNK, Exchange, Script
from tests.replay.answer import Answer as Read
from tests.replay.answer import folded, frames
from tests.replay.contract import breaches

Fault = Callable[[Dialect], Script]
MODES = pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
WORDS = ("Hello ", "there, ", "caller.")
JSON, SSE, HTML = "application/json", "text/event-stream", "text/html"
PAGE = b"<!DOCTYPE html><html><body>Welcome to the hotel's network</body></html>"
CUT, UNREADABLE, UNREACHABLE = "upstream_cut", "provider_invalid_response", "provider_unreachable"


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes instead of an answer; then the connection is closed."""

    raw: bytes

    def __call__(self, dialect: Dialect) -> Script:
        async def script(exchange: Exchange) -> None:
            await exchange.write(self.raw)

        return script


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP answer that is right as such. body: its bytes, or the right ones, changed."""

    body: bytes | Callable[[bytes], bytes]
    kind: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(self, dialect: Dialect) -> Script:
        async def script(exchange: Exchange) -> None:
            is_stream = bool(exchange.received.json().get("stream"))
            right = b"".join(dialect.frames(*WORDS)) if is_stream else dialect.message(*WORDS)
            body = self.body if isinstance(self.body, bytes) else self.body(right)
            kind = self.kind or (SSE if is_stream else JSON)
            await exchange.answer(body, status=self.status, kind=kind, headers=self.headers)

        return script


def reset(dialect: Dialect) -> Script:
    async def script(exchange: Exchange) -> None:
        exchange.reset()

    return script


def half(right: bytes) -> bytes:
    return right[: len(right) // 2]


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
FAULTS: list[tuple[str, Fault, str]] = [
    ("breaks off before its head", reset, CUT),
    ("closes without a word", Sent(b""), CUT),
    ("speaks no HTTP", Sent(b"220 mail.example.com ESMTP\r\n"), CUT),
    ("breaks off within its head", Sent(HEAD[:-5]), CUT),
    ("sends a header without end", Sent(HEAD + b"x-a: " + b"y" * 100_000), CUT),
    ("sends a length that is none", Sent(HEAD + b"content-length: many\r\n\r\n"), CUT),
    ("breaks off before its body", Sent(HEAD + b"content-length: 100\r\n\r\n"), CUT),
    ("breaks off within its body", Sent(HEAD + b"content-length: 100\r\n\r\n   "), CUT),
    ("breaks off between chunks", Sent(HEAD + b"transfer-encoding: chunked\r\n\r\n3\r\n   \r\n"), CUT),
    ("sends a chunk that is none", Sent(HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n"), CUT),
    ("sends half of its answer", Answered(half), ""),
    ("sends nothing", Answered(b""), ""),
    ("sends white space", Answered(b" \n\r\n\t "), ""),
    ("sends a web page", Answered(PAGE, HTML), UNREADABLE),
    ("calls a web page JSON", Answered(PAGE, JSON), UNREADABLE),
    ("calls a web page events", Answered(PAGE, SSE), UNREADABLE),
    ("sends words", Answered(b"Hello there.", "text/plain"), ""),
    ("sends a number", Answered(b"5"), ""),
    ("sends null", Answered(b"null"), ""),
    ("sends a list", Answered(b"[]"), UNREADABLE),
    ("sends another object", Answered(b'{"hello": "there"}'), UNREADABLE),
    ("sends what is no UTF-8", Answered(lambda right: right.replace(b"there", b"th\xff\xfere")), ""),
    ("sends NUL bytes", Answered(lambda right: right.replace(b"Hello", b"\0\0\0")), UNREADABLE),
    ("nests without end", Answered(b'{"a":' * 100_000), ""),
    ("compresses although nobody asked", Answered(gzip.compress, headers=(("content-encoding", "gzip"),)), ""),
    ("half compresses", Answered(lambda right: gzip.compress(right)[:40], headers=(("content-encoding", "gzip"),)), ""),
    ("moves temporarily", Answered(b"", status=302, headers=(("location", "/v1/elsewhere"),)), ""),
    ("moves for good", Answered(b"", status=308, headers=(("location", "http://192.0.2.1/"),)), ""),
    ("switches protocols", Sent(b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"), ""),
    ("has no content", Answered(b"", status=204), ""),
    ("fails with a web page", Answered(PAGE, HTML, 500), ""),
    ("fails with nothing", Answered(b"", status=502), ""),
    ("fails with garbage", Answered(b"\xff\xfe{", JSON, 500), ""),
    ("fails with a huge page", Answered(b"<p>" * 3_000_000, HTML, 500), ""),
]


@MODES
@pytest.mark.parametrize("fault, code", [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_fault_before_the_first_event_is_a_502_of_the_provider_s(
    stage: Stage, dialect: Dialect, fault: Fault, code: str, stream: bool
) -> None:
    answer = stage.run(directed(stage, stage.gateway(), dialect, fault(dialect), stream=stream))
    if answer.status == 200:
        assert_failed_later(answer)
        return
    assert (answer.status, answer.error["type"]) == (502, "provider_error"), answer.body
    assert not code or answer.error.get("code") == code
    assert dialect.provider in answer.error["message"]


def assert_failed_later(answer: Answer) -> None:
    """A stream that began well and then broke."""
    events = frames(answer.body)
    assert events[-1]["type"] == "error"
    assert events[-1]["error"]["type"] == "provider_error"
    assert breaches(Read(200, answer.headers, events, folded(events))) == []


LATER: list[tuple[str, bytes]] = [
    ("nothing more", b""),
    ("half a frame", b"event: content_block_delta\ndata: {"),
    ("words", b"Hello there.\n\n"),
    ("a frame of garbage", b"event: content_block_delta\ndata: {]\n\n"),
    ("a web page", PAGE),
    ("a frame of another vendor's", b'event: x\ndata: {"what": "is this"}\n\n'),
    ("a frame of NUL bytes", b"data: \0\0\n\n"),
    ("a frame of no UTF-8", b'data: "\xff\xfe"\n\n'),
]


@pytest.mark.parametrize("ending", ["ends", "breaks off"])
@pytest.mark.parametrize("garbage", [row[1] for row in LATER], ids=[row[0] for row in LATER])
def test_a_fault_within_a_stream_ends_it_with_one_error(
    stage: Stage, dialect: Dialect, garbage: bytes, ending: str
) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*dialect.frames(*WORDS)[:4])
        if garbage:
            await exchange.chunk(garbage)
        if ending == "ends":
            await exchange.end()

    answer = stage.run(directed(stage, stage.gateway(), dialect, script, stream=True))
    assert answer.status == 200
    assert_failed_later(answer)


@MODES
def test_a_provider_that_cannot_be_reached_is_a_502(stage: Stage, dialect: Dialect, stream: bool) -> None:
    url = stage.gateway(**{f"{dialect.setting}_BASE_URL": address_of_nobody() + dialect.base_path})
    answer = stage.run(asked(url, dialect, key="any", stream=stream))
    assert (answer.status, answer.error["code"]) == (502, UNREACHABLE)
    assert answer.error["message"] == f"no connection to {dialect.provider}: it was refused"


@MODES
def test_a_provider_that_never_begins_tls_is_a_504_and_is_called_once(
    stage: Stage, dialect: Dialect, stream: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(WAIT_S)
        address = f"https://127.0.0.1:{silent.getsockname()[1]}{dialect.base_path}"
        url = stage.gateway(**{"CONNECT_TIMEOUT": "50ms", f"{dialect.setting}_BASE_URL": address})
        answer = stage.run(asked(url, dialect, key="any", stream=stream))
        with silent.accept()[0] as called:
            called.settimeout(WAIT_S)
            while called.recv(CHUNK):
                pass  # Until the gateway has closed it.
        silent.setblocking(False)
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert (answer.status, answer.error["type"], answer.error["code"]) == (504, "api_error", "timeout")


@MODES
def test_a_refused_key_of_the_operator_s_is_not_laid_to_the_caller(
    stage: Stage, dialect: Dialect, stream: bool
) -> None:
    refusing = Answered(b'{"error": {"message": "no"}}', JSON, 401)
    url = stage.gateway(**{f"{dialect.setting}_API_KEY": stage.upstream.key(refusing(dialect))})
    answer = stage.run(ask(url, "POST /v1/messages", body=message(dialect.asked_as, stream=stream)))
    assert (answer.status, answer.error["code"], "param" in answer.error) == (401, "provider_key_invalid", False)
    assert answer.error["message"].startswith(f"the gateway's own key for {dialect.provider} ")


@MODES
def test_a_redirect_is_never_followed(stage: Stage, dialect: Dialect, stream: bool) -> None:
    before = len(stage.upstream.received)
    moved = Answered(b"", status=307, headers=(("location", f"{stage.upstream.url}/elsewhere"),))
    assert stage.run(directed(stage, stage.gateway(), dialect, moved(dialect), stream=stream)).status == 502
    assert [each.target for each in stage.upstream.received[before:]] != ["/elsewhere"]
    assert len(stage.upstream.received) == before + 1


def without_end(dialect: Dialect) -> Script:
    """One answer, or one event, that never ends."""

    async def script(exchange: Exchange) -> None:
        is_stream = bool(exchange.received.json().get("stream"))
        await exchange.start(200, SSE if is_stream else JSON)
        if is_stream:
            await exchange.chunk(dialect.frames(*WORDS)[0], b"data: ")
        left = asyncio.ensure_future(exchange.until_left())
        while not left.done():
            taken = asyncio.ensure_future(exchange.chunk(b" " * (1 << 20)))
            await asyncio.wait([taken, left], return_when=asyncio.FIRST_COMPLETED)
            if not taken.done():
                taken.cancel()

    return script


@MODES
def test_an_answer_without_end_is_cut_short(stage: Stage, dialect: Dialect, stream: bool) -> None:
    answer = stage.run(directed(stage, stage.gateway(), dialect, without_end(dialect), stream=stream))
    if stream:
        assert_failed_later(answer)
        error = answer.events[-1]["error"]
    else:
        assert answer.status == 502
        error = answer.error
    assert (error["code"], "bytes" in error["message"]) == (UNREADABLE, True)


@pytest.mark.parametrize("setting, stream", [("TOTAL_REQUEST_TIMEOUT", False), ("FIRST_EVENT_TIMEOUT", True)])
@pytest.mark.parametrize("head_first", [False, True], ids=["no head", "no body"])
def test_a_provider_that_is_slow_is_a_504(
    stage: Stage, dialect: Dialect, setting: str, stream: bool, head_first: bool
) -> None:
    async def script(exchange: Exchange) -> None:
        if head_first:
            await exchange.start()
            await exchange.chunk(b"\n")
        await exchange.until_left()

    url = stage.gateway(**{setting: "200ms"})
    answer = stage.run(directed(stage, url, dialect, script, stream=stream))
    assert (answer.status, answer.error["type"], answer.error["code"]) == (504, "api_error", "timeout")


KINDS = [JSON, "text/plain", "application/octet-stream", "", "text/event-stream; charset=latin-1", "nonsense"]


@MODES
@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_of_a_wrong_kind_is_an_answer(stage: Stage, dialect: Dialect, kind: str, stream: bool) -> None:
    """Vendors and what stands before them are careless with it."""
    fault = Answered(lambda right: right, kind or " ")
    answer = stage.run(directed(stage, stage.gateway(), dialect, fault(dialect), stream=stream))
    assert answer.status == 200
    assert "caller." in answer.body.decode()


def test_an_answer_in_one_piece_to_a_call_for_a_stream_is_streamed(stage: Stage, dialect: Dialect) -> None:
    fault = Answered(dialect.message(*WORDS), JSON)
    answer = stage.run(directed(stage, stage.gateway(), dialect, fault(dialect), stream=True))
    events = frames(answer.body)
    assert breaches(Read(200, answer.headers, events, folded(events))) == []
    assert folded(events)["content"][0]["text"] == "".join(WORDS)


def test_after_every_fault_the_next_call_is_answered(stage: Stage, dialect: Dialect) -> None:
    """Broken connections are not used again."""
    for _, fault, _ in FAULTS:
        stage.run(directed(stage, stage.gateway(), dialect, fault(dialect), stream=False))
        assert stage.run(asked(stage.gateway(), dialect, key="any", stream=False)).status == 200
