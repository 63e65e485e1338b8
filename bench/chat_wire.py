"""Chat completions, as OpenAI and three others frame them.

Source: https://platform.openai.com/docs/api-reference/chat-streaming
https://console.groq.com/docs/api-reference#chat-create
https://inference-docs.cerebras.ai/api-reference/chat-completions
https://openrouter.ai/docs/api-reference/streaming
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from bench.wire import (
    ANSWER,
    CREATED,
    INPUT_TOKENS,
    MAX_TOKENS,
    SEARCH,
    SYSTEM,
    TEMPERATURE,
    Asking,
    Json,
    Marker,
    Telling,
    compact,
    data_line,
    prompt,
    word,
)

_PROCESSING = b": OPENROUTER PROCESSING\n\n"
_TIMES = {"queue_time": 0.0281, "prompt_time": 0.0039, "completion_time": 0.0608, "total_time": 0.0928}
_REQUEST_ID = "req_01bench0bench0bench0bench0"


@dataclass(frozen=True, slots=True)
class Style:
    """How one vendor frames it. shell: of every chunk. choice, delta: what stands in each beside the usual.

    first, last: what the first and the last chunk with a choice tell beside it, and a whole reply like the last.
    usage_apart: counts come in a chunk of their own. padding: before a whole reply. comments: before a stream.
    """

    shell: Json
    choice: Json = field(default_factory=dict)
    delta: Json = field(default_factory=dict)
    first: Json = field(default_factory=dict)
    last: Json = field(default_factory=dict)
    usage_apart: bool = False
    native_finish: bool = False
    padding: bytes = b""
    comments: bytes = b""


def _shell(id: str, model: str, **more: str) -> Json:
    return {"id": id, "object": "chat.completion.chunk", "created": CREATED, "model": model, **more}


OPENAI = Style(
    _shell("chatcmpl-bench", "gpt-4o-mini", system_fingerprint="fp_bench"), choice={"logprobs": None}, usage_apart=True
)
GROQ = Style(
    _shell("chatcmpl-00000000-bench-4000-8000-000000000000", "openai/gpt-oss-20b", system_fingerprint="fp_benchbench"),
    choice={"logprobs": None},
    first={"x_groq": {"id": _REQUEST_ID}},
    last={"x_groq": {"id": _REQUEST_ID, "usage": _TIMES}},
)
CEREBRAS = Style(
    _shell("chatcmpl-00000000-bench-4000-8000-000000000000", "gpt-oss-120b", system_fingerprint="fp_benchbenchbench00"),
    last={"time_info": _TIMES | {"created": CREATED}},
)
OPENROUTER = Style(
    _shell("gen-1700000000-benchbenchbenchbench", "openai/gpt-4o-mini", provider="OpenAI"),
    delta={"role": "assistant"},
    native_finish=True,
    padding=b"\n         \n\n         \n",
    comments=_PROCESSING * 2,
)


def asking(path: str, *, asks_for_usage: bool = True) -> Asking:
    return Asking(path, path, partial(_request, asks_for_usage), b"data: [DONE]")


def telling(style: Style) -> Telling:
    opening = style.comments + _chunk(style, {"role": "assistant", "content": ""}, **style.first)
    ends = partial(_closing, style), partial(_calling, style)
    return Telling(style.padding + compact(_reply(style)), opening, partial(_word, style), *ends)


def _request(asks_for_usage: bool, model: str, marker: Marker | None) -> Json:
    turns = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt(marker)}]
    body: Json = {"model": model, "max_tokens": MAX_TOKENS, "temperature": TEMPERATURE, "messages": turns}
    if marker:
        body["stream"] = True
    if marker and asks_for_usage:
        body["stream_options"] = {"include_usage": True}
    return body


def _usage(count: int) -> Json:
    return {"prompt_tokens": INPUT_TOKENS, "completion_tokens": count, "total_tokens": count + INPUT_TOKENS}


def _reply(style: Style) -> Json:
    message = {"role": "assistant", "content": ANSWER, "refusal": None}
    choice = {"index": 0, "message": message, **style.choice, **_finish(style, "stop")}
    shell = style.shell | {"object": "chat.completion"}
    return {**shell, "choices": [choice], "usage": _usage(16), **style.last}


def _finish(style: Style, reason: str | None) -> Json:
    return {"finish_reason": reason} | ({"native_finish_reason": reason} if style.native_finish else {})


def _chunk(style: Style, delta: Json, reason: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": style.delta | delta, **style.choice, **_finish(style, reason)}
    return data_line({**style.shell, "choices": [choice], **more})


def _word(style: Style, number: int) -> bytes:
    return _chunk(style, {"content": word(number)})


def _closing(style: Style, count: int, reason: str = "stop") -> bytes:
    last = _chunk(replace(style, delta={}), {}, reason, **_beside_the_last(style, count))
    apart = data_line({**style.shell, "choices": [], "usage": _usage(count)}) if style.usage_apart else b""
    return last + apart + b"data: [DONE]\n\n"


def _beside_the_last(style: Style, count: int) -> Json:
    return style.last | ({} if style.usage_apart else {"usage": _usage(count)})


def _calling(style: Style, count: int, query: str) -> bytes:
    begun = {"index": 0, "id": "call_bench", "type": "function", "function": {"name": SEARCH, "arguments": ""}}
    pieces = ('{"query":', f'"{query}"}}')
    calls = [begun, *({"index": 0, "function": {"arguments": piece}} for piece in pieces)]
    return b"".join(_chunk(style, {"tool_calls": [call]}) for call in calls) + _closing(style, count, "tool_calls")
