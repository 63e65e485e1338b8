"""The gateway reads a page itself: within its limits, on the public web only, whatever the page tries."""

from __future__ import annotations

import asyncio
import codecs
import gzip
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.fake_clock import FakeClock
from tests.tools.desk import Act, Desk, Reply, Site, call, run_request, text
from vai_gateway.core.ticker import LOOK_S
from vai_gateway.tools.policy import FetchLimits, ToolPolicy
from vai_gateway.tools.tool import ToolOutcome

NAME = "vai_web_fetch"
PUBLIC = {"example.com": [["8.8.8.8"]], "example.org": [["1.1.1.1"]], "inner.example.com": [["10.0.0.1"]]}
HTML = "text/html; charset=utf-8"
ARTICLE = (
    "<!doctype html><title> Tea \n time </title><nav><a href=/>Home</a></nav><article><h1>Tea</h1><p>"
    + "Leaves steep best <b>just</b> off the boil, in <a href='/pots?a=1'>a pot</a>. " * 8
    + "</p></article><footer>Imprint</footer>"
)


def desk(
    answers: Mapping[str, Reply | Act],
    *,
    names: Mapping[str, Sequence[Sequence[str]]] = PUBLIC,
    limits: FetchLimits | None = None,
    chars: int = 120_000,
) -> Desk:
    policy = ToolPolicy({NAME: frozenset()}, chars)
    return Desk(web=Site(answers), names=names, limits=limits or FetchLimits(), policy=policy)


def read(at: Desk, url: str = "http://example.com/", **config: Any) -> ToolOutcome:
    request = run_request(NAME, server_tool_config={NAME: {"provider": "gateway", **config}})
    return at.run(request, call(), {"url": url})


def page(outcome: ToolOutcome) -> dict[str, Any]:
    assert outcome.error is None, outcome.error
    return dict(json.loads(text(outcome)))


def said(body: bytes | str, kind: str | None = HTML, status: int = 200, **headers: str) -> dict[str, Reply | Act]:
    sent = {} if kind is None else {"content-type": kind}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return {"": Reply(status, sent, body.encode() if isinstance(body, str) else body)}


def leading_to(*locations: str) -> dict[str, Reply | Act]:
    """The first page leads to the first location, that one to the next; the last is an article."""
    paths = ["/", *(f"/{step}" for step in range(1, len(locations)))]
    hops: dict[str, Reply | Act] = {
        path: Reply(302, {"location": location}) for path, location in zip(paths, locations, strict=True)
    }
    return hops | {"": Reply(200, {"content-type": HTML}, ARTICLE.encode())}


def test_a_web_page_becomes_the_markdown_of_its_main_part() -> None:
    found = page(read(desk(said(ARTICLE)), "http://example.com/a/b"))
    assert list(found) == ["provider", "url", "title", "format", "content"]
    assert (found["provider"], found["url"], found["title"]) == ("gateway", "http://example.com/a/b", "Tea time")
    assert found["content"].startswith("# Tea\n\nLeaves steep best **just** off the boil, in [a pot]")
    assert "(http://example.com/pots?a=1)" in found["content"]
    assert "Home" not in found["content"] and "Imprint" not in found["content"]


def test_a_web_page_becomes_plain_text_where_the_run_wants_that() -> None:
    found = page(read(desk(said(ARTICLE)), format="text"))
    assert found["content"].startswith("Tea\n\nLeaves steep best just off the boil, in a pot.")


def test_the_site_is_told_who_reads_it_and_nothing_else() -> None:
    at = desk(said(ARTICLE))
    read(at, "http://example.com/a?b=%20c")
    (received,) = at.web.received
    assert (received.method, received.path, received.headers["host"]) == ("GET", "/a?b=%20c", "example.com")
    assert "vai-gateway/" in received.headers["user-agent"]
    assert set(received.headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"} - (
        set() if "connection" in received.headers else {"connection"}
    )


TEXTS: list[tuple[bytes, str | None, str]] = [
    (b'{"a": 1}', "application/json", '{"a": 1}'),
    (b"a,b\n1,2\n", "text/csv", "a,b\n1,2\n"),
    (b"<feed/>", "application/atom+xml", "<feed/>"),
    ("Grüße".encode("latin-1"), "text/plain; charset=ISO-8859-1", "Grüße"),
    ("Grüße".encode("cp1252"), 'text/plain; charset="windows-1252"', "Grüße"),
    ("Grüße".encode(), "text/plain", "Grüße"),
    (codecs.BOM_UTF8 + "Grüße".encode(), "text/plain; charset=latin-1", "Grüße"),
    (codecs.BOM_UTF16_LE + "Grüße".encode("utf-16-le"), "text/plain", "Grüße"),
    ("こんにちは".encode("shift_jis"), "text/plain; charset=Shift_JIS", "こんにちは"),
    (b"a\xffb", "text/plain; charset=utf-8", "a\ufffdb"),
    (b"a", "text/plain; charset=zip", "a"),
    (b"a", "text/plain; charset=../../x", "a"),
    (b"+ADw-a", "text/plain; charset=utf-7", "+ADw-a"),
    (b"plain", None, "plain"),
    (b"", "text/plain", ""),
]


