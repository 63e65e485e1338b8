"""What OpenAI's recorded responses say.

Source: https://developers.openai.com/api/docs/api-reference/responses
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.replay.cases import Case
from tests.replay.oracle import STATUSES, Facts, Json, Oracle, counted, error_facts

CODES = {
    "insufficient_quota": "rate_limit_error",
    "rate_limit_exceeded": "rate_limit_error",
    "server_error": "provider_error",
    "invalid_prompt": "invalid_request_error",
}
"""Of the failures that come within a 200."""
INCOMPLETE = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}


def facts(case: Case) -> Facts:
    if case.status != 200:
        return error_facts(case.status)
    response = streamed(case) if case.is_event_stream else case.json
    if response.get("error"):
        kind = CODES[response["error"]["code"]]
        return Facts(200 if case.is_event_stream else STATUSES[kind], kind)
    items = response["output"]
    messages = [part for item in items if item["type"] == "message" for part in item["content"]]
    calls = tuple(called(item) for item in items if item["type"] in ("function_call", "custom_tool_call"))
    usage = response.get("usage")
    return Facts(
        model=response["model"],
        text="".join(map(worded, messages)),
        thinking="".join(thought(item) for item in items if item["type"] == "reasoning"),
        calls=calls,
        stop_reason=stopped(response, called=bool(calls), refused=any(p["type"] == "refusal" for p in messages)),
        usage=counts(usage or {}),
        usage_missing=not usage,
    )


def events(case: Case) -> list[Json]:
    lines = (case.body or b"").decode().splitlines()
    return [json.loads(line[5:]) for line in lines if line.startswith("data:")]


def streamed(case: Case) -> Json:
    """The response as its last event tells it, with the output as the events told it item by item."""
    last: Json = {}
    items: dict[int, Json] = {}
    for event in events(case):
        if event["type"] in ("response.completed", "response.incomplete", "response.failed"):
            last = event["response"]
        elif event["type"] == "response.output_item.done":
            items[event["output_index"]] = event["item"]
    output = [items.get(index, item) for index, item in enumerate(last["output"])]
    return last | {"output": output or [items[index] for index in sorted(items)]}


def worded(part: Json) -> str:
    return part.get("text") or part.get("refusal") or ""


def thought(item: Json) -> str:
    parts = [*item["summary"], *(item.get("content") or [])]
    return "\n".join(part["text"] for part in parts)


def called(item: Json) -> tuple[str, str, Json]:
    if item["type"] == "custom_tool_call":
        return item["call_id"], item["name"], {"input": item["input"]}
    arguments: Any = json.loads(item["arguments"] or "{}")
    return item["call_id"], item["name"], arguments


def stopped(response: Json, *, called: bool, refused: bool) -> str:
    if refused:
        return "refusal"
    if response["status"] == "incomplete":
        reason = response["incomplete_details"]["reason"]
        return str(INCOMPLETE.get(reason, reason))
    if response["status"] != "completed":
        return str(response["status"])
    return "tool_use" if called else "end_turn"


def counts(usage: Json) -> dict[str, int]:
    prompt = usage.get("input_tokens_details") or {}
    read, written = prompt.get("cached_tokens") or 0, prompt.get("cache_write_tokens") or 0
    counted_so = counted(
        prompt=usage.get("input_tokens", 0) - read - written,
        read=read,
        written=written,
        output=usage.get("output_tokens", 0),
    )
    thought = (usage.get("output_tokens_details") or {}).get("reasoning_tokens")
    return counted_so if thought is None else counted_so | {"reasoning_tokens": thought}


def unusable(case: Case) -> str:
    if case.is_event_stream:
        try:
            events(case)
        except ValueError:
            return "an event is no JSON: made up by the recording's authors, no such stream is documented"
    elif case.status == 200 and case.json.get("object") != "response":
        return "it is the reply of another API"
    return ""


def said_again(request: Json) -> Facts:
    """Texts and calls of what is sent back. What has the assistant's role may be a plain text."""
    items = request["input"]
    texts: list[str] = []
    for item in items:
        if item.get("role") == "assistant":
            parts = item["content"]
            texts += [parts] if isinstance(parts, str) else map(worded, parts)
    calls = tuple(called(item) for item in items if item.get("type") in ("function_call", "custom_tool_call"))
    return Facts(text="".join(texts), calls=calls)


ORACLE = Oracle(
    api="openai.responses",
    provider="oai-resp",
    setting="OPENAI",
    key_header="X-Provider-Key-OpenAI",
    base_path="/v1",
    facts=facts,
    ending=re.compile(
        rb'event: response\.(completed|incomplete|failed)|"type":\s*"response\.(completed|incomplete|failed)"'
    ),
    unusable=unusable,
    said_again=said_again,
)
