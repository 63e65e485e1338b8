"""Requests that clients once sent as chat completions, said again in the contract's words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

Json = dict[str, Any]

_RENAMED = {"max_tokens": "max_tokens", "max_completion_tokens": "max_tokens", "top_k": "top_k"}
_SAME = ("temperature", "top_p", "stream")
_UNSAID = frozenset({"model", "messages", "stream_options", "parallel_tool_calls"})
"""What the gateway decides itself, or what is told elsewhere here."""
_CHOICES = {"auto": "auto", "none": "none", "required": "any", "any": "any"}
_SEARCH = {"excluded_domains": "blocked_domains"}
_DATA = re.compile(r"data:([^;,]+);base64,(.*)", re.DOTALL)


class Inexpressible(Exception):
    """The request says something that the contract has no words for."""


def canonical(sent: Json, provider: str) -> Json:
    """Raises Inexpressible."""
    request: Json = {"model": f"{provider}/{sent.get('model', 'unnamed')}", "messages": []}
    own: Json = {}
    _add_messages(request, sent["messages"], provider)
    for name, value in sent.items():
        if value is None:
            continue
        if name in _SAME:
            request[name] = value
        elif name in _RENAMED:
            request[_RENAMED[name]] = value
        elif name in _SAID:
            request.update(_SAID[name](value))
        elif name not in _UNSAID and (name, value) != ("n", 1):
            own[name] = value
    if sent.get("parallel_tool_calls") is False:
        request["tool_choice"] = {**request.get("tool_choice", {"type": "auto"}), "disable_parallel_tool_use": True}
    if own:
        request["extensions"] = {provider: own}
    return request


def _stop(value: Any) -> Json:
    return {"stop_sequences": [value] if isinstance(value, str) else value} if value else {}


def _response_format(value: Json) -> Json:
    if value["type"] != "json_schema":
        raise Inexpressible(f"answers of type {value['type']}")
    return {"output_format": {"type": "json_schema", "json_schema": value["json_schema"]["schema"]}}


def _effort(value: str) -> Json:
    if value == "default":
        raise Inexpressible("the effort `default`")
    return {"thinking": {"type": "disabled"} if value == "none" else {"type": "enabled", "effort": value}}


def _reasoning(value: Json) -> Json:
    match value:
        case {"effort": effort, **rest} if rest in ({}, {"enabled": True}):
            return _effort(effort)
        case {"max_tokens": budget, **rest} if not rest:
            return {"thinking": {"type": "enabled", "budget_tokens": budget}}
        case {"enabled": True, **rest} if not rest:
            return {"thinking": {"type": "adaptive"}}
    raise Inexpressible(f"reasoning {value}")


def _tool_choice(value: Any) -> Json:
    if isinstance(value, str):
        return {"tool_choice": {"type": _CHOICES[value]}}
    return {"tool_choice": {"type": "tool", "name": value["function"]["name"]}}


def _tools(value: list[Json]) -> Json:
    return {"tools": [_tool(tool) for tool in value]}


def _tool(tool: Json) -> Json:
    match tool:
        case {"function": function}:
            described = {"description": function["description"]} if function.get("description") else {}
            return {"name": function["name"], **described, "input_schema": function.get("parameters") or {}}
        case {"type": "openrouter:web_search", **more}:
            told = more.get("parameters", {})
            config = {_SEARCH.get(name, name): value for name, value in told.items()}
            return {"type": "web_search", **({"config": config} if config else {})}
    raise Inexpressible(f"a tool of type {tool.get('type')}")


_SAID: dict[str, Callable[[Any], Json]] = {
    "stop": _stop,
    "user": lambda value: {"metadata": {"user_id": value}},
    "response_format": _response_format,
    "reasoning_effort": _effort,
    "reasoning": _reasoning,
    "tool_choice": _tool_choice,
    "tools": _tools,
}


def _add_messages(request: Json, messages: list[Json], provider: str) -> None:
    """Instructions stand above the conversation. Results that follow each other are one message."""
    said: list[Json] = request["messages"]
    for message in messages:
        role = message["role"]
        if role in ("system", "developer"):
            if said:
                raise Inexpressible("instructions within the conversation")
            request.setdefault("system", []).extend(_blocks(message["content"]))
        elif role == "assistant":
            said.append({"role": "assistant", "content": list(_assistant(message, provider))})
        else:
            blocks = list(_user(message))
            is_result = bool(blocks) and blocks[0]["type"] == "tool_result"
            if is_result and said and said[-1]["content"][0]["type"] == "tool_result":
                said[-1]["content"] += blocks
            else:
                said.append({"role": "user", "content": blocks})


def _user(message: Json) -> Iterable[Json]:
    if message["role"] == "tool":
        yield {
            "type": "tool_result",
            "tool_use_id": message["tool_call_id"],
            "content": list(_blocks(message["content"])),
        }
    elif message["role"] == "user" and "name" not in message:
        yield from _blocks(message["content"])
    else:
        raise Inexpressible(f"a message of {message['role']}, by name")


def _assistant(message: Json, provider: str) -> Iterable[Json]:
    for name, value in message.items():
        if name not in ("role", "content", "tool_calls", "reasoning", "reasoning_details") and value:
            raise Inexpressible(f"an assistant's {name}")
    if details := message.get("reasoning_details"):
        yield {"type": "thinking", "thinking": "", "signature": f"{provider}:{json.dumps(details)}"}
    elif thought := message.get("reasoning"):
        yield {"type": "thinking", "thinking": thought, "signature": f"{provider}:reasoning"}
    yield from _blocks(message.get("content"))
    for call in message.get("tool_calls") or ():
        function = call["function"]
        input = json.loads(function["arguments"] or "{}")
        yield {"type": "tool_use", "id": call["id"], "name": function["name"], "input": input}


def _blocks(content: Any) -> Iterable[Json]:
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    else:
        yield from (_block(part) for part in content or ())


def _block(part: Json) -> Json:
    match part:
        case {"type": "text", "text": text, **more}:
            return {"type": "text", "text": text, **more}
        case {"type": "image_url", "image_url": {"url": url} | str(url)}:
            return {"type": "image", "source": source_of(url)}
        case {"type": "video_url", "video_url": {"url": url}}:
            return {"type": "video", "source": source_of(url)}
        case {"type": "file", "file": {"file_data": url}}:
            return {"type": "document", "source": source_of(url)}
        case {"type": "input_audio", "input_audio": {"data": data, "format": name}}:
            return {"type": "audio", "source": {"type": "base64", "media_type": f"audio/{name}", "data": data}}
    raise Inexpressible(f"a part of type {part.get('type')}")


def source_of(url: str) -> Json:
    if found := _DATA.fullmatch(url):
        return {"type": "base64", "media_type": found[1], "data": found[2]}
    if url.startswith("data:") or "://" not in url:
        raise Inexpressible("media that was shortened")
    return {"type": "url", "url": url}
