"""`vai_web_search` asks a vendor in its own words and gives results in one form."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.tools.desk import KEYS, Desk, Received, Site, call, replying, run_request, text
from vai_gateway.tools.policy import ToolPolicy
from vai_gateway.tools.tool import ToolOutcome

NAME = "vai_web_search"
TAVILY = {
    "answer": None,
    "results": [
        {"title": "Tea", "url": "https://tea.example.com/a", "content": "Leaves.", "raw_content": None, "score": 0.9},
        {"title": "Pots", "url": "https://pots.example.org/", "content": "Clay.", "published_date": "2026-01-02"},
    ],
}
EXA = {
    "results": [
        {"title": "Tea", "url": "https://tea.example.com/a", "publishedDate": "2026-01-02T00:00:00Z", "text": "Long."},
        {"title": None, "url": "https://pots.example.org/", "text": "Clay pots.", "highlights": ["Clay."]},
        {"title": "Sum", "url": "https://sum.example.org/", "highlights": ["High."], "summary": "Short."},
    ]
}
SEARXNG = {
    "results": [
        {"title": "Tea", "url": "https://tea.example.com/a", "content": "Leaves.", "engine": "one"},
        {"title": "Old", "url": "https://old.example.org/", "content": "", "publishedDate": "2020-01-01T00:00:00"},
    ]
}
VENDORS: list[tuple[str, dict[str, Any]]] = [("tavily", TAVILY), ("exa", EXA), ("searxng", SEARXNG)]


def search(
    vendor: str, site: Site, input: dict[str, Any] | None = None, *, chars: int = 120_000, **config: Any
) -> ToolOutcome:
    desk = Desk(vendors={vendor.upper(): site}, policy=ToolPolicy({NAME: frozenset()}, chars))
    request = run_request(NAME, server_tool_config={NAME: {"provider": vendor, **config}})
    return desk.run(request, call("tavily", "exa"), {"query": "tea"} if input is None else input)


def found(outcome: ToolOutcome) -> list[dict[str, Any]]:
    assert outcome.error is None
    answer = json.loads(text(outcome))
    assert list(answer) == ["provider", "results"]
    return list(answer["results"])


def test_tavily_results_come_in_the_one_form() -> None:
    assert found(search("tavily", replying(TAVILY))) == [
        {"title": "Tea", "url": "https://tea.example.com/a", "snippet": "Leaves.", "source": "tea.example.com"},
        {
            "title": "Pots",
            "url": "https://pots.example.org/",
            "snippet": "Clay.",
            "published_at": "2026-01-02",
            "source": "pots.example.org",
        },
    ]


def test_exa_snippets_are_the_summary_else_a_highlight_else_the_text() -> None:
    results = found(search("exa", replying(EXA)))
    assert [result["snippet"] for result in results] == ["Long.", "Clay.", "Short."]
    assert (results[0]["published_at"], results[1]["title"]) == ("2026-01-02T00:00:00Z", "")


def test_searxng_results_come_in_the_one_form() -> None:
    assert [(result["title"], result["snippet"]) for result in found(search("searxng", replying(SEARXNG)))] == [
        ("Tea", "Leaves."),
        ("Old", ""),
    ]


def asked(vendor: str, input: dict[str, Any] | None = None, **config: Any) -> Received:
    site = replying({"results": []})
    search(vendor, site, input, **config)
    (received,) = site.received
    return received


def test_tavily_is_asked_with_the_key_in_the_header_and_nowhere_else() -> None:
    received = asked("tavily")
    assert (received.path, received.headers["authorization"]) == ("/search", f"Bearer {KEYS['tavily']}")
    assert received.json == {"query": "tea", "search_depth": "basic", "max_results": 5}


def test_exa_is_asked_with_the_key_in_its_own_header() -> None:
    received = asked("exa", country="fr")
    assert (received.path, received.headers["x-api-key"]) == ("/search", KEYS["exa"])
    assert received.json == {
        "query": "tea",
        "numResults": 5,
        "contents": {"text": {"maxCharacters": 1000}},
        "userLocation": "FR",
    }


@pytest.mark.parametrize(
    "config, language",
    [({"language": "fr", "country": "ca"}, ["fr-CA"]), ({"language": "fr-FR"}, ["fr-FR"]), ({}, None)],
)
def test_searxng_is_asked_for_json_without_a_key(config: dict[str, str], language: list[str] | None) -> None:
    received = asked("searxng", {"query": "tea & pots"}, **config)
    form = parse_qs(received.body.decode())
    assert (received.path, form["q"], form["format"]) == ("/search", ["tea & pots"], ["json"])
    assert form.get("language") == language
    assert "authorization" not in received.headers


def test_domains_go_to_vendors_that_know_them() -> None:
    domains: dict[str, Any] = {"allowed_domains": ["*.Example.com"], "blocked_domains": ["bücher.de"]}
    assert asked("tavily", **domains).json["include_domains"] == ["example.com"]
    assert asked("tavily", **domains).json["exclude_domains"] == ["xn--bcher-kva.de"]
    assert "excludeDomains" not in asked("exa", **domains).json
    assert asked("exa", blocked_domains=["a.com"]).json["excludeDomains"] == ["a.com"]


def test_tavily_takes_the_name_of_a_country_and_no_code() -> None:
    assert asked("tavily", country="France").json["country"] == "france"
    assert "country" not in asked("tavily", country="fr").json


@pytest.mark.parametrize(
    "wanted, configured, count",
    [(None, None, 5), (3, None, 3), (50, None, 10), (0, None, 1), (9, 4, 4), (2, 4, 2), (None, 7, 7), (-5, 2, 1)],
)
def test_the_model_may_ask_for_fewer_results_than_the_run_allows(
    wanted: int | None, configured: int | None, count: int
) -> None:
    many = {"results": [{"title": str(at), "url": f"https://example.com/{at}"} for at in range(20)]}
    config = {} if configured is None else {"max_results": configured}
    input = {"query": "tea"} if wanted is None else {"query": "tea", "max_results": wanted}
    assert len(found(search("tavily", replying(many), input, **config))) == count


SITES = ["https://a.example.com/", "https://example.com/", "https://notexample.com/", "https://b.example.com/"]


@pytest.mark.parametrize(
    "config, shown",
    [
        ({"allowed_domains": ["example.com"]}, [SITES[0], SITES[1], SITES[3]]),
        ({"blocked_domains": ["example.com"]}, [SITES[2]]),
        ({"allowed_domains": ["example.com"], "blocked_domains": ["a.example.com"]}, [SITES[1], SITES[3]]),
        ({"allowed_domains": ["a.example.com"], "blocked_domains": ["example.com"]}, []),
        ({"allowed_domains": ["EXAMPLE.com."], "max_results": 2}, [SITES[0], SITES[1]]),
        ({"allowed_domains": []}, SITES),
    ],
)
@pytest.mark.parametrize("vendor", ["tavily", "exa", "searxng"])
def test_results_are_filtered_by_domain_whatever_the_vendor_did(
    vendor: str, config: dict[str, Any], shown: list[str]
) -> None:
    answer = {"results": [{"title": "t", "url": url, "content": "c", "text": "c"} for url in SITES]}
    assert [result["url"] for result in found(search(vendor, replying(answer), **config))] == shown


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "ftp://example.com/", "https://", "http://[bad", "https://example.com/" + "a" * 2048],
)
def test_a_result_without_a_web_address_is_left_out(url: str) -> None:
    assert found(search("tavily", replying({"results": [{"title": "t", "url": url, "content": "c"}]}))) == []


def test_the_same_address_is_shown_once() -> None:
    twice = {"results": [{"title": at, "url": "https://example.com/"} for at in "ab"]}
    assert [result["title"] for result in found(search("tavily", replying(twice)))] == ["a"]


def test_titles_and_snippets_are_cut_between_characters() -> None:
    long = {"results": [{"title": "é" * 500, "url": "https://example.com/", "content": "😀" * 2000}]}
    (result,) = found(search("tavily", replying(long)))
    assert (result["title"], result["snippet"]) == ("é" * 239 + "…", "😀" * 999 + "…")


def test_half_a_character_of_a_vendor_costs_that_character_alone() -> None:
    """Some cut texts by UTF-16 units, and JSON can write what is left."""
    body = (
        b'{"results": [{"title": "Tea", "url": "https://example.com/", "content": "hot \\ud83c\\udf75, new \\ud83c"}]}'
    )
    (result,) = found(search("tavily", replying(body)))
    assert result["snippet"] == "hot \U0001f375, new ?"


def test_results_that_do_not_fit_together_are_left_out_from_the_end() -> None:
    long = {"results": [{"title": str(at), "url": f"https://e.com/{at}", "content": "x" * 900} for at in range(9)]}
    outcome = search("tavily", replying(long), chars=2500)
    assert [result["title"] for result in found(outcome)] == ["0", "1"]
    assert len(text(outcome)) <= 2500


BAD_INPUTS: list[tuple[dict[str, Any], str]] = [
    ({}, "missing required field `query`"),
    ({"query": 7}, "Expected `str`"),
    ({"query": "  "}, "query must have 1 to 1000 characters, got 0"),
    ({"query": "x" * 1001}, "query must have 1 to 1000 characters, got 1001"),
    ({"query": "tea", "max_results": "many"}, "max_results"),
    ({"query": "tea", "site": "example.com"}, "unknown field `site`"),
]


@pytest.mark.parametrize("input, says", BAD_INPUTS)
def test_a_wrong_call_tells_the_model_what_is_right(input: dict[str, Any], says: str) -> None:
    site = replying(TAVILY)
    outcome = search("tavily", site, input)
    assert outcome.error is not None and outcome.error.code == "run_validation_failed"
    assert says in text(outcome) == outcome.error.message
    assert site.received == []


@pytest.mark.parametrize("number", [1, 1.0, "1"])
def test_a_number_of_results_may_be_written_as_models_like(number: object) -> None:
    assert len(found(search("tavily", replying(TAVILY), {"query": "tea", "max_results": number}))) == 1


@pytest.mark.parametrize("vendor, answer", VENDORS)
def test_a_result_that_is_no_object_is_passed_over(vendor: str, answer: dict[str, Any]) -> None:
    odd = {"results": [None, "text", 3, [], *answer["results"], {"title": ["list"], "url": {"no": 1}}]}
    assert len(found(search(vendor, replying(odd)))) == len(answer["results"])
