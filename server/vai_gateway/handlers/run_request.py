"""The message request within a run request: its place in errors, and the tools that the run adds to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace
from pydantic import MISSING

from vai_gateway.contract.requests import FunctionTool, MessageRequest, RunRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.tools.registry import tools_field

_MEMBERS = frozenset(MessageRequest.model_fields)
_TOOL = re.compile(r"tools\[(\d+)\](\.type)?")


@contextmanager
def within_request(run: RunRequest | None = None) -> Iterator[None]:
    """Errors that name a field of the message request name it as a field of the run request.

    run: where the message request holds the run's tools as well; they are named as the caller named them.
    """
    try:
        yield
    except GatewayError as error:
        raise _placed(error, run) from None


def not_streamed(request: MessageRequest) -> None:
    """Raises GatewayError 400."""
    if request.stream:
        message = "stream: must be false in a run; POST /v1/runs:stream streams the whole run"
        raise GatewayError("invalid_request_error", message, param="stream", code="unsupported_value")


def with_tools(request: MessageRequest, tools: Sequence[FunctionTool]) -> MessageRequest:
    """The vendor's own tools, which the caller named, come first."""
    if not tools:
        return request
    own = [] if request.tools is MISSING else request.tools
    return request.model_copy(update={"tools": [*own, *tools]})


def _placed(error: GatewayError, run: RunRequest | None) -> GatewayError:
    for issue in error.compat_issues:
        error.message = _renamed(error.message, issue.param, run)
    if error.param is not None:
        error.message = _renamed(error.message, error.param, run)
        error.param = _place(error.param, run)
    error.compat_issues = [replace(issue, param=_place(issue.param, run)) for issue in error.compat_issues]
    error.args = (error.message,)
    return error


def _place(param: str, run: RunRequest | None) -> str:
    """Headers and members of the run request itself stay what they are."""
    if run is not None and (tool := _TOOL.fullmatch(param)):
        own = 0 if run.request.tools is MISSING else len(run.request.tools)
        if (at := int(tool[1]) - own) >= 0:
            return f"{tools_field(run)}[{at}]"
    member = param.replace("[", ".").partition(".")[0]
    return f"request.{param}" if member in _MEMBERS else param


def _renamed(message: str, param: str, run: RunRequest | None) -> str:
    begins = message.startswith(f"{param}:")
    return _place(param, run) + message.removeprefix(param) if begins else message
