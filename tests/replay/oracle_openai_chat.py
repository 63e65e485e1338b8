"""What OpenAI's recorded chat completions say.

Source: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.replay.cases import Case
from tests.replay.oracle import Facts, Json, Oracle, counted, error_facts

STOPS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}
WORDS = ("content", "refusal", "reasoning_content")


def facts(case: Case) -> Facts:
    if case.status != 200:
        return error_facts(case.status)
    if not case.is_event_stream:
        reply = case.json
        choice = next(choice for choice in reply["choices"] if choice["index"] == 0)
        return _of_reply(reply, choice["message"], finish_of(choice))
    reply, message, finish = joined(case)
    return _of_reply(reply, message, finish)


def finish_of(choice: Json) -> str:
    """Replies of 2023 from vision models have finish_details in place of finish_reason."""
    return choice.get("finish_reason") or (choice.get("finish_details") or {}).get("type") or ""


def joined(case: Case) -> tuple[Json, Json, str]:
    """Of the chunks of the first choice: what stands beside it, the message, and how it finished."""
    reply: Json = {"usage": None}
    message: Json = {"tool_calls": []}
    finish = ""
    for line in (case.body or b"").decode().splitlines():
        if not line.startswith("data:") or line[5:].strip() == "[DONE]":
            continue
        chunk = json.loads(line[5:])
        reply["model"] = chunk.get("model") or reply.get("model")
        reply["usage"] = chunk.get("usage") or reply["usage"]
        for choice in chunk["choices"]:
            if choice["index"] == 0:
                finish = finish_of(choice) or finish
                add(message, choice["delta"])
    return reply, message, finish


def add(message: Json, delta: Json) -> None:
    for name in WORDS:
        if delta.get(name):
            message[name] = message.get(name, "") + delta[name]
    for piece in delta.get("tool_calls") or []:
        while len(message["tool_calls"]) <= piece["index"]:
            message["tool_calls"].append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        call = message["tool_calls"][piece["index"]]
        call["id"] = piece.get("id") or call["id"]
        for name in ("name", "arguments"):
            call["function"][name] += (piece.get("function") or {}).get(name) or ""


def _of_reply(reply: Json, message: Json, finish: str) -> Facts:
    calls = [called(call) for call in message.get("tool_calls") or []]
    if message.get("function_call"):
        calls.append(("", *function(message["function_call"])))
    stop = STOPS.get(finish, finish)
    if message.get("refusal"):
        stop = "refusal"
    elif calls and finish == "stop":
        stop = "tool_use"
    usage = reply.get("usage")
    return Facts(
        model=reply.get("model") or "",
        text=(message.get("content") or "") + (message.get("refusal") or ""),
        thinking=message.get("reasoning_content") or "",
        calls=tuple(calls),
        audio=(message["audio"]["transcript"],) if message.get("audio") else (),
        stop_reason=stop,
        usage=counts(usage or {}),
        usage_missing=not usage,
    )


def called(call: Json) -> tuple[str, str, Json]:
    if call["type"] == "custom":
        return call["id"], call["custom"]["name"], {"input": call["custom"]["input"]}
    return call["id"], *function(call["function"])


def function(said: Json) -> tuple[str, Json]:
    arguments: Any = json.loads(said["arguments"] or "{}")
    return said["name"], arguments


def counts(usage: Json) -> dict[str, int]:
    prompt = usage.get("prompt_tokens_details") or {}
    read, written = prompt.get("cached_tokens") or 0, prompt.get("cache_write_tokens") or 0
    counted_so = counted(
        prompt=usage.get("prompt_tokens", 0) - read - written,
        read=read,
        written=written,
        output=usage.get("completion_tokens", 0),
    )
    thought = (usage.get("completion_tokens_details") or {}).get("reasoning_tokens")
    return counted_so if thought is None else counted_so | {"reasoning_tokens": thought}


def said_again(request: Json) -> Facts:
    said = [message for message in request["messages"] if message["role"] == "assistant"]
    return Facts(
        text="".join(message["content"] or "" for message in said),
        calls=tuple(called(call) for message in said for call in message.get("tool_calls", [])),
    )


ORACLE = Oracle(
    api="openai.chat",
    provider="openai",
    setting="OPENAI",
    key_header="X-Provider-Key-OpenAI",
    base_path="/v1",
    facts=facts,
    ending=re.compile(rb'"finish_reason":\s*"'),
    said_again=said_again,
)
