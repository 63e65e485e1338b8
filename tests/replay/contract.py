"""Whether an answer is what the contract says, by its JSON Schemas and by the grammar of streams."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator

from tests.grammar import assert_blocks, assert_legal
from tests.replay.answer import Answer

_CONTRACT = Path(__file__).parents[2] / "api" / "openapi.yaml"


@cache
def _document() -> Any:
    return yaml.safe_load(_CONTRACT.read_text("utf-8"))


@cache
def validator(schema: str) -> Draft202012Validator:
    """Of one of the contract's schemas, by name."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", **_document()})


@cache
def _event_schema(kind: str) -> str:
    mapping: dict[str, str] = _document()["components"]["schemas"]["MessageStreamEvent"]["discriminator"]["mapping"]
    return mapping[kind].rpartition("/")[2]


def breaches(answer: Answer) -> list[str]:
    """What in `answer` breaks the contract."""
    if answer.events:
        found = [line for event in answer.events for line in _breaches(event, _event_schema(event["type"]))]
        return found or _breaches_of_grammar(answer)
    return _breaches(answer.body, "Message" if answer.status == 200 else "ErrorEnvelope")


def _breaches(value: Any, schema: str) -> list[str]:
    errors = validator(schema).iter_errors(value)
    return [f"{schema} at {error.instance_path}: {error.message[:300]}" for error in errors]


def _breaches_of_grammar(answer: Answer) -> list[str]:
    events = list(answer.events)
    try:
        if events[-1]["type"] == "error":
            _assert_failed_legally(events)
        else:
            assert_legal(events)
    except AssertionError as error:
        return [f"grammar: {error}"]
    return []


def _assert_failed_legally(events: list[Any]) -> None:
    """A stream that an error ended: what came before is the beginning of a legal one."""
    kinds = [event["type"] for event in events]
    assert kinds[0] == "message_start", kinds
    assert kinds.count("error") == 1, kinds
    assert "message_stop" not in kinds, kinds
    begun = [event for event in events[1:-1] if event["type"] not in ("ping", "message_delta")]
    if (kinds.count("content_block_start") - kinds.count("content_block_stop")) == 1:
        begun.append({"type": "content_block_stop", "index": kinds.count("content_block_start") - 1})
    assert_blocks(begun)
