"""Requests that clients once sent to Gemini, said again in the contract's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

_KINDS = {"image": "image", "audio": "audio", "video": "video", "application": "document", "text": "document"}
_SETTINGS = {
    "maxOutputTokens": "max_tokens",
    "temperature": "temperature",
    "topP": "top_p",
    "topK": "top_k",
    "stopSequences": "stop_sequences",
}
_NATIVE = {"googleSearch": "web_search", "urlContext": "web_fetch", "codeExecution": "code_execution"}


class Inexpressible(Exception):
    """The request says something that the contract has no words for."""


def camel(value: Any) -> Any:
    """Google takes both spellings of its members; clients have sent both. What callers name is left alone."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = ("args", "response", "parametersJsonSchema", "parameters", "responseJsonSchema", "responseSchema")
    names = {name: re.sub(r"_([a-z])", lambda found: found[1].upper(), name) for name in value}
    return {names[name]: inner if names[name] in own else camel(inner) for name, inner in value.items()}


def canonical(sent: Json, model: str) -> Json:
    """sent: with camel-case names. Raises Inexpressible."""
    request: Json = {"model": f"gem-dev/{model}", "messages": list(_messages(sent["contents"]))}
    if "systemInstruction" in sent:
        request["system"] = [{"type": "text", "text": part["text"]} for part in sent["systemInstruction"]["parts"]]
    for name, value in (sent.get("generationConfig") or {}).items():
        if name in _SETTINGS:
            request[_SETTINGS[name]] = value
        elif name == "responseModalities":
            request["output"] = {"modalities": [modality.lower() for modality in value]}
        elif name in ("responseJsonSchema", "responseSchema"):
            request["output_format"] = {"type": "json_schema", "json_schema": value}
    tools = [tool for entry in sent.get("tools") or [] for tool in _tools(entry)]
    if tools:
        request["tools"] = tools
    if mode := ((sent.get("toolConfig") or {}).get("functionCallingConfig") or {}).get("mode"):
        request["tool_choice"] = {"type": {"VALIDATED": "auto"}.get(mode, mode).lower()}
    return request


def _tools(entry: Json) -> Iterable[Json]:
    for name, value in entry.items():
        if name == "functionDeclarations":
            for declared in value:
                schema = declared.get("parametersJsonSchema", declared.get("parameters", {}))
                yield {"name": declared["name"], "input_schema": schema}
        elif name in _NATIVE:
            yield {"type": _NATIVE[name]}
        else:
            raise Inexpressible(name)


def _messages(contents: list[Json]) -> Iterable[Json]:
    ids: list[tuple[str, str]] = []
    for number, content in enumerate(contents):
        is_user = content.get("role") != "model"
        blocks = []
        for place, part in enumerate(content["parts"]):
            if "functionCall" in part:
                call = part["functionCall"]
                ids.append((call["name"], call.get("id") or f"call_{number}_{place}"))
                block = {"type": "tool_use", "id": ids[-1][1], "name": call["name"], "input": call.get("args", {})}
            else:
                block = _block(part, ids)
            if "thoughtSignature" in part and block["type"] != "provider_block":
                block["signature"] = f"gemini:{part['thoughtSignature']}"
            blocks.append(block)
        yield {"role": "user" if is_user else "assistant", "content": blocks}


def _block(part: Json, ids: list[tuple[str, str]]) -> Json:
    if part.get("thought"):
        return {"type": "thinking", "thinking": part.get("text", "")}
    if "text" in part:
        return {"type": "text", "text": part["text"]}
    if "functionResponse" in part:
        return _answer(part["functionResponse"], ids)
    if "inlineData" in part:
        data = part["inlineData"]
        return _medium(data["mimeType"], {"type": "base64", "media_type": data["mimeType"], "data": data["data"]})
    if "fileData" in part:
        return _by_url(part["fileData"])
    return {"type": "provider_block", "provider": "gem-dev", "data": part}


def _answer(answer: Json, ids: list[tuple[str, str]]) -> Json:
    """By id, else the first of its name that is not answered yet."""
    call = next(call for call in ids if answer.get("id", call[1]) == call[1] and call[0] == answer["name"])
    ids.remove(call)
    content: list[Json] = [{"type": "text", "text": json.dumps(answer["response"])}]
    content += [_block(part, ids) for part in answer.get("parts", [])]
    return {"type": "tool_result", "tool_use_id": call[1], "content": content}


def _by_url(data: Json) -> Json:
    if not data["fileUri"].startswith("https://"):
        raise Inexpressible("an address in a bucket")
    kind = data.get("mimeType", "")
    if kind.startswith("audio/"):
        raise Inexpressible("sound by address")
    return _medium(kind, {"type": "url", "url": data["fileUri"], "media_type": kind})


def _medium(media_type: str, source: Json) -> Json:
    return {"type": _KINDS[media_type.partition("/")[0]], "source": source}
