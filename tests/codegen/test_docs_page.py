"""The docs page shows the whole contract, is safe, and stands on its own."""

from __future__ import annotations

import copy
import html
import json
import re
import shlex
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

import docs_markup
import docs_page
import lint_examples
from contract_walk import each_schema, resolve

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "api/examples"
CONTRACT: dict[str, Any] = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
PAGE = docs_page.render(CONTRACT, EXAMPLES)
VOID = ("meta", "br", "link", "img", "input")


def facts() -> list[str]:
    operations = [op for methods in CONTRACT["paths"].values() for op in methods.values()]
    codes = CONTRACT["components"]["schemas"]["ErrorCode"]["x-known-values"]
    return [
        *(operation["summary"] for operation in operations),
        *CONTRACT["paths"],
        *(row["code"] for row in codes),
        *(docs_markup.line(row["limit"]) for row in CONTRACT["x-limits"]),
        *CONTRACT["components"]["schemas"]["MessageRequest"]["properties"],
        *CONTRACT["components"]["schemas"]["MessageStreamEvent"]["discriminator"]["mapping"],
        *(parameter["name"] for parameter in CONTRACT["components"]["parameters"].values()),
        *(
            docs_markup.line(part["description"])
            for section in ("parameters", "headers", "responses")
            for part in CONTRACT["components"][section].values()
        ),
        *(place.schema["x-form"] for place in each_schema(CONTRACT) if "x-form" in place.schema),
        "X-Provider-Key-Anthropic",
        "X-Total-Tokens",
    ]


@pytest.mark.parametrize("fact", facts())
def test_the_page_shows_the_whole_contract(fact: str) -> None:
    assert fact in PAGE


def test_the_page_loads_nothing() -> None:
    assert re.findall(r"<(?:script|link|img|iframe|base)\b|\bsrc=|@import|url\(", PAGE) == []


def test_the_page_links_only_to_itself_and_to_the_contract() -> None:
    links = set(re.findall(r'href="([^"]*)"', PAGE))
    ids = set(re.findall(r'\bid="([^"]*)"', PAGE))
    assert {link for link in links if link.removeprefix("#") not in ids} == {"/openapi.json"}


def test_no_id_stands_twice() -> None:
    assert [name for name, count in Counter(re.findall(r'\bid="([^"]*)"', PAGE)).items() if count > 1] == []


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize(
    "shown",
    [example.text for example in lint_examples.load(EXAMPLES) if example.schema == "ErrorEnvelope"],
)
def test_an_error_is_shown_once_at_most(shown: str) -> None:
    assert PAGE.count(docs_markup.json_html(shown.strip())) <= 1


@pytest.mark.parametrize("section, name", [("headers", "XDurationMs"), ("parameters", "RequestId")])
def test_a_header_is_explained_once(section: str, name: str) -> None:
    assert PAGE.count(docs_markup.line(CONTRACT["components"][section][name]["description"])) == 1


@pytest.mark.parametrize(
    "part, name, key",
    [("responses", "400", "400"), ("parameters", 0, "X-Request-ID")],
)
def test_what_is_shown_once_must_be_one_thing(part: str, name: str | int, key: str) -> None:
    contract = copy.deepcopy(CONTRACT)
    stated = contract["paths"]["/healthz"]["get"][part]
    stated[name] = resolve(contract, stated[name]) | {"description": "Something else."}
    with pytest.raises(ValueError, match=f"{key} must mean the same in every operation"):
        docs_page.render(contract, EXAMPLES)


def test_every_element_is_closed() -> None:
    balance = Balance()
    balance.feed(PAGE)
    assert (balance.open, balance.faults) == ([], [])


def test_the_page_is_small() -> None:
    assert len(PAGE.encode()) < 400_000


def test_the_page_is_the_same_each_time() -> None:
    assert docs_page.render(copy.deepcopy(CONTRACT), EXAMPLES) == PAGE


def test_what_the_contract_says_is_escaped() -> None:
    contract = copy.deepcopy(CONTRACT)
    hostile = "<script>alert(1)</script> `<b>` \"'&"
    contract["info"]["description"] = hostile
    contract["paths"]["/healthz"]["get"]["summary"] = hostile
    contract["components"]["schemas"]["Usage"]["description"] = hostile
    contract["components"]["schemas"]["Usage"]["properties"]["cost_usd"]["description"] = hostile
    contract["x-limits"][0]["limit"] = hostile
    page = docs_page.render(contract, EXAMPLES)
    assert "<script" not in page
    assert "<code>&lt;b&gt;</code>" in page


def commands() -> list[list[str]]:
    """The words of each."""
    found = re.findall(r"<pre[^>]*>(curl .*?)</pre>", PAGE, re.S)
    return [shlex.split(html.unescape(re.sub(r"<[^>]+>", "", text))) for text in found]


def test_a_command_sends_what_its_example_says() -> None:
    bodies = [json.loads(words[words.index("-d") + 1]) for words in commands() if "-d" in words]
    sent = [found for found in lint_examples.load(EXAMPLES) if found.schema in ("MessageRequest", "RunRequest")]
    assert [example.name for example in sent if example.value not in bodies] == []


def test_every_command_goes_to_the_address_that_the_page_says_how_to_set() -> None:
    urls = [word for words in commands() for word in words if "/v1/" in word and "://" not in word]
    assert urls
    assert [url for url in urls if not url.startswith("$VAI_URL/")] == []
    assert "export VAI_URL=http://" in PAGE


def test_a_command_brings_a_key_for_every_vendor_that_it_names() -> None:
    for words in commands():
        body = json.loads(words[words.index("-d") + 1]) if "-d" in words else {}
        request = body.get("request", body)
        named = {request[field].split("/")[0] for field in ("model", "stt_model", "tts_model") if field in request}
        named |= {config["provider"] for config in body.get("server_tool_config", {}).values()}
        keys = [word for word in words if word.startswith("X-Provider-Key-")]
        assert len(keys) == len(named - {"local", "gateway"})


def test_the_first_run_that_is_shown_needs_no_key() -> None:
    first = next(words for words in commands() if "$VAI_URL/v1/runs" in words)
    assert json.loads(first[first.index("-d") + 1])["request"]["model"].startswith("local/")


def test_a_schema_without_members_is_told_by_its_type() -> None:
    assert '<code class="name"></code>' not in PAGE
    shown = PAGE[PAGE.index('id="schema-UserContent"') :]
    assert '<span class="type">string or array of <a href="#schema-UserBlock">UserBlock</a></span>' in shown[:400]


def test_a_quote_in_an_example_does_not_end_the_command() -> None:
    text = str(docs_markup.curl("post", "http://h/p", headers=[], body=json.dumps({"text": "it's"})))
    assert shlex.split(html.unescape(re.sub(r"<[^>]+>", "", text)))[-1] == '{"text": "it\'s"}'
