"""The grammar of a message stream, checked independently of the code that makes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec


def as_objects(events: Sequence[Any]) -> list[dict[str, Any]]:
    """Typed events as the JSON objects that a client sees."""
    return [json.loads(msgspec.json.encode(event)) for event in events]


def assert_legal(events: Sequence[Any]) -> None:
    """A whole message: legal from message_start to message_stop."""
    objects = [event if isinstance(event, dict) else as_objects([event])[0] for event in events]
    objects = [event for event in objects if event["type"] not in ("ping", "audio_chunk", "audio_unavailable")]
    kinds = [event["type"] for event in objects]
    assert kinds[0] == "message_start", kinds
    assert kinds.count("message_start") == 1, kinds
    assert kinds[-2:] == ["message_delta", "message_stop"], kinds
    shell = objects[0]["message"]
    assert shell["content"] == [] and "stop_reason" not in shell and "total_tokens" not in shell["usage"]
    assert_blocks(objects[1:-2])
    assert objects[-2]["delta"]["stop_reason"]
    assert_adds_up(objects[-2]["usage"])


def assert_blocks(events: list[dict[str, Any]]) -> None:
    """Numbered without gaps, one open at a time, each started and stopped; deltas belong to the open one."""
    expected, is_open, signatures = 0, False, 0
    for event in events:
        match event["type"]:
            case "content_block_start":
                assert not is_open and event["index"] == expected
                assert None not in event["content_block"].values()
                is_open, signatures = True, int("signature" in event["content_block"])
            case "content_block_delta":
                assert is_open and event["index"] == expected
                signatures += event["delta"]["type"] == "signature_delta"
                assert signatures <= 1
            case "content_block_stop":
                assert is_open and event["index"] == expected
                is_open, expected = False, expected + 1
            case other:
                raise AssertionError(f"{other} among the blocks")
    assert not is_open


def assert_adds_up(usage: dict[str, Any]) -> None:
    parts = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
    assert usage["total_tokens"] == sum(usage[part] for part in parts)
