"""What Vertex AI's recorded replies say."""

from __future__ import annotations

from tests.replay.gemini_replies import oracle

ORACLE = oracle(
    api="vertex.generateContent", provider="gem-vert", setting="GEM_VERT", key_header="X-Provider-Key-VertexAI"
)
