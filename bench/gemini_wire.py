"""Gemini's generateContent, as the Developer API and Vertex AI frame it.

Source: https://ai.google.dev/api/generate-content
https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
"""

from __future__ import annotations

import json
from functools import partial

from bench.wire import (
    ANSWER,
    INPUT_TOKENS,
    MAX_TOKENS,
    SYSTEM,
    TEMPERATURE,
    Asking,
    Json,
    Marker,
    Telling,
    prompt,
    word,
)

MODEL = "gemini-2.5-flash"
DEVELOPER: Json = {}
VERTEX: Json = {"createTime": "2026-08-19T14:38:15.050708Z"}
"""What only Vertex AI tells, in every frame."""


def asking(path: str) -> Asking:
    """path: up to the model's name."""
    method = f"{path}/{MODEL}:"
    return Asking(
        f"{method}generateContent", f"{method}streamGenerateContent?alt=sse", _request, b'"finishReason": "STOP"'
    )


def telling(own: Json) -> Telling:
    """It has no opening: the first frame holds the first word."""
    reply = json.dumps(_told(own, ANSWER, 16, is_last=True), indent=2).encode()
    return Telling(reply, b"", partial(_word, own), partial(_closing, own))


def _request(model: str, marker: Marker | None) -> Json:
    return {
        "contents": [{"role": "user", "parts": [{"text": prompt(marker)}]}],
        "systemInstruction": {"parts": [{"text": SYSTEM}]},
        "generationConfig": {"temperature": TEMPERATURE, "maxOutputTokens": MAX_TOKENS},
    }


def _told(own: Json, text: str, count: int, *, is_last: bool = False) -> Json:
    """The Developer API numbers its candidates and counts in every frame, Vertex AI counts in the last."""
    candidate: Json = {"content": {"parts": [{"text": text}], "role": "model"}}
    candidate |= {"finishReason": "STOP"} if is_last else {}
    usage: Json = {
        "promptTokenCount": INPUT_TOKENS,
        "candidatesTokenCount": count,
        "totalTokenCount": count + INPUT_TOKENS,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": INPUT_TOKENS}],
    }
    if own:
        usage = (usage if is_last else {}) | {"trafficType": "ON_DEMAND"}
    else:
        candidate["index"] = 0
    told = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": MODEL}
    return {**told, **own, "responseId": "bench0bench0bench0benc"}


def _frame(told: Json) -> bytes:
    """With the spaces and line ends that the vendor sends."""
    return b"data: %b\r\n\r\n" % json.dumps(told, separators=(",", ": ")).encode()


def _word(own: Json, number: int) -> bytes:
    return _frame(_told(own, word(number), number + 1))


def _closing(own: Json, count: int) -> bytes:
    return _frame(_told(own, "", count, is_last=True))
