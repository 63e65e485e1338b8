"""What the Gemini Developer API's recorded replies say."""

from __future__ import annotations

from tests.replay.gemini_replies import oracle

ORACLE = oracle(api="gemini.generateContent", provider="gem-dev", setting="GEM_DEV", key_header="X-Provider-Key-Gemini")
