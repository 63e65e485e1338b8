"""Whatever the web and its addresses try, the gateway's own reader calls public addresses only, and ends in time."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Sequence

import pytest

from tests.fake_clock import FakeClock
from tests.tools.desk import Act, Desk, Reply, Site, call, run_request, text
from tests.wire.test_egress import ALLOWED, REFUSED_ADDRESSES, REFUSED_URLS
from vai_gateway.core.ticker import LOOK_S
from vai_gateway.tools.policy import FetchLimits
from vai_gateway.tools.tool import ToolOutcome

NAME = "vai_web_fetch"
HERE = "http://example.com/"
PUBLIC = {"example.com": [["8.8.8.8"]], "example.org": [["1.1.1.1"]]}
PLAIN = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"
TOTAL_S = 7

TRICKS = [
    "http://%31%32%37.0.0.1/",
    "http://127%2e0%2e0%2e1/",
    "http://loc%61lhost/",
    "http://[::ffff:169.254.169.254]/",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[64:ff9b:1:ffff::10.0.0.1]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[fe80::1%251]/",
    "http://[v1.fe80::a]/",
    "http://[::1].example.com/",
    "http://example.com[::1]/",
    "http://100.64.0.1/",
    "http://198.18.0.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://0x0/",
    "http://127.0.0.0x1/",
    "http://public.example.0x7f/",
    "http://00/",
    "http://0251.0376.0251.0376/",
    "http://0xA9FEA9FE/",
    "http://169.254.43518/",
    "http://2852039166/",
    "http://0b1/",
    "http://0o177.0.0.1/",
    "http://127.0.0.1../",
    "http://localhost../",
    "http://LoCaLhOsT./",
    "http://ＬＯＣＡＬＨＯＳＴ/",
    "http://localhost。/",
    "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/",
    "http://127｡1/",
    "http://⑴/",
    "http://١٢٧.٠.٠.١/",
    "http://example.com\uff0f@127.0.0.1/",
    "http://example.com\uff20127.0.0.1/",
    "http://example.com\u2100/",
    "http://example.com:٨٠/",
    "http://example.com:+80/",
    "http://example.com:-1/",
    "http://example.com:0x50/",
    "http://example.com:65616/",
    "http:\\\\127.0.0.1/",
    "http://\\127.0.0.1/",
    "http://a@b@127.0.0.1/",
    "http://#@127.0.0.1/",
    "http://127.0.0.1;x/",
    "http://host.docker.internal/",
    "http://kubernetes.default.svc.cluster.local/",
    "http://metadata/",
    "\thttp://example.com/",
    "http://exam\nple.com/",
    "\u00a0http://example.com/",
    "view-source:http://example.com/",
]


def desk(answer: Reply | Act, names: dict[str, list[list[str]]] | None = None, **answers: Reply | Act) -> Desk:
    """answers: by path, without its slash; `answer` is what all others say."""
    site = Site({"": answer} | {f"/{path}": each for path, each in answers.items()})
    return Desk(web=site, names=names or PUBLIC, limits=FetchLimits(total_s=TOTAL_S), clock=FakeClock())


def read(at: Desk, url: str = HERE) -> ToolOutcome:
    request = run_request(NAME, server_tool_config={NAME: {"provider": "gateway"}})
    return at.run(request, call(), {"url": url})


def code(outcome: ToolOutcome) -> str | None:
    return None if outcome.error is None else outcome.error.code


def content(outcome: ToolOutcome) -> str:
    assert outcome.error is None, outcome.error
    return str(json.loads(text(outcome))["content"])


OK = Reply(200, {"content-type": "text/plain"}, b"ok")


@pytest.mark.parametrize("url", [*TRICKS, *REFUSED_URLS], ids=ascii)
def test_nothing_is_looked_up_or_dialled_for_a_url_that_is_refused(url: str) -> None:
    at = desk(OK)
    assert (code(read(at, url)), at.looked_up, at.dialled) == ("url_not_allowed", [], [])


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_a_redirect_to_a_name_of_the_inner_network_is_not_followed(address: str) -> None:
    moved = Reply(302, {"location": "https://inner.example.org/"})
    at = desk(moved, {**PUBLIC, "inner.example.org": [[address]]})
    assert (code(read(at)), at.dialled) == ("url_not_allowed", [("8.8.8.8", 80)])


@pytest.mark.parametrize(
    "location",
    [
        *("http://[64:ff9b::7f00:1]/", "http://0177.1/", "//\\127.0.0.1/", "https:/127.0.0.1/", "//10.0.0.1"),
        *("http://127.0.0.1:80\\@example.org/", "http://example.org@127.0.0.1/", "https://example.org:22/"),
        *("  http://127.0.0.1/", "javascript:alert(1)", "http://①②⑦.0.0.1/", "http://[::1%25lo]/"),
    ],
)
def test_a_redirect_that_plays_tricks_is_not_followed(location: str) -> None:
    at = desk(Reply(307, {"location": location.encode().decode("latin-1")}))
    assert (code(read(at)), at.dialled) == ("url_not_allowed", [("8.8.8.8", 80)])


@pytest.mark.parametrize("location", ["\\\\127.0.0.1", "///127.0.0.1/", "http:127.0.0.1", "/\\127.0.0.1/"])
def test_what_only_looks_like_another_host_is_a_path_of_the_same_one(location: str) -> None:
    at = desk(OK, first=Reply(302, {"location": location}))
    assert content(read(at, f"{HERE}first")) == "ok"
    assert at.dialled == [("8.8.8.8", 80)] * 2


def test_a_redirect_to_itself_ends_after_three() -> None:
    at = desk(Reply(302, {"location": ""}))
    assert text(read(at)) == "the url is not called: it redirects more than 3 times"
    assert len(at.dialled) == 4


@pytest.mark.parametrize("order", [("10.0.0.1", "8.8.8.8"), ("8.8.8.8", "::ffff:10.0.0.1"), ("fe80::1", "8.8.8.8")])
def test_of_public_and_private_addresses_the_public_ones_alone_are_dialled(order: Sequence[str]) -> None:
    at = desk(OK, {"example.com": [list(order)]})
    assert (content(read(at)), at.dialled) == ("ok", [("8.8.8.8", 80)])


def bomb(kind: str) -> bytes:
    """128 MB in 128 kB."""
    bits = {"gzip": 31, "deflate": 15, "bare deflate": -15}[kind]
    packer, part = zlib.compressobj(9, zlib.DEFLATED, bits), b"x" * (1 << 20)
    return b"".join([*(packer.compress(part) for _ in range(128)), packer.flush()])


@pytest.mark.parametrize("kind", ["gzip", "deflate", "bare deflate"])
def test_a_bomb_is_unpacked_no_further_than_a_page_may_be_long(kind: str) -> None:
    headers = {"content-type": "text/plain", "content-encoding": kind.removeprefix("bare ")}
    assert len(content(read(desk(Reply(200, headers, bomb(kind)))))) < 120_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip"])
def test_what_is_packed_as_nobody_asked_for_is_never_unpacked(encoding: str) -> None:
    headers = {"content-type": "text/plain", "content-encoding": encoding}
    assert code(read(desk(Reply(200, headers, b"\x28\xb5\x2f\xfd\x00")))) in ("upstream_cut", "tool_provider_error")


def pouring(*parts: bytes) -> Act:
    """The first part once, the second for ever."""

    async def pour(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(parts[0])
        while True:
            writer.write(parts[1])
            await writer.drain()

    return pour


ENDLESS = {
    "a status": (b"HTTP/1.1 200 ", b"a" * 65536),
    "a header": (b"HTTP/1.1 200 OK\r\na: ", b"b" * 65536),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 5000),
    "trailers": (PLAIN + b"transfer-encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n" * 5000),
}


@pytest.mark.parametrize("parts", ENDLESS.values(), ids=list(ENDLESS))
def test_a_head_without_end_is_cut(parts: tuple[bytes, bytes]) -> None:
    assert code(read(desk(pouring(*parts)))) == "upstream_cut"


SLOW = {
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"),
    "a head": (b"HTTP/1.1 200 OK\r\na: ", b"b"),
    "a body": (PLAIN + b"content-length: 1000\r\n\r\n", b"b"),
    "an extension of a chunk": (PLAIN + b"transfer-encoding: chunked\r\n\r\n1;", b"b"),
}


@pytest.mark.parametrize("parts", SLOW.values(), ids=list(SLOW))
def test_a_page_that_drips_is_given_up_when_its_time_is_over(parts: tuple[bytes, bytes]) -> None:
    clock, dripped, arrived = FakeClock(), 0, asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal dripped
        writer.write(parts[0])
        arrived.set()
        while not reader.at_eof():
            writer.write(parts[1])
            await writer.drain()
            dripped += 1
            await clock.sleep(0.5)

    async def scenario() -> ToolOutcome:
        at = Desk(web=Site({"": drip}), names=PUBLIC, limits=FetchLimits(total_s=TOTAL_S), clock=clock)
        async with at.opened() as tools:
            reading = asyncio.create_task(tools.resolve(run_request(NAME), call())[0].run({"url": HERE}))
            await arrived.wait()
            await clock.advance(TOTAL_S + LOOK_S)
            return await reading

    assert code(asyncio.run(scenario())) == "timeout"
    assert dripped >= 2 * TOTAL_S


def test_the_tables_hold_what_was_promised() -> None:
    assert len({*TRICKS, *REFUSED_URLS, *REFUSED_ADDRESSES}) >= 200
    assert len(ALLOWED) >= 20
