"""What other vendors' copies of OpenAI's chat completions say, as anybody may be behind the `openai` address.

Source: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from tests.replay.chat_facts import ENDING, facts, said_again
from tests.replay.oracle import Oracle

ORACLE = Oracle(
    api="openai_compat.chat",
    provider="openai",
    setting="OPENAI",
    key_header="X-Provider-Key-OpenAI",
    base_path="/v1",
    facts=facts,
    ending=ENDING,
    said_again=said_again,
)
