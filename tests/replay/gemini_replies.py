"""What recorded generateContent replies say, on either API. The oracles of the two are made here.

Source: https://ai.google.dev/api/generate-content
"""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from tests.replay.cases import Case
from tests.replay.oracle import Facts, Json, Oracle, counted, error_facts

BAD_KEY = "API_KEY_INVALID"
STOPS = {"STOP": "end_turn", "MAX_TOKENS": "max_tokens"}
REFUSALS = {
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "IMAGE_SAFETY",
    "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
}  # fmt: skip


def oracle(*, api: str, provider: str, setting: str, key_header: str) -> Oracle:
    return Oracle(
        api=api,
        provider=provider,
        setting=setting,
        key_header=key_header,
        facts=facts,
        ending=re.compile(rb'"finishReason":\s*"'),
        said_again=said_again,
    )


def facts(case: Case) -> Facts:
    if case.status != 200:
        return error_facts(401 if BAD_KEY in (case.body or b"").decode() else case.status)
    chunks = [json.loads(line[5:]) for line in lines(case)] if case.is_event_stream else [case.json]
    parts: list[Json] = []
    finish, usage = "", dict[str, Any]()
    for chunk in chunks:
        usage |= chunk.get("usageMetadata", {})
        for candidate in chunk.get("candidates", []):
            if candidate.get("index", 0) == 0:
                parts += candidate.get("content", {}).get("parts", [])
                finish = candidate.get("finishReason", finish)
    return of_parts(parts, finish, usage, blocked="candidates" not in chunks[0], model=chunks[0]["modelVersion"])


def lines(case: Case) -> list[str]:
    return [line for line in (case.body or b"").decode().splitlines() if line.startswith("data:")]


def of_parts(parts: list[Json], finish: str, usage: Json, *, blocked: bool, model: str) -> Facts:
    calls = called(parts)
    stop = "refusal" if finish in REFUSALS or blocked else STOPS.get(finish, finish)
    return Facts(
        model=model,
        text="".join(part.get("text", "") for part in parts if not part.get("thought")),
        thinking="".join(part.get("text", "") for part in parts if part.get("thought")),
        calls=calls,
        stop_reason="tool_use" if calls and stop == "end_turn" else stop,
        usage=counts(usage),
        usage_missing="promptTokenCount" not in usage,
    )


def called(parts: list[Json]) -> tuple[tuple[str, str, Json], ...]:
    """What has no name goes on with the call before it."""
    calls: list[tuple[str, str, Json]] = []
    for part in parts:
        piece = part.get("functionCall")
        if piece is None:
            continue
        if "name" in piece:
            calls.append((piece.get("id", ""), piece["name"], json.loads(json.dumps(piece.get("args", {})))))
        for partial in piece.get("partialArgs", []):
            put(calls[-1][2], re.findall(r"\w+", partial["jsonPath"]), partial)
    return tuple(calls)


def put(into: Any, path: list[str], partial: Json) -> None:
    """One value into its place; strings grow."""
    for step, following in itertools.pairwise(path):
        into = at(into, step, new=[] if following.isdigit() else {})
    value = next((partial[name] for name in ("stringValue", "numberValue", "boolValue") if name in partial), None)
    last = path[-1]
    earlier = into.get(last) if isinstance(into, dict) else dict(enumerate(into)).get(int(last))
    whole = earlier + value if isinstance(earlier, str) and isinstance(value, str) else value
    if isinstance(into, dict):
        into[last] = whole
    else:
        into[int(last) :] = [whole]


def at(into: Any, step: str, *, new: Any) -> Any:
    if isinstance(into, dict):
        return into.setdefault(step, new)
    if int(step) == len(into):
        into.append(new)
    return into[int(step)]


def counts(usage: Json) -> dict[str, int]:
    read, thought = usage.get("cachedContentTokenCount", 0), usage.get("thoughtsTokenCount")
    prompt = usage.get("promptTokenCount", 0) - read + usage.get("toolUsePromptTokenCount", 0)
    told = counted(prompt=prompt, read=read, output=usage.get("candidatesTokenCount", 0) + (thought or 0))
    return told if thought is None else told | {"reasoning_tokens": thought}


def said_again(request: Json) -> Facts:
    parts = [part for content in request["contents"] if content["role"] == "model" for part in content["parts"]]
    return Facts(text="".join(part.get("text", "") for part in parts if not part.get("thought")), calls=called(parts))
