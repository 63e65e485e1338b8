"""Every server tool and its vendors. To add one: its file, its line here, its cases; docs/server-tools.md says how."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import MISSING

from vai_gateway.contract.requests import FunctionTool, RunRequest, ServerToolConfig
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.tools.access import Access
from vai_gateway.tools.exa import ExaSearch
from vai_gateway.tools.firecrawl import FirecrawlScrape
from vai_gateway.tools.gateway_reader import GatewayReader
from vai_gateway.tools.policy import ToolPolicy
from vai_gateway.tools.searxng import SearxngSearch
from vai_gateway.tools.tavily import TavilyExtract, TavilySearch
from vai_gateway.tools.tool import BoundTool, ServerTool, bad_config
from vai_gateway.tools.web_fetch import WebFetch
from vai_gateway.tools.web_search import WebSearch


def server_tools(
    access: Access, reader: GatewayReader, policy: ToolPolicy, *, ports: frozenset[int]
) -> list[ServerTool]:
    """Vendors stand in the order of preference, which the documentation names. ports: that a URL may name."""
    searchers = (TavilySearch(), ExaSearch(), SearxngSearch())
    readers = (FirecrawlScrape(), TavilyExtract(), reader)
    return [
        WebSearch(searchers, access, result_chars=policy.result_chars),
        WebFetch(readers, access, result_chars=policy.result_chars, ports=ports),
    ]


class ServerTools:
    """What a run request asks for, as tools that are ready to run."""

    def __init__(self, tools: Sequence[ServerTool], policy: ToolPolicy) -> None:
        self._tools = {tool.definition.name: tool for tool in tools}
        self._policy = policy

    def resolve(self, request: RunRequest, call: Call) -> list[BoundTool]:
        """In the order of the request. Raises GatewayError 400 or 401, before anything was called."""
        names, field = _selected(request), tools_field(request)
        config = ServerToolConfig() if request.server_tool_config is MISSING else request.server_tool_config
        for name in ServerToolConfig.model_fields:
            if getattr(config, name) is not MISSING and name not in names:
                raise bad_config(name, f"{name} is not among server_tools")
        _check_own_tools(request, names)
        for at, name in enumerate(names):
            if name not in self._tools or not self._policy.offers(name, call.principal):
                path = f"{field}[{at}]"
                message = f"{path}: this gateway does not offer {name} to you"
                raise GatewayError("invalid_request_error", message, param=path, code="unsupported_server_tool")
        return [self._tools[name].bind(config, call) for name in names]


def tools_field(request: RunRequest) -> str:
    """The field whose names count."""
    return "builtins" if request.server_tools is MISSING else "server_tools"


def _selected(request: RunRequest) -> list[str]:
    """`builtins` is another name of `server_tools`."""
    names, alias = request.server_tools, request.builtins
    if names is MISSING:
        names = [] if alias is MISSING else alias
    elif alias is not MISSING and set(alias) != set(names):
        message = "builtins: it is another name of server_tools and names other tools; send one of them"
        raise GatewayError("invalid_request_error", message, param="builtins", code="conflicting_parameter")
    for at, name in enumerate(names):
        if name in names[:at]:
            path = f"{tools_field(request)}[{at}]"
            message = f"{path}: {name} is named twice"
            raise GatewayError("invalid_request_error", message, param=path, code="run_validation_failed")
    return list(names)


def _check_own_tools(request: RunRequest, names: Sequence[str]) -> None:
    """A run answers every call itself, so it has no place for functions that only the caller could carry out."""
    tools = [] if request.request.tools is MISSING else request.request.tools
    for at, tool in enumerate(tools):
        if isinstance(tool, FunctionTool):
            path = f"request.tools[{at}].name"
            if tool.name in names:
                message, code = f"{path}: {tool.name} is the name of a server tool", "run_validation_failed"
            else:
                message = f"{path}: a run carries out server_tools only; call functions of yours with /v1/messages"
                code = "unsupported_function_tool"
            raise GatewayError("invalid_request_error", message, param=path, code=code)
