"""What each vendor's official SDK declares for its requests and replies, and where its own documents say more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import anthropic.types.beta
import cerebras.cloud.sdk.types.chat.chat_completion as cerebras_replies
import groq.types.chat
import openai.types.chat
import openai.types.responses
from anthropic.types import message_create_params as anthropic_params
from anthropic.types.beta import message_create_params as anthropic_beta_params
from cerebras.cloud.sdk.types.chat import completion_create_params as cerebras_params
from google.genai import types as google
from groq.types.chat import completion_create_params as groq_params
from openai.types.chat import completion_create_params as openai_params
from openai.types.responses import response_create_params as responses_params
from openrouter import components as openrouter
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.providers.gemini.declared import misfits as gemini_misfits
from tests.sdk.typed import misfits

Json = dict[str, Any]
Judge = Callable[[Json], list[str]]
"""Where a body does not fit; empty where it does."""


@dataclass(frozen=True, slots=True)
class Declared:
    """By the official types: requests, blocking and streaming, whole replies, and frames of a stream.

    beyond: what the vendor documents and its SDK does not declare, as `path: misfit`, with the reason.
    """

    blocking: Judge
    streaming: Judge
    whole: Judge
    frame: Judge
    beyond: Mapping[str, str] = field(default_factory=dict)

    def request(self, body: Json, *, stream: bool) -> list[str]:
        found = (self.streaming if stream else self.blocking)(body)
        return [misfit for misfit in found if without_places(misfit) not in self.beyond]

    def needed(self, body: Json) -> set[str]:
        """Which exceptions `body` needs."""
        return {without_places(misfit) for misfit in self.blocking(body) + self.streaming(body)} & self.beyond.keys()


def without_places(misfit: str) -> str:
    return re.sub(r"\[\d+\]", "[]", misfit)


def _typed(hint: Any) -> Judge:
    return lambda body: misfits(body, hint)


def _modelled(declared: Any) -> Judge:
    """These models take members that they do not declare; here they are misfits too."""

    def judge(body: Json) -> list[str]:
        try:
            read = _adapter(declared).validate_python(body)
        except ValidationError as error:
            return [f"{fault['loc']}: {fault['msg']}" for fault in error.errors(include_url=False)]
        return [f"{path}: there is no such member" for path in _undeclared(read, "")]

    return judge


@cache
def _adapter(declared: Any) -> TypeAdapter[Any]:
    """It takes long to make."""
    return TypeAdapter(declared)


def _undeclared(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _undeclared(item, f"{path}[{index}]")
    elif isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or ())
        for name in value.model_fields_set - (value.model_extra or {}).keys():
            yield from _undeclared(getattr(value, name), f"{path}.{name}")


ANTHROPIC = Declared(
    blocking=_typed(anthropic_params.MessageCreateParamsNonStreaming),
    streaming=_typed(anthropic_params.MessageCreateParamsStreaming),
    whole=_modelled(anthropic.types.Message),
    frame=_modelled(anthropic.types.RawMessageStreamEvent),
    beyond={
        f".{name}: {params} has no such member": "the API takes it; the SDK of 2026 no longer declares it"
        for name in ("temperature", "top_k", "top_p")
        for params in ("MessageCreateParamsNonStreaming", "MessageCreateParamsStreaming")
    },
)
ANTHROPIC_BETA = Declared(
    blocking=_typed(anthropic_beta_params.MessageCreateParamsNonStreaming),
    streaming=_typed(anthropic_beta_params.MessageCreateParamsStreaming),
    whole=_modelled(anthropic.types.beta.BetaMessage),
    frame=_modelled(anthropic.types.beta.BetaRawMessageStreamEvent),
    beyond=ANTHROPIC.beyond,
)
OPENAI = Declared(
    blocking=_typed(openai_params.CompletionCreateParamsNonStreaming),
    streaming=_typed(openai_params.CompletionCreateParamsStreaming),
    whole=_modelled(openai.types.chat.ChatCompletion),
    frame=_modelled(openai.types.chat.ChatCompletionChunk),
)
COMPATIBLE = replace(
    OPENAI,
    beyond={
        f".thinking: {params} has no such member": "https://api-docs.deepseek.com/api/create-chat-completion"
        for params in ("CompletionCreateParamsNonStreaming", "CompletionCreateParamsStreaming")
    },
)
"""What others take who speak as OpenAI does; callers send it as an extension."""
RESPONSES = Declared(
    blocking=_typed(responses_params.ResponseCreateParamsNonStreaming),
    streaming=_typed(responses_params.ResponseCreateParamsStreaming),
    whole=_modelled(openai.types.responses.Response),
    frame=_modelled(openai.types.responses.ResponseStreamEvent),
)
GEMINI = Declared(
    blocking=gemini_misfits,
    streaming=gemini_misfits,
    whole=_modelled(google.GenerateContentResponse),
    frame=_modelled(google.GenerateContentResponse),
)
GROQ = Declared(
    blocking=_typed(groq_params.CompletionCreateParams),
    streaming=_typed(groq_params.CompletionCreateParams),
    whole=_modelled(groq.types.chat.ChatCompletion),
    frame=_modelled(groq.types.chat.ChatCompletionChunk),
)
CEREBRAS = Declared(
    blocking=_typed(cerebras_params.CompletionCreateParams),
    streaming=_typed(cerebras_params.CompletionCreateParams),
    whole=_modelled(cerebras_replies.ChatCompletionResponse),
    frame=_modelled(cerebras_replies.ChatChunkResponse),
)
OPENROUTER = Declared(
    blocking=_typed(openrouter.ChatRequestTypedDict),
    streaming=_typed(openrouter.ChatRequestTypedDict),
    whole=_typed(openrouter.ChatResultTypedDict),
    frame=_typed(openrouter.ChatStreamChunkTypedDict),
    beyond={
        ".messages[].annotations: ChatAssistantMessageTypedDict has no such member": (
            "https://openrouter.ai/docs/features/multimodal/pdfs: what was read of a file goes back"
        ),
        ".messages[].images[].type: ChatAssistantImagesTypedDict has no such member": (
            "https://openrouter.ai/docs/features/multimodal/image-generation: pictures come with it"
        ),
        ".usage: ChatRequestTypedDict has no such member": (
            "https://openrouter.ai/docs/use-cases/usage-accounting: asks for usage, which comes unasked by now"
        ),
        ".transforms: ChatRequestTypedDict has no such member": (
            "https://openrouter.ai/docs/features/message-transforms: the former name of a plugin"
        ),
        ".reasoning.max_tokens: ChatRequestReasoningTypedDict has no such member": (
            "https://openrouter.ai/docs/use-cases/reasoning-tokens: a budget, in place of an effort"
        ),
        ".reasoning.enabled: ChatRequestReasoningTypedDict has no such member": (
            "https://openrouter.ai/docs/use-cases/reasoning-tokens: as much as the model likes"
        ),
    },
)
DECLARED = {
    "anthropic": ANTHROPIC,
    "openai": OPENAI,
    "oai-resp": RESPONSES,
    "gem-dev": GEMINI,
    "gem-vert": GEMINI,
    "groq": GROQ,
    "cerebras": CEREBRAS,
    "openrouter": OPENROUTER,
}
"""By provider."""
