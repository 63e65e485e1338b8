"""A page becomes readable text in a process of its own, which strangers' markup cannot make much of."""

from __future__ import annotations

import asyncio

import psutil  # type: ignore[import-untyped] # It ships no types.
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_clock import settle
from vai_gateway.core.errors import GatewayError
from vai_gateway.tools.page_process import PageText, page_text
from vai_gateway.tools.page_text import readable

SENTENCE = "Leaves steep best just off the boil. "


def rendered(
    markup: str, *, format: str = "markdown", base_url: str = "https://example.com/a/b", chars: int = 10_000
) -> str:
    return str(readable(markup.encode(), charset="utf-8", format=format, base_url=base_url, chars=chars)["text"])


MARKUP: list[tuple[str, str]] = [
    ("<h2>Tea</h2><p>One<p>Two", "## Tea\n\nOne\n\nTwo"),
    ("<ul><li>a<li>b</ul>", "- a\n- b"),
    ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
    ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
    ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
    ("<p>a <b>b</b> <i>c</i> <code>d</code>", "a **b** *c* `d`"),
    ("<p><a href='c?d'>e</a>", "[e](https://example.com/a/c?d)"),
    ("<base href='/x/'><p><a href='c'>e</a>", "[e](https://example.com/x/c)"),
    ("<base href='//['><p><a href='//['>d</a> <a href='/c'>e</a>", "[d](//[) [e](https://example.com/c)"),
    ("<p><a href='http://[bad'>e</a>", "[e](http://[bad)"),
    ("<p>a<img src='data:image/png;base64,AAAA' alt='a cat'>", "aa cat"),
    ("<p>a<script>b()</script><style>c{}</style><template>d</template><!-- e -->", "a"),
    ("<p>a<span hidden>b</span><i style='color:red; Display: None'>c</i><i style='visibility:hidden'>d</i>", "a"),
    ("<p>a<span hidden>b<i hidden>c</i></span><b style='display:block'>d</b>", "a**d**"),
    ("<p>&lt;b&gt; &amp; &#x1F600; &#xD800;", "\\<b> & 😀 \ufffd"),
    ("", ""),
    ("no markup", "no markup"),
]


@pytest.mark.parametrize("markup, text", MARKUP)
def test_each_kind_of_markup_becomes_markdown(markup: str, text: str) -> None:
    assert rendered(markup) == text


def test_what_frames_the_main_part_is_left_out() -> None:
    framed = f"<header>Shop</header><nav>Home</nav><main><p>{SENTENCE * 20}</main><footer>Imprint</footer>"
    assert rendered(framed, format="text") == (SENTENCE * 20).strip()


def test_a_page_of_several_parts_is_given_whole() -> None:
    parts = "".join(f"<section><h2>Part {at}</h2><p>{SENTENCE * 10}</section>" for at in range(6))
    text = rendered(f"<body>{parts}")
    assert [at for at in range(6) if f"## Part {at}" not in text] == []


@given(
    st.text(st.sampled_from("<>/&;='\" \n!-abiptdhulrovse#x0é😀\x00"), max_size=200),
    st.sampled_from(["text", "markdown"]),
)
def test_whatever_the_markup_the_text_is_whole_and_short_enough(markup: str, format: str) -> None:
    read = readable(markup.encode(), charset="", format=format, base_url="https://example.com/", chars=50)
    assert len(read["text"]) <= 50
    assert read["text"].encode().decode() == read["text"]


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 100_000, "<b>" * 50_000 + "</p>" * 50_000, "<table><tr><td>" * 20_000, "<a><b><i><p>x" * 30_000,
     "<p " + "a=1 " * 100_000 + ">", "<ul><li>x" * 20_000, "&amp" * 100_000, "<!--" * 100_000],
    ids=range(8),
)  # fmt: skip
def test_markup_made_to_be_hard_is_read_within_the_limits(markup: str) -> None:
    assert isinstance(in_a_process(markup.encode()), PageText)


def in_a_process(markup: bytes) -> PageText:
    return asyncio.run(page_text(markup, charset="", format="markdown", base_url="https://example.com/", chars=1000))


def test_the_process_gives_what_the_program_gives() -> None:
    markup = f"<title>Tea</title><main><p>{SENTENCE * 50}</main>".encode()
    read = readable(markup, charset="", format="markdown", base_url="https://example.com/", chars=1000)
    assert in_a_process(markup) == PageText(title="Tea", text=read["text"], truncated=True)


def test_a_page_that_is_too_much_for_the_process_is_an_error() -> None:
    with pytest.raises(GatewayError) as caught:
        in_a_process(b"<p>" + b"<i>x" * (40 << 20))
    assert (caught.value.kind, caught.value.code) == ("provider_error", "tool_provider_error")


def test_the_process_ends_with_whoever_waits_for_it() -> None:
    async def scenario() -> None:
        task = asyncio.create_task(
            page_text(b"<p>x" * 500_000, charset="", format="text", base_url="https://example.com/", chars=10)
        )
        await settle()
        assert psutil.Process().children()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert psutil.Process().children() == []

    asyncio.run(scenario())
