"""docs/scripted-model.md says what local/scripted does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.providers.local.test_scripted_plan import said_to
from vai_gateway.providers.local.scripted_commands import MAX_CALLS, MAX_DELAY_MS, MAX_WORDS, Commands
from vai_gateway.providers.local.scripted_plan import MAX_STOP_SEQUENCES
from vai_gateway.providers.local.scripted_reading import QUOTED_CHARS

DOCUMENT = (Path(__file__).parents[3] / "docs/scripted-model.md").read_text()
SNIPPETS = [json.loads(text) for text in re.findall(r"(?ms)^```json\n(.*?)^```$", DOCUMENT)]
EXAMPLES = list(zip(SNIPPETS[::2], SNIPPETS[1::2], strict=True))


@pytest.mark.parametrize("request_body, shown", EXAMPLES)
def test_every_example_is_answered_as_it_says(request_body: dict[str, Any], shown: dict[str, Any]) -> None:
    message = said_to(**{name: value for name, value in request_body.items() if name != "model"})
    content = re.sub(r'"(toolu_|local:)[0-9a-f]{24}"', r'"\1..."', json.dumps(message.content))
    assert {"content": json.loads(content), "stop_reason": message.stop_reason} == shown


def test_every_command_is_in_the_table() -> None:
    named = set(re.findall(r"(?m)^\| `(\w+)", DOCUMENT))
    assert {name.replace("calls", "call") for name in Commands.__dataclass_fields__} - named == set()


@pytest.mark.parametrize("limit", [MAX_WORDS, MAX_DELAY_MS, MAX_STOP_SEQUENCES, QUOTED_CHARS])
def test_every_limit_is_told(limit: int) -> None:
    assert f"{limit:,}" in DOCUMENT
    assert f"{MAX_CALLS} calls" in DOCUMENT
