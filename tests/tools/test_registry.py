"""A run request becomes tools that are ready to run, or one error that says what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.desk import EVERYBODY, Desk, call, operator_keys, run_request
from vai_gateway.core.errors import GatewayError
from vai_gateway.settings import Settings
from vai_gateway.tools.policy import ToolPolicy

SEARCH, FETCH = "vai_web_search", "vai_web_fetch"
SEARXNG = {"SEARXNG": "http://127.0.0.1:1"}


def refusal(desk: Desk, *names: str, vendors: tuple[str, ...] = (), **members: Any) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        desk.bound(run_request(*names, **members), call(*vendors))
    return caught.value


def test_tools_come_in_the_order_of_the_request() -> None:
    bound = Desk().bound(run_request(FETCH, SEARCH), call("tavily"))
    assert [tool.name for tool in bound] == [FETCH, SEARCH]


def test_a_run_without_server_tools_has_none() -> None:
    assert Desk().bound(run_request(), call()) == []


@pytest.mark.parametrize("members", [{"builtins": [SEARCH]}, {"builtins": [SEARCH], "server_tools": [SEARCH]}])
def test_builtins_is_another_name_of_server_tools(members: dict[str, Any]) -> None:
    assert [tool.name for tool in Desk().bound(run_request(**members), call("exa"))] == [SEARCH]


def test_the_definition_is_a_function_tool_that_takes_nothing_but_what_it_lists() -> None:
    for tool in Desk().bound(run_request(SEARCH, FETCH), call("tavily")):
        schema = tool.definition.input_schema
        assert (tool.definition.type, schema["type"], schema["additionalProperties"]) == ("function", "object", False)
        assert set(schema["required"]) <= set(schema["properties"])
        assert tool.definition.description


FUNCTION = {"name": "get_weather", "input_schema": {"type": "object"}}
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"server_tools": [SEARCH], "builtins": [FETCH]}, "builtins", "conflicting_parameter"),
    ({"server_tools": [SEARCH], "builtins": []}, "builtins", "conflicting_parameter"),
    ({"server_tools": [SEARCH, SEARCH]}, "server_tools[1]", "run_validation_failed"),
    (
        {"server_tools": [SEARCH], "server_tool_config": {FETCH: {}}},
        f"server_tool_config.{FETCH}",
        "run_validation_failed",
    ),
    ({"tools": [FUNCTION]}, "request.tools[0].name", "unsupported_function_tool"),
    (
        {"server_tools": [SEARCH], "tools": [{"type": "web_search"}, {**FUNCTION, "name": SEARCH}]},
        "request.tools[1].name",
        "run_validation_failed",
    ),
    (
        {"server_tools": [SEARCH], "server_tool_config": {SEARCH: {"allowed_domains": ["a.com", "https://b.com/"]}}},
        f"server_tool_config.{SEARCH}.allowed_domains[1]",
        "run_validation_failed",
    ),
    (
        {"server_tools": [FETCH], "server_tool_config": {FETCH: {"blocked_domains": ["a b"]}}},
        f"server_tool_config.{FETCH}.blocked_domains[0]",
        "run_validation_failed",
    ),
    (
        {"server_tools": [FETCH], "server_tool_config": {FETCH: {"provider": "firecrawl", "format": "text"}}},
        f"server_tool_config.{FETCH}.format",
        "run_validation_failed",
    ),
    (
        {"server_tools": [SEARCH], "server_tool_config": {SEARCH: {"provider": "searxng"}}},
        f"server_tool_config.{SEARCH}.provider",
        "unsupported_tool_provider",
    ),
]


@pytest.mark.parametrize("members, param, code", REFUSED)
def test_a_request_whose_tools_do_not_fit_is_refused_at_the_field(
    members: dict[str, Any], param: str, code: str
) -> None:
    tools = members.pop("tools", None)
    request = run_request(**members)
    if tools:
        request = run_request(request={**request.request.model_dump(exclude_unset=True), "tools": tools}, **members)
    with pytest.raises(GatewayError) as caught:
        Desk().bound(request, call("tavily", "firecrawl"))
    assert (caught.value.status, caught.value.param, caught.value.code) == (400, param, code)


def test_native_tools_of_the_model_may_stand_beside_server_tools() -> None:
    request = {"model": "anthropic/claude", "messages": [{"role": "user", "content": "Hi"}]}
    asked = run_request(SEARCH, request={**request, "tools": [{"type": "web_search"}]})
    assert len(Desk().bound(asked, call("tavily"))) == 1


def test_a_tool_that_the_operator_does_not_offer_is_refused() -> None:
    error = refusal(Desk(policy=ToolPolicy({FETCH: frozenset()})), FETCH, SEARCH, vendors=("tavily",))
    assert (error.param, error.code) == ("server_tools[1]", "unsupported_server_tool")


@pytest.mark.parametrize("principal, has_it", [("acme", True), ("beta", True), ("other", False), ("", False)])
def test_a_tool_may_be_for_some_callers_only(principal: str, has_it: bool) -> None:
    desk = Desk(policy=ToolPolicy({SEARCH: frozenset({"acme", "beta"})}))
    try:
        desk.bound(run_request(SEARCH), call("tavily", principal=principal))
    except GatewayError as error:
        assert not has_it and error.code == "unsupported_server_tool"
    else:
        assert has_it


CHOICES: list[tuple[str, Desk, tuple[str, ...], str]] = [
    (SEARCH, Desk(), ("tavily",), "tavily"),
    (SEARCH, Desk(), ("exa",), "exa"),
    (SEARCH, Desk(), ("exa", "tavily"), "tavily"),
    (SEARCH, Desk(base_urls=SEARXNG), (), "searxng"),
    (SEARCH, Desk(base_urls=SEARXNG), ("exa",), "exa"),
    (SEARCH, Desk(keys=operator_keys("exa")), (), "exa"),
    (SEARCH, Desk(keys=operator_keys("tavily")), ("exa",), "exa"),
    (SEARCH, Desk(base_urls=SEARXNG, keys=operator_keys("exa", "tavily")), (), "tavily"),
    (SEARCH, Desk(base_urls={"EXA": "http://127.0.0.1:1"}), (), "exa"),
    (FETCH, Desk(), (), "gateway"),
    (FETCH, Desk(), ("firecrawl",), "firecrawl"),
    (FETCH, Desk(), ("tavily",), "tavily"),
    (FETCH, Desk(), ("tavily", "firecrawl"), "firecrawl"),
    (FETCH, Desk(keys=operator_keys("firecrawl")), (), "firecrawl"),
    (FETCH, Desk(keys=operator_keys("firecrawl"), switched_off=frozenset({"gateway"})), ("tavily",), "tavily"),
]


@pytest.mark.parametrize("tool, desk, vendors, chosen", CHOICES)
def test_the_provider_follows_from_the_keys_in_a_fixed_order(
    tool: str, desk: Desk, vendors: tuple[str, ...], chosen: str
) -> None:
    caller = call(*vendors, uses_operator_keys=True)
    assert [bound.provider for bound in desk.bound(run_request(tool), caller)] == [chosen]


@pytest.mark.parametrize("provider", ["tavily", "exa", "searxng"])
def test_the_provider_that_is_named_wins_over_every_key(provider: str) -> None:
    asked = run_request(SEARCH, server_tool_config={SEARCH: {"provider": provider}})
    (bound,) = Desk(base_urls=SEARXNG).bound(asked, call("tavily", "exa"))
    assert bound.provider == provider


def test_a_format_that_a_vendor_cannot_give_leads_to_one_that_can() -> None:
    asked = run_request(FETCH, server_tool_config={FETCH: {"format": "text"}})
    (bound,) = Desk().bound(asked, call("firecrawl", "tavily"))
    assert bound.provider == "tavily"


@pytest.mark.parametrize("config", [{}, {"server_tool_config": {FETCH: {"provider": "gateway"}}}])
def test_the_gateway_reads_no_pages_itself_where_that_is_switched_off(config: dict[str, Any]) -> None:
    error = refusal(Desk(switched_off=frozenset({"gateway"})), FETCH, **config)
    expected = "unsupported_tool_provider" if config else "tool_provider_missing"
    assert (error.param, error.code) == (f"server_tool_config.{FETCH}.provider", expected)


def test_without_any_provider_the_error_names_the_headers_that_would_help() -> None:
    error = refusal(Desk(), SEARCH)
    assert (error.status, error.code) == (400, "tool_provider_missing")
    assert error.message.endswith(
        "; send a key in X-Provider-Key-Tavily or X-Provider-Key-Exa,"
        " or ask the operator to set VAI_PROXY_SEARXNG_BASE_URL"
    )


def test_without_any_reader_the_error_names_the_operator_s_switch() -> None:
    error = refusal(Desk(switched_off=frozenset({"gateway"})), FETCH)
    assert error.message.endswith(", or ask the operator to set VAI_PROXY_WEB_FETCH")


def test_a_tool_that_is_not_offered_is_named_in_the_field_that_asked_for_it() -> None:
    error = refusal(Desk(policy=ToolPolicy({})), builtins=[SEARCH])
    assert error.param == "builtins[0]"


def test_a_named_provider_without_a_key_is_a_401_that_names_the_header() -> None:
    config = {"server_tool_config": {SEARCH: {"provider": "exa"}}}
    error = refusal(Desk(keys=operator_keys("exa")), SEARCH, vendors=("tavily",), **config)
    assert (error.status, error.param, error.code) == (401, "X-Provider-Key-Exa", "provider_key_missing")


def test_every_tool_of_the_contract_is_registered_and_offered_by_default() -> None:
    policy = Settings.from_environment({}).tool_policy
    bound = Desk(policy=policy).bound(run_request(*EVERYBODY), call("tavily"))
    assert [tool.name for tool in bound] == list(EVERYBODY)
