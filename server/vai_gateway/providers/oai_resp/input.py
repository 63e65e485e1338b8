"""The contract's messages as input items.

Source: https://developers.openai.com/api/docs/api-reference/responses/create#responses-create-input
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import (
    AssistantMessage,
    ImageBlockParam,
    MessageRequest,
    ToolResultBlockParam,
    ToolUseBlockParam,
    UserBlock,
    UserMessage,
)
from vai_gateway.providers.call_names import call_id
from vai_gateway.providers.oai_resp.call_item import COMPUTER
from vai_gateway.providers.oai_resp.history import (
    CUSTOM_KINDS,
    LONGEST_CALL_ID,
    add_assistant,
    not_yet_stored,
    without_lone_reasoning,
)
from vai_gateway.providers.oai_resp.marks import read
from vai_gateway.providers.oai_resp.parts import image_url, parts_of, text_part

Json = dict[str, Any]
Call = tuple[ToolUseBlockParam, Json]
"""A call, and its mark."""

_encode = msgspec.json.Encoder().encode


def input_of(request: MessageRequest, *, is_stored: bool) -> list[Json]:
    """is_stored: whether the vendor holds what it said before, and all that came before that."""
    items: list[Json] = []
    calls = _calls_of(request)
    worded = _worded(request, calls)
    for message in request.messages:
        if isinstance(message.content, str):
            if message.content:
                items.append({"role": message.role, "content": message.content})
        elif isinstance(message, UserMessage):
            _add_user(items, message.content, calls)
        else:
            add_assistant(items, message.content, worded=worded)
    return without_lone_reasoning(not_yet_stored(items) if is_stored else items)


def _calls_of(request: MessageRequest) -> dict[str, Call]:
    """By the call's id."""
    return {
        block.id: (block, read(block.signature))
        for message in request.messages
        if isinstance(message, AssistantMessage) and not isinstance(message.content, str)
        for block in message.content
        if isinstance(block, ToolUseBlockParam)
    }


def _worded(request: MessageRequest, calls: dict[str, Call]) -> frozenset[str]:
    """Calls of the computer that were not answered by a screenshot alone, which is all that the vendor takes.

    They go out as calls of a function, with whatever was answered.
    """
    found = {id for id, (_, mark) in calls.items() if mark.get("type") == COMPUTER}
    if not found:
        return frozenset()
    answers = [
        block
        for message in request.messages
        if isinstance(message, UserMessage) and not isinstance(message.content, str)
        for block in message.content
        if isinstance(block, ToolResultBlockParam)
    ]
    return frozenset(answer.tool_use_id for answer in answers if _screenshot(answer) is None) & found


def _screenshot(block: ToolResultBlockParam) -> ImageBlockParam | None:
    """The only thing that was answered, if it is one."""
    content = block.content
    if content is MISSING or isinstance(content, str) or len(content) != 1 or block.is_error is True:
        return None
    return content[0] if isinstance(content[0], ImageBlockParam) else None


def _add_user(items: list[Json], blocks: Iterable[UserBlock], calls: dict[str, Call]) -> None:
    shown: list[UserBlock] = []
    for block in blocks:
        if isinstance(block, ToolResultBlockParam):
            _add_shown(items, shown)
            shown = []
            items.append(_answer(block, calls.get(block.tool_use_id)))
        else:
            shown.append(block)
    _add_shown(items, shown)


def _add_shown(items: list[Json], blocks: list[UserBlock]) -> None:
    if parts := parts_of(blocks):
        items.append({"role": "user", "content": _plain(parts) or parts})


def _plain(parts: list[Json]) -> str:
    """The text, if there is nothing else."""
    return parts[0]["text"] if len(parts) == 1 and parts[0]["type"] == "input_text" else ""


def _answer(block: ToolResultBlockParam, call: Call | None) -> Json:
    used, mark = call or (None, {})
    answer: Json = {"call_id": call_id(block.tool_use_id, LONGEST_CALL_ID)}
    if used is not None and mark.get("type") == COMPUTER and (image := _screenshot(block)) is not None:
        return {**answer, **_shown(image, used)}
    kind = "custom_tool_call_output" if mark.get("type") in CUSTOM_KINDS else "function_call_output"
    answer |= {"type": kind, "output": _output(block)}
    if caller := mark.get("caller"):
        answer["caller"] = caller
    return answer


def _output(block: ToolResultBlockParam) -> str | list[Json]:
    """The vendor has no word for a failed tool, so its text says so."""
    content = "" if block.content is MISSING else block.content
    parts = ([text_part(content)] if content else []) if isinstance(content, str) else parts_of(content)
    if block.is_error is True:
        texts = [part["text"] for part in parts if part["type"] == "input_text"]
        media = [part for part in parts if part["type"] != "input_text"]
        parts = [text_part(_encode({"error": "\n".join(texts)}).decode()), *media]
    return _plain(parts) or parts if parts else ""


def _shown(image: ImageBlockParam, call: ToolUseBlockParam) -> Json:
    """Whoever shows what the computer did has acknowledged the checks that the call's input names."""
    shown: Json = {
        "type": "computer_call_output",
        "output": {"type": "computer_screenshot", "image_url": image_url(image)},
    }
    if checks := call.input.get("pending_safety_checks"):
        shown["acknowledged_safety_checks"] = checks
    return shown
