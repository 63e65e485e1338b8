"""OpenAI's Responses.

Source: https://developers.openai.com/api/docs/api-reference/responses-streaming
"""

from __future__ import annotations

from bench.wire import (
    ANSWER,
    CREATED,
    INPUT_TOKENS,
    MAX_TOKENS,
    SYSTEM,
    TEMPERATURE,
    Asking,
    Json,
    Marker,
    Telling,
    compact,
    event,
    prompt,
    text_of,
    word,
)

MODEL = "gpt-4o-mini"
_ITEM_ID = "msg_" + "bench0" * 8
_AT: Json = {"item_id": _ITEM_ID, "output_index": 0, "content_index": 0}
_SHELL: Json = {"id": "resp_" + "bench0" * 8, "object": "response", "created_at": CREATED, "background": False}
_SETTINGS: Json = {
    "error": None,
    "frequency_penalty": 0.0,
    "incomplete_details": None,
    "instructions": SYSTEM,
    "max_output_tokens": MAX_TOKENS,
    "max_tool_calls": None,
    "model": MODEL,
    "parallel_tool_calls": True,
    "presence_penalty": 0.0,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "reasoning": {"effort": None, "summary": None},
    "safety_identifier": None,
    "service_tier": "default",
    "store": False,
    "temperature": TEMPERATURE,
    "text": {"format": {"type": "text"}, "verbosity": "medium"},
    "tool_choice": "auto",
    "tools": [],
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
    "user": None,
    "metadata": {},
}


def asking(path: str) -> Asking:
    return Asking(path, path, _request, b"event: response.completed")


def telling() -> Telling:
    return Telling(compact(_response("completed", ANSWER, 16)), _opening(), _word, _closing)


def _request(model: str, marker: Marker | None) -> Json:
    turns = [{"role": "user", "content": prompt(marker)}]
    body: Json = {"model": model, "instructions": SYSTEM, "input": turns, "store": False}
    body |= {"max_output_tokens": MAX_TOKENS, "temperature": TEMPERATURE}
    return body | ({"stream": True} if marker else {})


def _response(status: str, text: str = "", count: int = 0) -> Json:
    """As it stands at its beginning or, with a text, at its end."""
    usage = {
        "input_tokens": INPUT_TOKENS,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": count,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": count + INPUT_TOKENS,
    }
    output = [_item("completed", [_part(text)])] if text else []
    return {**_SHELL, "status": status, **_SETTINGS, "output": output, "usage": usage if text else None}


def _item(status: str, content: list[Json]) -> Json:
    return {"id": _ITEM_ID, "type": "message", "status": status, "content": content, "role": "assistant"}


def _part(text: str) -> Json:
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _frame(kind: str, number: int, **told: object) -> bytes:
    return event({"type": f"response.{kind}", "sequence_number": number, **told})


def _opening() -> bytes:
    begun = _response("in_progress")
    return b"".join(
        [
            _frame("created", 0, response=begun),
            _frame("in_progress", 1, response=begun),
            _frame("output_item.added", 2, output_index=0, item=_item("in_progress", [])),
            _frame("content_part.added", 3, **_AT, part=_part("")),
        ]
    )


def _word(number: int) -> bytes:
    told = {"delta": word(number), "logprobs": [], "obfuscation": "bench0bench"}
    return _frame("output_text.delta", number + 4, **_AT, **told)


def _closing(count: int) -> bytes:
    text, number = text_of(count), count + 4
    item = _item("completed", [_part(text)])
    return b"".join(
        [
            _frame("output_text.done", number, **_AT, text=text, logprobs=[]),
            _frame("content_part.done", number + 1, **_AT, part=_part(text)),
            _frame("output_item.done", number + 2, output_index=0, item=item),
            _frame("completed", number + 3, response=_response("completed", text, count)),
        ]
    )
