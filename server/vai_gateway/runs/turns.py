"""Between two turns of the model: whether there is to be another one, and what it is asked."""

from __future__ import annotations

from vai_gateway.contract.requests import MessageRequest, ToolChoiceAny, ToolChoiceAuto, ToolChoiceTool
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import total
from vai_gateway.runs.state import Plan, Run, Turn

MESSAGES_OF_A_TURN = 2
"""At most: what the model said, and what its tools found."""


def most_turns(plan: Plan) -> int:
    """As many as were asked for, and no more than leave a history that fits into a request again."""
    room = plan.max_messages - len(plan.request.messages)
    return min(plan.limits.max_turns, room // MESSAGES_OF_A_TURN)


def has_room_for_a_turn(run: Run) -> bool:
    """Another one, after those that are complete."""
    return len(run.steps) < most_turns(run.plan) and run.room_bytes > 0


def no_room_for_a_turn(plan: Plan) -> GatewayError:
    most, got = plan.max_messages - MESSAGES_OF_A_TURN, len(plan.request.messages)
    message = f"messages: at most {most} in a run, whose turns add to them, got {got}"
    return GatewayError("invalid_request_error", message, param="messages", code="out_of_range")


def reason_to_stop(run: Run, turn: Turn) -> str | None:
    """Why the run ends with this turn, before any of its calls is carried out. run: with the turn's tokens counted."""
    limits, stop_reason = run.plan.limits, turn.message.stop_reason
    is_spent = 0 < limits.max_tokens <= total(run.usage)
    if stop_reason == "pause_turn" or (stop_reason == "tool_use" and turn.calls):
        if is_spent:
            return "max_tokens"
        return "max_tool_calls" if run.tool_call_count + len(turn.calls) > limits.max_tool_calls else None
    if stop_reason in ("end_turn", "tool_use"):
        return "max_tokens" if is_spent else "end_turn"
    return stop_reason


def next_request(run: Run) -> MessageRequest:
    """A choice that forces a call is meant for the first turn: forced again, the model could never answer."""
    request = run.plan.request
    changes: dict[str, object] = {"messages": [*request.messages, *run.inputs]}
    choice = request.tool_choice
    if isinstance(choice, ToolChoiceAny | ToolChoiceTool):
        parallel = choice.disable_parallel_tool_use
        changes["tool_choice"] = ToolChoiceAuto(type="auto", disable_parallel_tool_use=parallel)
    return request.model_copy(update=changes)
