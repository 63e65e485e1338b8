"""Texts are cut between characters, and a domain stands for all below it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.tools.domains import Domains, read_domains
from vai_gateway.tools.tool import cut, cut_as_json


@given(st.text(max_size=80), st.integers(0, 60))
def test_a_cut_text_is_a_beginning_of_whole_characters(text: str, chars: int) -> None:
    shown = cut(text, chars)
    assert len(shown) <= chars
    assert shown.encode(errors="surrogatepass").decode(errors="surrogatepass") == shown
    assert shown == text if len(text) <= chars else text.startswith(shown.removesuffix("…"))


@given(st.text(min_size=1, max_size=80))
def test_a_text_that_fits_is_not_touched(text: str) -> None:
    assert cut(text, len(text)) == text


@pytest.mark.parametrize("text, chars, shown", [("abc", 2, "a…"), ("abc", 1, "…"), ("abc", 0, ""), ("a bcd", 3, "a…")])
def test_a_cut_text_ends_with_an_ellipsis(text: str, chars: int, shown: str) -> None:
    assert cut(text, chars) == shown


ESCAPED = st.text(st.sampled_from('a \n\t"\\\x01é😀'), max_size=60)


@given(ESCAPED, st.integers(0, 60))
def test_a_text_that_is_cut_as_json_is_as_long_as_fits_between_the_quotes(text: str, chars: int) -> None:
    def written(length: int) -> int:
        return len(msgspec.json.encode(cut(text, length)).decode()) - 2

    assert cut_as_json(text, chars) == cut(text, max(n for n in range(len(text) + 1) if written(n) <= chars))


HOSTS = st.from_regex(r"[a-z]{1,3}(\.[a-z]{1,3}){0,3}", fullmatch=True)


@given(HOSTS, st.lists(HOSTS, max_size=3), st.lists(HOSTS, max_size=3))
def test_a_blocked_domain_wins_over_an_allowed_one(host: str, allowed: list[str], blocked: list[str]) -> None:
    domains = read_domains(allowed, [*blocked, host], tool="vai_web_search")
    assert not domains.allow(host) and not domains.allow(f"www.{host}")


@given(HOSTS, HOSTS)
def test_an_allowed_domain_covers_itself_and_what_is_below_it(domain: str, host: str) -> None:
    allows = Domains(allowed=(domain,)).allow(host)
    assert allows == (host.split(".")[-len(domain.split(".")) :] == domain.split("."))
