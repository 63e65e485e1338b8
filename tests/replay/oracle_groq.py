"""What Groq's recorded chat completions say.

Source: https://console.groq.com/docs/api-reference#chat-create
"""

from __future__ import annotations

from tests.replay.chat_facts import ENDING, facts, said_again
from tests.replay.oracle import Oracle

ORACLE = Oracle(
    api="groq.chat",
    provider="groq",
    setting="GROQ",
    key_header="X-Provider-Key-Groq",
    base_path="/openai/v1",
    facts=facts,
    ending=ENDING,
    said_again=said_again,
)
