"""The message request within a run request: its place in errors, and the tools that the run adds to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec.structs import replace
from pydantic import MISSING

from vai_gateway.contract.requests import FunctionTool, MessageRequest
from vai_gateway.core.errors import GatewayError

_MEMBERS = frozenset(MessageRequest.model_fields)


@contextmanager
def within_request() -> Iterator[None]:
    """Errors that name a field of the message request name it as a field of the run request."""
    try:
        yield
    except GatewayError as error:
        raise _placed(error) from None


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


def _placed(error: GatewayError) -> GatewayError:
    for issue in error.compat_issues:
        error.message = _renamed(error.message, issue.param)
    if error.param is not None:
        error.message = _renamed(error.message, error.param)
        error.param = _place(error.param)
    error.compat_issues = [replace(issue, param=_place(issue.param)) for issue in error.compat_issues]
    error.args = (error.message,)
    return error


def _place(param: str) -> str:
    """Headers and members of the run request itself stay what they are."""
    member = param.replace("[", ".").partition(".")[0]
    return f"request.{param}" if member in _MEMBERS else param


def _renamed(message: str, param: str) -> str:
    begins = message.startswith(f"{param}:")
    return _place(param) + message.removeprefix(param) if begins else message
