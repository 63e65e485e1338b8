"""The eight providers as they fail: what each says with a status, and within a stream that had begun well."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

QUOTED_KEY = "sk-proj-abcdefghijklmnop"
RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.4s"}
BAD_KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}


@dataclass(frozen=True, slots=True)
class Vendor:
    """begun: a stream up to its first words. ended: what makes it whole. said: a refusal's body, by its status.

    within: what a stream says when it fails, and the error's type and HTTP status. wait_s: by the error's name.
    """

    provider: str
    setting: str
    key_header: str
    begun: bytes
    ended: bytes
    said: Callable[[int], Json]
    within: Mapping[str, tuple[bytes, str, int]]
    model: str = "some-model"
    base_path: str = ""
    waits_s: Mapping[str, int] = field(default_factory=dict)


def sse(value: Any, event: str = "", *, end: str = "\n\n") -> bytes:
    named = f"event: {event}{end[: len(end) // 2]}" if event else ""
    return f"{named}data: {json.dumps(value)}{end}".encode()


DONE = b"data: [DONE]\n\n"
MESSAGE = f"It failed; the key was {QUOTED_KEY}."


def _anthropic_said(status: int) -> Json:
    kinds = {
        400: "invalid_request_error",
        401: "authentication_error",
        402: "billing_error",
        403: "permission_error",
        404: "not_found_error",
        413: "request_too_large",
        429: "rate_limit_error",
        504: "timeout_error",
        529: "overloaded_error",
    }
    error = {"type": kinds.get(status, "api_error"), "message": MESSAGE}
    return {"type": "error", "error": error, "request_id": "req_1"}


def _anthropic_within(kind: str) -> bytes:
    return sse({"type": "error", "error": {"details": None, "type": kind, "message": MESSAGE}}, "error")


_MESSAGE_START = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "some-model",
        "content": [],
        "stop_reason": None,
        "usage": {"input_tokens": 3, "output_tokens": 1},
    },
}
_TEXT_START = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
_TEXT_DELTA = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Once"}}
_STOPS = (
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
    {"type": "message_stop"},
)

ANTHROPIC = Vendor(
    provider="anthropic",
    setting="ANTHROPIC",
    key_header="X-Provider-Key-Anthropic",
    begun=b"".join(sse(event, str(event["type"])) for event in (_MESSAGE_START, _TEXT_START, _TEXT_DELTA)),
    ended=b"".join(sse(event, str(event["type"])) for event in _STOPS),
    said=_anthropic_said,
    within={
        "overloaded": (_anthropic_within("overloaded_error"), "overloaded_error", 529),
        "too fast": (_anthropic_within("rate_limit_error"), "rate_limit_error", 429),
        "broken": (_anthropic_within("api_error"), "provider_error", 502),
        "late": (_anthropic_within("timeout_error"), "api_error", 504),
        "a kind that is new": (_anthropic_within("weather_error"), "provider_error", 502),
    },
)


def _openai_said(status: int) -> Json:
    kind = {429: "insufficient_quota"}.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"error": {"message": MESSAGE, "type": kind, "param": None, "code": None}}


def _chunk(delta: Json, **members: Any) -> Json:
    choice = {"index": 0, "delta": delta, "finish_reason": None}
    return {"id": "c1", "object": "chat.completion.chunk", "model": "some-model", "choices": [choice], **members}


CHAT_ENDED = sse({**_chunk({}), "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}) + DONE
CHAT_BEGUN = sse(_chunk({"role": "assistant", "content": ""})) + sse(_chunk({"content": "Once"}))


def _openai_within(kind: str, code: str | None) -> bytes:
    return sse({"error": {"message": MESSAGE, "type": kind, "param": None, "code": code}}) + DONE


OPENAI = Vendor(
    provider="openai",
    setting="OPENAI",
    base_path="/v1",
    key_header="X-Provider-Key-OpenAI",
    begun=CHAT_BEGUN,
    ended=CHAT_ENDED,
    said=_openai_said,
    within={
        "no money": (_openai_within("insufficient_quota", "insufficient_quota"), "rate_limit_error", 429),
        "broken": (_openai_within("server_error", None), "provider_error", 502),
        "too long": (_openai_within("invalid_request_error", "context_length_exceeded"), "invalid_request_error", 400),
        "the key": (_openai_within("invalid_request_error", "invalid_api_key"), "authentication_error", 401),
    },
)

_RESPONSE = {"id": "resp_1", "object": "response", "model": "some-model", "status": "in_progress", "output": []}
_ITEM = {"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
_SAID = {**_ITEM, "status": "completed", "content": [{"type": "output_text", "text": "Once", "annotations": []}]}


def _responses_event(kind: str, **members: Any) -> bytes:
    return sse({"type": kind, "sequence_number": 1, **members}, kind)


def _failed(code: str) -> bytes:
    error = {"code": code, "message": MESSAGE}
    return _responses_event("response.failed", response={**_RESPONSE, "status": "failed", "error": error})


def _error_and_failed(code: str) -> bytes:
    error = {"type": code, "code": code, "message": MESSAGE, "param": None}
    return _responses_event("error", error=error) + _failed(code)


RESPONSES = Vendor(
    provider="oai-resp",
    setting="OPENAI",
    base_path="/v1",
    key_header="X-Provider-Key-OpenAI",
    ended=_responses_event("response.output_item.done", output_index=0, item=_SAID)
    + _responses_event("response.completed", response={**_RESPONSE, "status": "completed", "output": [_SAID]}),
    begun=_responses_event("response.created", response=_RESPONSE)
    + _responses_event("response.output_item.added", output_index=0, item=_ITEM)
    + _responses_event("response.output_text.delta", output_index=0, content_index=0, item_id="msg_1", delta="Once"),
    said=_openai_said,
    within={
        "told twice": (_error_and_failed("insufficient_quota"), "rate_limit_error", 429),
        "told once": (_failed("server_error"), "provider_error", 502),
        "told flat": (_responses_event("error", code="server_is_overloaded", message=MESSAGE), "overloaded_error", 529),
        "against the rules": (_failed("invalid_prompt"), "invalid_request_error", 400),
    },
)

_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


def google_error(status: int, *details: Json) -> Json:
    return {
        "error": {
            "code": status,
            "message": MESSAGE,
            "status": _NAMES.get(status, "UNKNOWN"),
            **({"details": list(details)} if details else {}),
        }
    }


def _google(value: Json) -> bytes:
    return sse(value, end="\r\n\r\n")


def _pretty(value: Any) -> bytes:
    """As Google prints errors: bare, on many lines."""
    return json.dumps(value, indent=2).encode()


_GOOGLE_BEGUN = _google(
    {
        "candidates": [{"content": {"role": "model", "parts": [{"text": "Once"}]}, "index": 0}],
        "modelVersion": "some-model",
        "responseId": "r1",
    }
)
_GOOGLE_ENDED = _google({"candidates": [{"finishReason": "STOP", "index": 0}]})
_GOOGLE_WITHIN = {
    "overloaded": (_google(google_error(503)), "overloaded_error", 529),
    "too fast": (_google(google_error(429, RETRY)), "rate_limit_error", 429),
    "the key": (_google(google_error(400, BAD_KEY)), "authentication_error", 401),
    "late": (_google(google_error(504)), "api_error", 504),
    "in no frame": (_pretty(google_error(503)), "overloaded_error", 529),
    "in no frame, in a list": (_pretty([google_error(429, RETRY)]), "rate_limit_error", 429),
}
_GOOGLE_WAITS = {"too fast": 35, "in no frame, in a list": 35}

GEM_DEV = Vendor(
    provider="gem-dev",
    setting="GEM_DEV",
    key_header="X-Provider-Key-Gemini",
    begun=_GOOGLE_BEGUN,
    ended=_GOOGLE_ENDED,
    said=google_error,
    within=_GOOGLE_WITHIN,
    waits_s=_GOOGLE_WAITS,
)
GEM_VERT = Vendor(
    provider="gem-vert",
    setting="GEM_VERT",
    key_header="X-Provider-Key-VertexAI",
    begun=_GOOGLE_BEGUN,
    ended=_GOOGLE_ENDED,
    said=google_error,
    within=_GOOGLE_WITHIN,
    waits_s=_GOOGLE_WAITS,
)

_GROQ_ERROR = {"message": MESSAGE, "type": "invalid_request_error", "code": "tool_use_failed"}

GROQ = Vendor(
    provider="groq",
    setting="GROQ",
    base_path="/openai/v1",
    key_header="X-Provider-Key-Groq",
    begun=CHAT_BEGUN,
    ended=CHAT_ENDED,
    said=_openai_said,
    within={
        "a call that failed": (
            sse({"error": {**_GROQ_ERROR, "status_code": 400, "failed_generation": "{"}}, "error"),
            "invalid_request_error",
            400,
        ),
        "no capacity": (sse({"error": {**_GROQ_ERROR, "status_code": 498}}, "error"), "overloaded_error", 529),
        "in its own member": (
            sse(_chunk({}, x_groq={"id": "req_1", "error": MESSAGE})) + DONE,
            "provider_error",
            502,
        ),
    },
)


def _cerebras_said(status: int) -> Json:
    kind = {429: "too_many_requests_error"}.get(status, "invalid_request_error")
    return {"message": MESSAGE, "type": kind, "param": None, "code": None}


CEREBRAS = Vendor(
    provider="cerebras",
    setting="CEREBRAS",
    base_path="/v1",
    key_header="X-Provider-Key-Cerebras",
    begun=CHAT_BEGUN,
    ended=CHAT_ENDED,
    said=_cerebras_said,
    within={
        "too many wait": (
            sse({"error": {"message": MESSAGE, "code": "queue_exceeded"}, "status_code": 429}),
            "rate_limit_error",
            429,
        ),
        "broken": (sse({"error": {"message": MESSAGE}, "status_code": 500}), "provider_error", 502),
    },
)


def _openrouter_said(status: int) -> Json:
    metadata = {"provider_name": "Acme", "raw": MESSAGE}
    return {"error": {"code": status, "message": MESSAGE, "metadata": metadata}, "user_id": "u"}


def _openrouter_within(status: int) -> bytes:
    error = {"code": status, "message": MESSAGE, "metadata": {"provider_name": "Acme"}}
    return b": OPENROUTER PROCESSING\n\n" + sse(_chunk({"content": ""}, error=error, usage={"prompt_tokens": 3})) + DONE


OPENROUTER = Vendor(
    provider="openrouter",
    setting="OPENROUTER",
    base_path="/api/v1",
    key_header="X-Provider-Key-OpenRouter",
    begun=b": OPENROUTER PROCESSING\n\n" + CHAT_BEGUN,
    ended=CHAT_ENDED,
    said=_openrouter_said,
    within={
        "bad request": (_openrouter_within(400), "invalid_request_error", 400),
        "too fast": (_openrouter_within(429), "rate_limit_error", 429),
        "broken": (_openrouter_within(502), "provider_error", 502),
        "nobody is there": (_openrouter_within(503), "overloaded_error", 529),
    },
)

VENDORS = (ANTHROPIC, OPENAI, RESPONSES, GEM_DEV, GEM_VERT, GROQ, CEREBRAS, OPENROUTER)