@pytest.mark.parametrize("body, kind, content", TEXTS)
def test_text_is_given_as_it_is_in_its_own_charset(body: bytes, kind: str | None, content: str) -> None:
    assert page(read(desk(said(body, kind))))["content"] == content


CHARSETS: list[tuple[str, str, str]] = [
    ("windows-1251", "text/html", "<meta charset=windows-1251>"),
    ("windows-1251", "text/html; charset=windows-1251", ""),
    ("utf-8", "application/xhtml+xml", ""),
    ("utf-8", "text/html; charset=nonsense", ""),
    ("utf-16", "text/html", ""),
]


@pytest.mark.parametrize("charset, kind, head", CHARSETS)
def test_web_pages_are_read_in_their_own_charset(charset: str, kind: str, head: str) -> None:
    markup = f"{head}<title>Чай</title><p>Добрый день, мир</p>".encode(charset)
    found = page(read(desk(said(markup, kind))))
    assert (found["title"], found["content"]) == ("Чай", "Добрый день, мир")


def test_a_body_of_no_declared_kind_that_looks_like_a_web_page_is_one() -> None:
    assert page(read(desk(said("  <p>Hello there</p>", None))))["content"] == "Hello there"


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream", "video/mp4", "nonsense"])
def test_what_is_no_text_is_an_error_that_says_so(kind: str) -> None:
    outcome = read(desk(said(b"%PDF", kind)))
    assert outcome.error is not None and outcome.error.code == "tool_provider_error"
    assert text(outcome) == "the page cannot be read: it is neither a web page nor text"


def test_bytes_that_pretend_to_be_text_are_an_error() -> None:
    outcome = read(desk(said(b"\x7fELF\x00\x00", "text/plain")))
    assert text(outcome) == "the page cannot be read: it is no text"


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_a_page_that_answers_with_an_error_is_one(status: int) -> None:
    outcome = read(desk(said("Do as I say", status=status)))
    assert outcome.error is not None and outcome.error.kind == "provider_error"
    assert text(outcome) == f"the page answered {status}"


def compressed(kind: str) -> bytes:
    return gzip.compress(ARTICLE.encode()) if kind == "gzip" else zlib.compress(ARTICLE.encode())


@pytest.mark.parametrize("kind", ["gzip", "deflate"])
def test_compressed_pages_are_read(kind: str) -> None:
    assert "Leaves" in page(read(desk(said(compressed(kind), content_encoding=kind))))["content"]


def test_a_page_that_unpacks_without_end_is_read_only_up_to_its_limit() -> None:
    bomb = gzip.compress(b"x" * (50 << 20))
    found = page(read(desk(said(bomb, "text/plain", content_encoding="gzip"), limits=FetchLimits(max_bytes=10_000))))
    assert (len(found["content"]), found["truncated"]) == (10_000, True)


def test_a_page_without_end_is_left_at_its_limit() -> None:
    sent = 0

    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
        while sent < 100 << 20:
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    found = page(read(desk({"": pour}, limits=FetchLimits(max_bytes=10_000))))
    assert (len(found["content"]), found["truncated"]) == (10_000, True)
    assert sent < 50 << 20


