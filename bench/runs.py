"""Runs: what is asked of the gateway, and whether the story that it streams is whole, once and its own.

A run of the bench says some words and searches, reads what was found, and answers. The model is `local/scripted` or
the fake provider in one of its dialects; the search engine is the fake provider too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from bench.wire import QUERY, SEARCH, Asking, Json, Marker

SCRIPTED = "local/scripted"
TURNS = 2
"""One that searches, and one that answers."""
SEARCH_PATH = "/searxng/search"
SEARCH_BASE = "/searxng"
_MAX_TOKENS = 4096
_QUERIES = re.compile(rb"q\d{6}")
_ONCE = ("run_start", "tool_call_start", "tool_result", "run_complete")
_EACH_TURN = ("step_start", "step_complete", "history_delta")


def _request(model: str, marker: Marker | None) -> Json:
    assert marker, "runs are streamed"
    asked = f"Look it up, please. {Marker(marker.words, marker.pause_ms, TURNS - 1, QUERY)}"
    if model == SCRIPTED:
        call = f'call={SEARCH} input={{"query":"{QUERY}"}}'
        asked = f"[[{call} words={marker.words} delay_ms={marker.pause_ms}]]"
    message = {"role": "user", "content": asked}
    request = {"model": model, "max_tokens": _MAX_TOKENS, "messages": [message]}
    return {"request": request, "server_tools": [SEARCH]}


RUNS = Asking("/v1/runs:stream", "/v1/runs:stream", _request, b"event: run_complete")


def search_reply(query: bytes) -> bytes:
    """What a SearXNG finds, as JSON."""
    found = b'{"title":"On %b","url":"https://example.com/%b","content":"All about %b.","engine":"bench","score":1.0}'
    return b'{"query":"%b","number_of_results":1,"results":[%b]}' % (query, found % (query, query, query))


def story(body: bytes) -> list[Json]:
    """The events of a run but for pings, which tell nothing."""
    lines = (line for line in body.split(b"\n") if line.startswith(b"data: "))
    events = (json.loads(line.removeprefix(b"data: ")) for line in lines)
    return [event for event in events if event["type"] != "ping"]


def tally(events: list[Json]) -> dict[str, int]:
    """How many there are of each kind; those of the model, by their own."""
    return dict(Counter(f"model's {e['event']['type']}" if e["type"] == "stream_event" else e["type"] for e in events))


def story_fault(body: bytes, query: str, words: int) -> str | None:
    """What is wrong with a run that searched for `query`, `words` words a turn."""
    events = story(body)
    found = tally(events)
    wanted = dict.fromkeys(_ONCE, 1) | dict.fromkeys(_EACH_TURN, TURNS)
    wrong = {kind: found.get(kind, 0) for kind, count in wanted.items() if found.get(kind, 0) != count}
    if wrong:
        return f"events missing or too many: {wrong}; the last is {json.dumps(events[-1:])[:300]}"
    if (events[0]["type"], events[-1]["type"]) != ("run_start", "run_complete"):
        return f"from {events[0]['type']} to {events[-1]['type']}"
    ended = events[-1]["result"]["stop_reason"]
    if ended != "end_turn":
        return f"stopped with {ended}"
    found_text = json.dumps([event["content"] for event in events if event["type"] == "tool_result"])
    if f"All about {query}." not in found_text:
        return f"the search found nothing: {found_text[:300]}"
    foreign = {number.decode() for number in _QUERIES.findall(body)} ^ {query}
    if foreign:
        return f"not only {query} is told of: {sorted(foreign)}"
    return _turns_fault(events, words)


def _turns_fault(events: list[Json], words: int) -> str | None:
    """The text of each turn must come in pieces as it stands in the whole, and the words must all be there."""
    pieces: list[list[str]] = []
    texts: list[str] = []
    for event in events:
        match event["type"]:
            case "step_start":
                pieces.append([])
            case "stream_event" if not pieces:
                return "the model speaks before its turn began"
            case "stream_event":
                pieces[-1].append(event["event"].get("delta", {}).get("text", ""))
            case "step_complete":
                texts.append(_text(event["response"]["content"]))
    for index, (told, text) in enumerate(zip(pieces, texts, strict=True)):
        if "".join(told) != text:
            return f"turn {index} is told as {''.join(told)[:100]!r}, and whole it is {text[:100]!r}"
    if len(texts[0].split()) != words:
        return f"{len(texts[0].split())} of {words} words in the turn that searches"
    return None


def _text(content: list[dict[str, Any]]) -> str:
    return "".join(block["text"] for block in content if block["type"] == "text")
