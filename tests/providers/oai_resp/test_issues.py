"""What the Responses API cannot do of what is asked."""

from __future__ import annotations

import pytest

from tests.providers.oai_resp.requests import PDF, PNG, TOOL, ask, assistant, issues, paper, result, user
from tests.providers.oai_resp.responses import ADAPTER, Json
from tests.providers.oai_resp.streams import use
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.compat import check_compat
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.oai_resp.facts import FACTS, never_thinks, reasoning_of


def search(**config: object) -> Json:
    return {"type": "web_search", "config": config}


STORES = {"oai_resp": {"vector_store_ids": ["vs_1"]}}

ISSUES: dict[str, tuple[Ask, list[tuple[str, str]]]] = {
    "top_k": (ask(top_k=3), [("top_k", "unsupported_parameter")]),
    "stop sequences": (ask(stop_sequences=["a"]), [("stop_sequences", "unsupported_parameter")]),
    "too few tokens": (ask(max_tokens=15), [("max_tokens", "out_of_range")]),
    "as few tokens as it takes": (ask(max_tokens=16), []),
    "a long user id": (ask(metadata={"user_id": "u" * 129}), [("metadata.user_id", "out_of_range")]),
    "a tool name with a dot": (
        ask(tools=[TOOL, {**TOOL, "name": "a.b"}]),
        [("tools[1].name", "unsupported_parameter")],
    ),
    "a limited search": (
        ask(tools=[search(max_uses=3)]),
        [("tools[0].config.max_uses", "unsupported_parameter")],
    ),
    "a search in places": (ask(tools=[search(allowed_domains=["a.test"], blocked_domains=["b.test"])]), []),
    "code in other languages": (
        ask(tools=[{"type": "code_execution", "config": {"languages": ["python", "r"], "timeout_seconds": 9}}]),
        [
            ("tools[0].config.languages", "unsupported_parameter"),
            ("tools[0].config.timeout_seconds", "unsupported_parameter"),
        ],
    ),
    "code in Python": (ask(tools=[{"type": "code_execution"}]), []),
    "a file search nowhere": (
        ask(tools=[{"type": "file_search"}]),
        [("extensions.oai_resp.vector_store_ids", "missing_field")],
    ),
    "files that nothing searches": (
        ask(extensions=STORES),
        [("extensions.oai_resp.vector_store_ids", "unsupported_parameter")],
    ),
    "too many finds": (
        ask(tools=[{"type": "file_search", "config": {"max_results": 51}}], extensions=STORES),
        [("tools[0].config.max_results", "out_of_range")],
    ),
    "a display of some size": (
        ask(tools=[{"type": "computer_use", "config": {"display_width": 800, "display_height": 600}}]),
        [("tools[0].config", "unsupported_parameter")],
    ),
    "a document to cite": (
        ask(messages=user(paper(PDF, citations={"enabled": True}))),
        [("messages[0].content[0].citations", "unsupported_parameter")],
    ),
    "a document to cite, in a result": (
        ask(messages=[*assistant(use({})), *user(result("call_1", [paper(PDF, citations={"enabled": True})]))]),
        [("messages[1].content[0].content[0].citations", "unsupported_parameter")],
    ),
    "documents of any kind, from anywhere": (
        ask(messages=user(paper({"type": "url", "url": "https://a.test/b"}), paper({**PDF, "media_type": "text/csv"}))),
        [],
    ),
    "what a thinking model does not take": (
        ask("o3", temperature=0.5, top_p=0.5),
        [("temperature", "unsupported_parameter"), ("top_p", "unsupported_parameter")],
    ),
    "what a thinking model does anyway": (ask("gpt-5", temperature=1, top_p=1), []),
    "sampling while not thinking": (ask("gpt-5.1-2025-11-13", temperature=0.5), []),
    "sampling while thinking": (
        ask("gpt-5.1", temperature=0.5, thinking={"type": "enabled"}),
        [("temperature", "unsupported_parameter")],
    ),
    "sampling while thinking in the vendor's words": (
        ask("gpt-5.1", temperature=0.5, extensions={"oai_resp": {"reasoning": {"effort": "low"}}}),
        [("temperature", "unsupported_parameter")],
    ),
    "no thinking from a model that always thinks": (
        ask("gpt-5-pro", thinking={"type": "disabled"}),
        [("thinking.type", "unsupported_thinking")],
    ),
    "an effort that the model has not": (
        ask("gpt-5.1", thinking={"type": "enabled", "effort": "max"}),
        [("thinking.effort", "unsupported_thinking")],
    ),
    "tools and thinking": (ask("gpt-5.6-sol", tools=[TOOL], thinking={"type": "adaptive"}), []),
    "anything with a model that is not known": (
        ask("o9", temperature=0.5, top_p=0.1, thinking={"type": "enabled"}, tools=[TOOL]),
        [],
    ),
}


@pytest.mark.parametrize("asked, found", ISSUES.values(), ids=ISSUES)
def test_what_the_vendor_cannot_do_is_an_issue(asked: Ask, found: list[tuple[str, str]]) -> None:
    assert issues(asked) == found


REFUSED: dict[str, tuple[Ask, str]] = {
    "sound": (ask(messages=user({"type": "audio", "source": {**PNG, "media_type": "audio/wav"}})), "messages[0]"),
    "film": (ask(messages=user({"type": "video", "source": {**PNG, "media_type": "video/mp4"}})), "messages[0]"),
    "web_fetch": (ask(tools=[{"type": "web_fetch"}]), "tools[0]"),
    "text_editor": (ask(tools=[{"type": "text_editor"}]), "tools[0]"),
    "thinking": (ask("gpt-4.1", thinking={"type": "enabled"}), "thinking"),
    "code for a model that runs none": (ask("gpt-5-pro", tools=[{"type": "code_execution"}]), "tools[0]"),
}


@pytest.mark.parametrize("asked, param", REFUSED.values(), ids=REFUSED)
def test_what_the_facts_rule_out_is_refused(asked: Ask, param: str) -> None:
    with pytest.raises(GatewayError) as raised:
        check_compat(ADAPTER, asked)  # type: ignore[arg-type]  # an adapter has all that is asked of a provider here
    assert [issue.param.partition(".")[0] for issue in raised.value.compat_issues] == [param]


@pytest.mark.parametrize(
    "model, never",
    [("gpt-4.1", True), ("ft:gpt-4o:a", True), ("gpt-5-chat-latest", True), ("gpt-5", False), ("new", False)],
)
def test_families_that_never_think_are_known_by_name(model: str, never: bool) -> None:
    assert never_thinks(model) is never


def test_every_model_that_thinks_may_call_tools_here() -> None:
    assert all(model.capabilities.tools is not False for model in FACTS.models)
    assert reasoning_of("gpt-5-2025-08-07") == reasoning_of("gpt-5") is not None
