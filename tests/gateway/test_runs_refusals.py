"""What a run request may not say: each refused before anybody is called, by the name of its field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.client import ask
from tests.gateway.runs import CREATE, FETCH, SEARCH, STREAM, Path, asked
from tests.gateway.stage import Json, Stage, message

FUNCTION = {"name": "mine", "input_schema": {"type": "object"}}
RESULT = {"type": "tool_result", "tool_use_id": "nobody", "content": "x"}
SMOLLM2 = "local/smollm2-135m"


def within(**request: Any) -> Json:
    return {"request": {**message(), **request}}


def run(**members: Any) -> Json:
    return {**within(), "run": members}


REFUSALS: list[tuple[Json, str, str]] = [
    (within(stream=True), "request.stream", "unsupported_value"),
    (within(foo=1), "request.foo", "unknown_field"),
    (within(max_tokens=0), "request.max_tokens", "out_of_range"),
    ({**within(), "foo": 1}, "foo", "unknown_field"),
    ({}, "request", "missing_field"),
    (run(max_turns=65), "run.max_turns", "out_of_range"),
    (run(max_turns=0), "run.max_turns", "out_of_range"),
    (run(max_tool_calls=257), "run.max_tool_calls", "out_of_range"),
    (run(max_tokens=-1), "run.max_tokens", "out_of_range"),
    (run(timeout_ms=999), "run.timeout_ms", "out_of_range"),
    (run(timeout_ms=300_001), "run.timeout_ms", "out_of_range"),
    (run(tool_timeout_ms=60_001), "run.tool_timeout_ms", "out_of_range"),
    (run(history="some"), "run.history", "unsupported_value"),
    (run(parallel_tools="yes"), "run.parallel_tools", "invalid_type"),
    (run(foo=1), "run.foo", "unknown_field"),
    ({**within(), "server_tools": ["vai_image"]}, "server_tools[0]", "unsupported_value"),
    ({**within(), "server_tools": SEARCH * 2}, "server_tools[1]", "run_validation_failed"),
    ({**within(), "server_tools": SEARCH, "builtins": FETCH}, "builtins", "conflicting_parameter"),
    (within(tools=[FUNCTION]), "request.tools[0].name", "unsupported_function_tool"),
    (
        {**within(tools=[{**FUNCTION, "name": "vai_web_search"}]), "server_tools": SEARCH},
        "request.tools[0].name",
        "run_validation_failed",
    ),
    (
        {**within(), "server_tools": SEARCH, "server_tool_config": {"vai_web_fetch": {}}},
        "server_tool_config.vai_web_fetch",
        "run_validation_failed",
    ),
    ({**within(), "server_tools": SEARCH}, "server_tool_config.vai_web_search.provider", "tool_provider_missing"),
    (within(model="acme/x"), "request.model", "unsupported_value"),
    (within(model="gemini/gemini-2.5-pro"), "request.model", "unsupported_value"),
    (within(messages=[{"role": "user", "content": [RESULT]}]), "request.messages[0].content[0].tool_use_id", ""),
    (within(tool_choice={"type": "any"}), "request.tool_choice", "conflicting_parameter"),
    (
        within(thinking={"type": "enabled", "budget_tokens": 2000}, max_tokens=2000),
        "request.thinking.budget_tokens",
        "conflicting_parameter",
    ),
    (within(messages=message()["messages"] * 1001), "request.messages", "out_of_range"),
]


@pytest.mark.parametrize("path", [CREATE, STREAM])
@pytest.mark.parametrize("body, param, code", REFUSALS, ids=lambda part: part if isinstance(part, str) else "")
def test_it_is_refused_by_the_name_of_its_field(stage: Stage, path: Path, body: Json, param: str, code: str) -> None:
    answer = stage.run(asked(stage.gateway(), path, body))
    assert (answer.status, answer.error["type"], answer.error["param"]) == (400, "invalid_request_error", param)
    assert answer.error["code"] == code or not code
    assert answer.error["message"].startswith(param) or param == "request"


@pytest.mark.parametrize("path", [CREATE, STREAM])
@pytest.mark.parametrize("field", ["server_tools", "builtins"])
def test_a_server_tool_that_the_model_cannot_use_is_told_by_its_place_in_the_run(
    stage: Stage, path: Path, field: str
) -> None:
    body = {**within(model=SMOLLM2), field: FETCH}
    error = stage.run(asked(stage.gateway(), path, body)).error
    (issue,) = error["compat_issues"]
    assert (error["code"], "param" in error) == ("incompatible_request", False)
    assert (issue["param"], issue["code"]) == (f"{field}[0]", "unsupported_tool_type")
    assert error["message"] == f"{field}[0]: {SMOLLM2} takes no function tools"


def test_a_server_tool_is_counted_apart_from_the_tools_of_the_request(stage: Stage) -> None:
    body = {**within(model=SMOLLM2, tools=[{"type": "web_search"}]), "server_tools": FETCH}
    error = stage.run(asked(stage.gateway(), CREATE, body)).error
    assert [issue["param"] for issue in error["compat_issues"]] == ["request.tools[0].type", "server_tools[0]"]


def test_text_over_the_limit_is_413_and_names_the_place(stage: Stage) -> None:
    answer = stage.run(asked(stage.gateway(MAX_TOTAL_TEXT_BYTES="100"), CREATE, within(system="x" * 200)))
    assert (answer.status, answer.error["param"]) == (413, "request.system")


def test_a_model_without_a_key_is_401_and_names_the_header(stage: Stage) -> None:
    answer = stage.run(asked(stage.gateway(), CREATE, within(model="gem-dev/gemini-2.5-flash")))
    assert (answer.status, answer.error["code"], answer.error["param"]) == (
        401,
        "provider_key_missing",
        "X-Provider-Key-Gemini",
    )


@pytest.mark.parametrize(
    "tool, provider, header",
    [
        ("vai_web_search", "tavily", "X-Provider-Key-Tavily"),
        ("vai_web_search", "exa", "X-Provider-Key-Exa"),
        ("vai_web_fetch", "firecrawl", "X-Provider-Key-Firecrawl"),
    ],
)
def test_a_tool_without_a_key_is_401_and_names_the_header(stage: Stage, tool: str, provider: str, header: str) -> None:
    body = {**within(), "server_tools": [tool], "server_tool_config": {tool: {"provider": provider}}}
    answer = stage.run(asked(stage.gateway(), CREATE, body))
    assert (answer.status, answer.error["code"], answer.error["param"]) == (401, "provider_key_missing", header)


def test_a_model_that_is_not_served_is_403(stage: Stage) -> None:
    url = stage.gateway(MODEL_ALLOWLIST=SMOLLM2)
    answer = stage.run(asked(url, STREAM, within()))
    assert (answer.status, answer.error["code"], answer.error["param"]) == (403, "model_not_allowed", "request.model")


def test_more_than_the_operator_allows_is_refused(stage: Stage) -> None:
    answer = stage.run(asked(stage.gateway(RUN_MAX_TURNS="3"), CREATE, run(max_turns=4)))
    assert (answer.status, answer.error["param"], answer.error["code"]) == (400, "run.max_turns", "out_of_range")


@pytest.mark.parametrize("path", [CREATE, STREAM])
def test_another_method_is_405(stage: Stage, path: Path) -> None:
    async def scenario() -> tuple[int, str, str]:
        answer = await ask(url, f"GET {path}")
        return answer.status, answer.error["code"], answer.headers["allow"]

    url = stage.gateway()
    assert stage.run(scenario()) == (405, "method_not_allowed", "POST")
