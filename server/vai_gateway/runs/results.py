"""Every call of the model gets one result, whatever becomes of it."""

from __future__ import annotations

from msgspec import UNSET

from vai_gateway.contract.responses import RunToolCall, RunToolResult
from vai_gateway.core.errors import GatewayError, error_body
from vai_gateway.runs.history import size_of
from vai_gateway.tools.tool import ToolOutcome, failed, text_block


def answered(call: RunToolCall, outcome: ToolOutcome, request_id: str) -> RunToolResult:
    """outcome: of a tool that has ended by itself or was too slow."""
    error = outcome.error
    return RunToolResult(
        tool_use_id=call.id,
        content=outcome.content or [text_block("" if error is None else error.message)],
        is_error=UNSET if error is None else True,
        error=UNSET if error is None else error_body(error, request_id),
    )


def unanswered(call: RunToolCall, stop_reason: str, *, started: bool) -> RunToolResult:
    """The run ends before the tool has, or before it was called at all."""
    what = "was not finished" if started else "was not carried out"
    text = f"{call.name} {what}: the run stopped with {stop_reason}"
    return RunToolResult(tool_use_id=call.id, content=[text_block(text)], is_error=True)


def too_slow(call: RunToolCall, tool_timeout_s: float) -> ToolOutcome:
    message = f"{call.name} did not answer within {tool_timeout_s:g} seconds"
    return failed(GatewayError("api_error", message, code="timeout"))


def fitting(outcome: ToolOutcome, room_bytes: int) -> ToolOutcome:
    """The outcome, or in its place that it is too large for what the run's history still holds."""
    size = size_of(outcome.content)
    if size <= room_bytes:
        return outcome
    message = f"the result has {size} bytes, and this conversation has room for {max(0, room_bytes)} more"
    return failed(GatewayError("invalid_request_error", message, code="request_too_large"))
