"""What local/smollm2-135m answers: the engine's chunks into a message stream. Pure.

Source: the chunks of llama.cpp's completions in xllamacpp 2026.10.11549, as observed.
"""

from __future__ import annotations

from msgspec import UNSET

from vai_gateway.contract.responses import TextDelta, Usage
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.ids import message_id
from vai_gateway.core.message_stream import MessageStream, no_usage
from vai_gateway.providers.local.smollm2_engine import Chunk
from vai_gateway.providers.local.smollm2_prompt import Completion, no_room

_STOP_REASONS = {"stop": "end_turn", "length": "max_tokens"}


class Reply:
    def __init__(self, stream: MessageStream, completion: Completion) -> None:
        self._stream = stream
        self._completion = completion
        self._is_open = False

    def feed(self, chunk: Chunk) -> None:
        """The first chunk tells how long the prompt is, before the model has read any of it.

        Raises GatewayError where the engine reports one, and where the answer has no room in the context.
        """
        if "error" in chunk:
            raise self._refusal(chunk["error"])
        if not self._stream.started:
            self._start(chunk["prompt_progress"]["total"])
        choice = chunk["choices"][0]
        if text := choice.get("text"):
            self._say(text)
        if finish := choice.get("finish_reason"):
            word = chunk.get("__verbose", {}).get("stopping_word")
            self._stream.stop(
                "stop_sequence" if word else _STOP_REASONS[finish],
                _usage(chunk["usage"]["prompt_tokens"], chunk["usage"]["completion_tokens"]),
                stop_sequence=word or UNSET,
            )

    def _start(self, prompt_tokens: int) -> None:
        wanted, context = self._completion.max_tokens, self._completion.context_tokens
        if wanted is not None and prompt_tokens + wanted > context:
            raise no_room(
                "max_tokens",
                f"{wanted} and the prompt's {prompt_tokens} tokens are more than the {context} of context; "
                f"at most {context - prompt_tokens}",
            )
        self._stream.start(id=message_id(), usage=_usage(prompt_tokens, 0))

    def _say(self, text: str) -> None:
        if not self._is_open:
            self._is_open = True
            self._stream.open(0, {"type": "text", "text": ""})
        self._stream.delta(0, TextDelta(text=text))

    def _refusal(self, error: Chunk) -> GatewayError:
        if error.get("type") == "exceed_context_size_error":
            size, context = error["n_prompt_tokens"], self._completion.context_tokens
            return no_room("messages", f"the prompt has {size} tokens, and the context holds {context}")
        return engine_failed()


def engine_failed() -> GatewayError:
    return GatewayError("api_error", "the embedded model could not answer", code="internal")


def _usage(prompt_tokens: int, output_tokens: int) -> Usage:
    """All of the prompt is input, although the engine reuses what it still holds of it.

    What it holds is another caller's prompt as well, so the count would tell the one about the other.
    """
    usage = no_usage()
    usage.input_tokens, usage.output_tokens = prompt_tokens, output_tokens
    return usage
