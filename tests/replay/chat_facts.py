"""What recorded chat completions say that are not OpenAI's own, told by code that shares nothing with the server.

Beyond OpenAI's: thinking, content in parts, calls without an index, usage beside the choices, errors within a 200.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from tests.replay.cases import Case
from tests.replay.oracle import ERRORS, STATUSES, Facts, Json, error_facts
from tests.replay.oracle_openai_chat import STOPS, counts, function

ENDING = re.compile(rb'"finish_reason":\s*"|event: error|"error":\s*\{')


def facts(case: Case) -> Facts:
    if case.status != 200:
        return error_facts(case.status)
    told = pieces(case)
    for number, piece in enumerate(told):
        if piece.get("error"):
            return _error(piece["error"], begun=number > 0)
    message, finish, model = joined(told, "delta" if case.is_event_stream else "message")
    usage = usage_of(told)
    calls = tuple((id, name, json.loads(text or "{}")) for id, name, text in message["calls"].values())
    stop = STOPS.get(finish, finish or "end_turn")
    return Facts(
        model=model,
        text=message["text"],
        thinking=message["thinking"],
        calls=calls,
        stop_reason="tool_use" if calls and finish == "stop" else stop,
        usage=counted(usage or {}),
        usage_missing=not usage,
    )


def pieces(case: Case) -> list[Json]:
    """The chunks, or the whole reply as the only piece."""
    if not case.is_event_stream:
        return [case.json]
    lines = (line for line in (case.body or b"").decode().splitlines() if line.startswith("data:"))
    return [json.loads(line[5:]) for line in lines if line[5:].strip() not in ("[DONE]", "")]


def usage_of(told: Iterable[Json]) -> Json | None:
    """The last that is stated, beside the choices or in Groq's own member."""
    stated = (piece.get("usage") or (piece.get("x_groq") or {}).get("usage") for piece in told)
    return next((usage for usage in reversed(list(stated)) if usage), None)


def joined(told: Iterable[Json], member: str) -> tuple[Json, str, str]:
    """The message, how it finished, and the model's name. Perplexity's choices hold a delta and a message."""
    message: Json = {"text": "", "thinking": "", "calls": {}}
    finish, model = "", ""
    for piece in told:
        model = model or piece.get("model") or ""
        for choice in piece.get("choices") or []:
            if not choice.get("index"):
                finish = choice.get("finish_reason") or finish
                _add(message, choice.get(member) or {})
    return message, finish, model


def _add(message: Json, said: Json) -> None:
    message["thinking"] += said.get("reasoning_content") or said.get("reasoning") or ""
    content = said.get("content") or []
    parts: list[Json] = [{"type": "text", "text": content}] if isinstance(content, str) else content
    for part in parts:
        if part["type"] == "text":
            message["text"] += part["text"]
        elif part["type"] == "thinking":
            message["thinking"] += "".join(inner["text"] for inner in part["thinking"])
    for piece in said.get("tool_calls") or []:
        _call(message["calls"], piece)
    if said.get("function_call"):
        name, arguments = function(said["function_call"])
        message["calls"]["only"] = ["", name, json.dumps(arguments)]


def _call(calls: dict[Any, list[str]], piece: Json) -> None:
    """An id names its call, then an index does; without both, the piece goes on with the last one."""
    id, function = piece.get("id") or "", piece.get("function") or {}
    same = [key for key, call in calls.items() if call[0] == id] if id else []
    index = piece.get("index")
    if not same and not function.get("name"):
        same = [key for key in calls if key[1] == index]
    call = calls[same[-1]] if same else calls.setdefault((len(calls), index), [id, "", ""])
    call[1] = call[1] or function.get("name") or ""
    call[2] += function.get("arguments") or ""


def counted(usage: Json) -> dict[str, Any]:
    return counts({name: value for name, value in usage.items() if value is not None})


def _error(error: Any, *, begun: bool) -> Facts:
    told = [error.get(name) for name in ("status_code", "status", "code")] if isinstance(error, dict) else []
    status = next((value for value in told if isinstance(value, int)), 0)
    kind = ERRORS.get(status, "provider_error")
    return Facts(200 if begun else STATUSES[kind], kind)


def said_again(request: Json) -> Facts:
    said = [message for message in request["messages"] if message["role"] == "assistant"]
    return Facts(
        text="".join(message["content"] or "" for message in said),
        calls=tuple((call["id"], *function(call["function"])) for m in said for call in m.get("tool_calls", [])),
    )
