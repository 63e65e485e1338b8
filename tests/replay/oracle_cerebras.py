"""What Cerebras's recorded chat completions say.

Source: https://inference-docs.cerebras.ai/api-reference/chat-completions
"""

from __future__ import annotations

from tests.replay.chat_facts import ENDING, facts, said_again
from tests.replay.oracle import Oracle

ORACLE = Oracle(
    api="cerebras.chat",
    provider="cerebras",
    setting="CEREBRAS",
    key_header="X-Provider-Key-Cerebras",
    base_path="/v1",
    facts=facts,
    ending=ENDING,
    said_again=said_again,
)
