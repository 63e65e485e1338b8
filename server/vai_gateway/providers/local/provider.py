"""The provider `local`: models that live in the gateway, with no key and no network."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from vai_gateway.contract.responses import CompatIssue, ModelCapabilities, ModelLimits
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.adapter import Ask, ModelFacts, ProviderFacts
from vai_gateway.providers.local.scripted import Scripted
from vai_gateway.providers.local.smollm2 import SmolLM2
from vai_gateway.providers.local.smollm2_engine import SmolLM2Config
from vai_gateway.providers.local.smollm2_prompt import issues_of
from vai_gateway.providers.local.smollm2_weights import find_weights, has_engine

_SCRIPTED = "scripted"
_SMOLLM2 = "smollm2-135m"
MODELS = (f"local/{_SMOLLM2}", f"local/{_SCRIPTED}")
_EVERYTHING = ModelCapabilities(
    streaming=True,
    tools=True,
    native_web_search=True,
    native_code_execution=True,
    vision=True,
    documents=True,
    structured_output=True,
    thinking=True,
    audio_input=True,
)
_TEXT_ALONE = ModelCapabilities(
    streaming=True,
    tools=False,
    native_web_search=False,
    native_code_execution=False,
    vision=False,
    documents=False,
    structured_output=False,
    thinking=False,
    audio_input=False,
)


class LocalProvider:
    """total_s: of an answer that is not streamed."""

    def __init__(
        self,
        clock: Clock,
        config: SmolLM2Config | None = None,
        *,
        smollm2: SmolLM2 | None = None,
        total_s: float = 120.0,
    ) -> None:
        self._config = config or SmolLM2Config()
        self._clock = clock
        self._total_s = total_s
        self._smollm2 = smollm2 or SmolLM2(self._config)
        self._models: dict[str, Scripted | SmolLM2] = {
            _SMOLLM2: self._smollm2,
            _SCRIPTED: Scripted(clock),
        }
        self.facts = _facts(self._config)

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return issues_of(ask.request) if ask.model == _SMOLLM2 else []

    def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        return self._models[ask.model].stream(ask)

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        """Raises GatewayError, `timeout` if the whole answer takes too long."""
        events: list[StreamEvent] = []
        total_s = self._total_s if ask.total_s is None else ask.total_s
        try:
            async with self._clock.deadline(total_s), aclosing(self.stream(ask)) as batches:
                async for batch in batches:
                    events += batch
        except TimeoutError:
            message = f"local did not answer within {total_s:g} s"
            raise GatewayError("api_error", message, code="timeout") from None
        return events

    def installed_models(self) -> list[str]:
        """The ids of those that can answer. Looks at no file's content."""
        has_smollm2 = has_engine() and find_weights(self._config.weights) is not None
        return [f"local/{name}" for name in self._models if name != _SMOLLM2 or has_smollm2]

    async def load(self) -> None:
        """Load local/smollm2-135m before its first request, which else does it."""
        await self._smollm2.load()

    async def close(self) -> None:
        await self._smollm2.close()


def _facts(config: SmolLM2Config) -> ProviderFacts:
    """Of both models together; what the smaller one cannot do stands in its capabilities and its issues."""
    limits = ModelLimits(context_tokens=config.context_tokens, output_tokens=config.context_tokens)
    return ProviderFacts(
        name="local",
        display_name="Local",
        key_header=None,
        setting=None,
        base_url="",
        docs_url="",
        blocks=frozenset({"text", "image", "audio", "video", "document", "tool_use", "tool_result"}),
        tools=frozenset({"web_search", "web_fetch", "code_execution", "file_search", "computer_use", "text_editor"}),
        tool_pattern="[a-z0-9_]+_[0-9]{8}",
        models=(
            ModelFacts(_SMOLLM2, "SmolLM2 135M Instruct", "2024-10-31", _TEXT_ALONE, limits),
            ModelFacts(_SCRIPTED, "Scripted (not a model)", "2026-01-01", _EVERYTHING),
        ),
        closed_catalogue=True,
    )