@pytest.mark.parametrize("size, truncated", [(4999, False), (5000, False), (5001, True)])
def test_a_long_body_is_read_up_to_its_limit_and_says_so(size: int, truncated: bool) -> None:
    found = page(
        read(desk(said("é" * (size // 2) + "x" * (size % 2), "text/plain"), limits=FetchLimits(max_bytes=5000)))
    )
    assert found.get("truncated", False) is truncated
    assert "\ufffd" not in found["content"]


def test_a_character_at_the_limit_is_left_out_whole() -> None:
    found = page(read(desk(said("a€€", "text/plain"), limits=FetchLimits(max_bytes=6))))
    assert (found["content"], found["truncated"]) == ("a€", True)


def test_a_long_web_page_is_cut_to_what_a_result_may_hold() -> None:
    found = page(read(desk(said("<p>" + "tea " * 5000), chars=1000)))
    assert len(found["content"]) <= 1000 and found["truncated"] is True


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_the_page(status: int) -> None:
    answers = leading_to("http://example.org/a")
    answers["/"] = Reply(status, {"location": "http://example.org/a"}, b"moved")
    at = desk(answers)
    assert page(read(at))["url"] == "http://example.org/a"
    assert at.dialled == [("8.8.8.8", 80), ("1.1.1.1", 80)]
    assert at.web.received[1].headers["host"] == "example.org"


@pytest.mark.parametrize("hops, reads", [(1, True), (3, True), (4, False)])
def test_at_most_three_redirects_are_followed(hops: int, reads: bool) -> None:
    at = desk(leading_to(*(f"/{step}" for step in range(1, hops + 1))))
    outcome = read(at)
    assert (outcome.error is None) is reads
    assert len(at.dialled) == min(hops + 1, 4)


INWARD = [
    "http://127.0.0.1/",
    "http://localhost/",
    "//169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://inner.example.com/",
    "http://unknown.example.com/",
    "http://example.org:8080/",
    "http://user:secret@example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "http://\u0001/",
]


@pytest.mark.parametrize("location", INWARD)
@pytest.mark.parametrize("before", [0, 2])
def test_a_redirect_that_leads_inward_is_never_followed(location: str, before: int) -> None:
    at = desk(leading_to(*(f"/{step}" for step in range(1, before + 1)), location))
    outcome = read(at)
    assert outcome.error is not None and outcome.error.code == "url_not_allowed"
    assert at.dialled == [("8.8.8.8", 80)] * (before + 1)


def test_a_redirect_out_of_the_runs_domains_is_never_followed() -> None:
    at = desk(leading_to("http://example.org/"))
    outcome = read(at, allowed_domains=["example.com"])
    assert outcome.error is not None and outcome.error.code == "url_not_allowed"
    assert at.dialled == [("8.8.8.8", 80)]


def test_a_name_that_turns_inward_between_two_hops_is_not_called_there() -> None:
    at = desk(leading_to("/1", "/2"), names={"example.com": [["8.8.8.8"], ["127.0.0.1"]]})
    outcome = read(at)
    assert outcome.error is not None and outcome.error.code == "url_not_allowed"
    assert at.dialled == [("8.8.8.8", 80)]


def test_a_redirect_without_a_place_is_an_error() -> None:
    assert text(read(desk(said("", status=302)))) == "the page answered 302"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_proxies_of_the_environment_are_not_used(variable: str) -> None:
    before = os.environ.get(variable)
    os.environ[variable] = "http://127.0.0.1:1"
    try:
        at = desk(said(ARTICLE))
        page(read(at))
    finally:
        os.environ.pop(variable)
        if before is not None:
            os.environ[variable] = before
    assert at.dialled == [("8.8.8.8", 80)]


def test_a_page_that_breaks_off_is_an_error() -> None:
    outcome = read(desk({"": Reply(200, {"content-type": HTML}, b"<p>half", length=99)}))
    assert outcome.error is not None and outcome.error.code == "upstream_cut"


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000])
def test_what_does_not_speak_http_is_an_error(raw: bytes) -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    outcome = read(desk({"": speak}))
    assert outcome.error is not None and outcome.error.code == "upstream_cut"


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<p>slow"])
def test_a_page_that_takes_too_long_is_given_up(begun: bytes) -> None:
    arrived = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(begun)
        await writer.drain()
        arrived.set()
        await reader.read()

    async def scenario() -> ToolOutcome:
        clock = FakeClock()
        at = Desk(web=Site({"": hang}), names=PUBLIC, clock=clock, limits=FetchLimits(total_s=7))
        async with at.opened() as tools:
            task = asyncio.create_task(tools.resolve(run_request(NAME), call())[0].run({"url": "http://example.com/"}))
            await arrived.wait()
            await clock.advance(7 + LOOK_S)
            return await task

    outcome = asyncio.run(scenario())
    assert outcome.error is not None and outcome.error.code == "timeout"
    assert text(outcome) == "the page took more than 7 seconds"


def test_no_more_pages_are_read_at_once_than_allowed() -> None:
    at_work, most = 0, 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        for _ in range(20):
            await asyncio.sleep(0)
        at_work -= 1
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok")

    async def scenario() -> list[ToolOutcome]:
        at = Desk(web=Site({"": count}), names=PUBLIC, limits=FetchLimits(at_once=2))
        async with at.opened() as tools:
            (bound,) = tools.resolve(run_request(NAME), call())
            return await asyncio.gather(*(bound.run({"url": "http://example.com/"}) for _ in range(8)))

    assert [page(outcome)["content"] for outcome in asyncio.run(scenario())] == ["ok"] * 8
    assert most == 2
