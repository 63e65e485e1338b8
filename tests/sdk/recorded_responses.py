"""Requests that clients once sent for OpenAI's responses, said again in the contract's words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tests.sdk.recorded_chats import Inexpressible, source_of
from vai_gateway.providers.oai_resp.facts import NAME
from vai_gateway.providers.oai_resp.marks import sign

Json = dict[str, Any]

_RENAMED = {"max_output_tokens": "max_tokens", "temperature": "temperature", "top_p": "top_p", "stream": "stream"}
_CHOICES = {"auto": "auto", "none": "none", "required": "any"}
_TOLD_ELSEWHERE = frozenset({"model", "input", "parallel_tool_calls"})


def canonical(sent: Json) -> Json:
    """Raises Inexpressible."""
    request: Json = {"model": f"oai-resp/{sent['model']}", "messages": []}
    own: Json = {}
    if instructions := sent.get("instructions"):
        request["system"] = [{"type": "text", "text": instructions}]
    _add_items(request, sent["input"])
    for name, value in sent.items():
        if value is None or name in _TOLD_ELSEWHERE or name == "instructions":
            continue
        if name in _RENAMED:
            request[_RENAMED[name]] = value
        elif name in _SAID:
            _SAID[name](value, request, own)
        else:
            own[name] = value
    if sent.get("parallel_tool_calls") is False:
        request["tool_choice"] = {**request.get("tool_choice", {"type": "auto"}), "disable_parallel_tool_use": True}
    if own:
        request["extensions"] = {"oai_resp": own}
    return request


def _tools(value: list[Json], request: Json, own: Json) -> None:
    """The vendor's own, but for a plain search, are an extension."""
    for tool in value:
        if tool["type"] == "function":
            described = {"description": tool["description"]} if tool.get("description") else {}
            told = {"name": tool["name"], **described, "input_schema": tool.get("parameters") or {}}
            request.setdefault("tools", []).append(told)
        elif tool == {"type": "web_search"}:
            request.setdefault("tools", []).append(tool)
        else:
            own.setdefault("tools", []).append(tool)


def _tool_choice(value: Any, request: Json, own: Json) -> None:
    if isinstance(value, str):
        request["tool_choice"] = {"type": _CHOICES[value]}
    elif "name" in value:
        request["tool_choice"] = {"type": "tool", "name": value["name"]}
    else:
        raise Inexpressible("a choice among some tools")


def _reasoning(value: Json, request: Json, own: Json) -> None:
    rest = dict(value)
    if effort := rest.pop("effort", None):
        request["thinking"] = {"type": "disabled"} if effort == "none" else {"type": "enabled", "effort": effort}
    if rest:
        own["reasoning"] = rest


def _text(value: Json, request: Json, own: Json) -> None:
    rest = dict(value)
    if rest.get("format", {}).get("type") == "json_schema":
        request["output_format"] = {"type": "json_schema", "json_schema": rest.pop("format")["schema"]}
    if rest:
        own["text"] = rest


_SAID: dict[str, Callable[[Any, Json, Json], None]] = {
    "tools": _tools,
    "tool_choice": _tool_choice,
    "reasoning": _reasoning,
    "text": _text,
    "user": lambda value, request, own: request.update({"metadata": {"user_id": value}}),
}


def _add_items(request: Json, items: str | list[Json]) -> None:
    """Items of one side in a row are one message."""
    said: list[Json] = request["messages"]
    for item in [{"role": "user", "content": items}] if isinstance(items, str) else items:
        role, blocks = _said_by(item)
        if role == "system" and said:
            raise Inexpressible("instructions within the conversation")
        if role == "system":
            request.setdefault("system", []).extend(blocks)
        elif said and said[-1]["role"] == role:
            said[-1]["content"] += blocks
        else:
            said.append({"role": role, "content": list(blocks)})


def _said_by(item: Any) -> tuple[str, list[Json]]:
    match item:
        case {"role": "user" | "system" | "developer" as role, "content": content}:
            return "user" if role == "user" else "system", list(_blocks(content))
        case {"role": "assistant", "content": content}:
            mark = {"id": item["id"]} if "id" in item else {}
            return "assistant", [{**block, **_signed(mark)} for block in _blocks(content)]
        case {"type": "function_call_output" | "custom_tool_call_output", "call_id": id, "output": output}:
            return "user", [{"type": "tool_result", "tool_use_id": id, "content": list(_blocks(output))}]
        case {"type": "function_call" | "custom_tool_call" | "reasoning"}:
            return "assistant", [_said(item)]
        case {"type": "image_generation_call"} if not item.get("result"):
            raise Inexpressible("a picture by its id alone")
        case {"type": str(kind)} if kind.endswith("_call"):
            return "assistant", [{"type": "provider_block", "provider": NAME, "data": item}]
    raise Inexpressible(f"an item of type {item.get('type') if isinstance(item, dict) else type(item)}")


def _said(item: Json) -> Json:
    match item["type"]:
        case "function_call":
            shown = ("type", "status", "call_id", "name", "arguments")
            used = {"id": item["call_id"], "name": item["name"], "input": json.loads(item["arguments"] or "{}")}
            return {"type": "tool_use", **used, **_signed(_rest(item, shown))}
        case "custom_tool_call":
            mark = {**_rest(item, ("status", "call_id", "name", "input"))}
            used = {"id": item["call_id"], "name": item["name"], "input": {"input": item["input"]}}
            return {"type": "tool_use", **used, **_signed(mark)}
        case _:
            text = "\n".join(part["text"] for part in item.get("summary", []))
            return {
                "type": "thinking",
                "thinking": text,
                **_signed(_rest(item, ("type", "status", "summary", "content"))),
            }


def _rest(item: Json, shown: Iterable[str]) -> Json:
    return {name: value for name, value in item.items() if value is not None and name not in shown}


def _signed(mark: Json) -> Json:
    return {"signature": sign(mark)} if mark else {}


def _blocks(content: Any) -> Iterable[Json]:
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    else:
        yield from (_block(part) for part in content)


def _block(part: Json) -> Json:
    match part:
        case {"type": "input_text" | "output_text", "text": text}:
            return {"type": "text", "text": text}
        case {"type": "input_image", "image_url": str(url)}:
            return {"type": "image", "source": source_of(url)}
        case {"type": "input_file", "file_data": str(url)} | {"type": "input_file", "file_url": str(url)}:
            return {"type": "document", "source": source_of(url)}
    raise Inexpressible(f"a part of type {part.get('type')}")
