"""The models that this gateway knows: data beside each adapter, brought together once at start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import UNSET

from vai_gateway.contract.responses import Model, ModelAuth, ModelCapabilities, ModelLimits, ModelList
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.adapter import ModelFacts, Provider, ProviderFacts
from vai_gateway.providers.registry import RENAMED
from vai_gateway.voice.vendor import VoiceFacts, VoiceModel, VoiceVendor

_LONGEST_ID = 211
_UNDATED = "1970-01-01"
"""What Anthropic's model list sends where no date is known."""


class Catalogue:
    """allowlist: the ids that the gateway serves; empty means every model. voices: listed, and never asked.

    keyless: the settings of vendors that every caller may use without a key of their own.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        allowlist: frozenset[str] = frozenset(),
        voices: Sequence[VoiceVendor] = (),
        *,
        keyless: frozenset[str] = frozenset(),
    ) -> None:
        self.allowlist = allowlist
        self._keyless = keyless
        self._providers = {provider.facts.name: provider for provider in providers}
        self._closed = {
            provider.facts.name: frozenset(row.name for row in provider.facts.models)
            for provider in providers
            if provider.facts.closed_catalogue
        }
        self._known = {model.id: model for provider in providers for model in self._models(provider.facts)}
        self._voices = {voice.facts.name: voice.facts for voice in voices}
        self._known |= {model.id: model for voice in voices for model in self._voice_models(voice)}

    def resolve(self, model: str) -> tuple[Provider, str]:
        """The provider and the model's own name. Raises GatewayError with param `model`."""
        prefix, _, name = model.partition("/")
        provider = self._providers.get(prefix)
        if provider is None:
            raise self._unknown_provider(prefix)
        if prefix in self._closed and name not in self._closed[prefix]:
            names = ", ".join(sorted(self._closed[prefix])) or "no models"
            raise _unknown_model("model", model, f"{prefix} has {names}")
        return provider, name

    def models(self, only: frozenset[str] | None = None) -> ModelList:
        """only: the ids that the caller may use; None means all that the gateway serves."""
        ids = self._served(only)
        if ids is None:
            rows = list(self._known.values())
        else:
            rows = [model for id in sorted(ids) if (model := self._row(id)) is not None]
        return ModelList(
            data=rows,
            has_more=False,
            first_id=rows[0].id if rows else UNSET,
            last_id=rows[-1].id if rows else UNSET,
        )

    def model(self, id: str, only: frozenset[str] | None = None) -> Model:
        """Raises GatewayError 404."""
        ids = self._served(only)
        model = self._known.get(id)
        if ids is not None:
            model = self._row(id) if id in ids else None
        if model is None:
            raise _unknown_model("id", id, "GET /v1/models lists what is known")
        return model

    def _served(self, only: frozenset[str] | None) -> frozenset[str] | None:
        """None means every known model."""
        if only is None:
            return self.allowlist or None
        return only & self.allowlist if self.allowlist else only

    def _row(self, id: str) -> Model | None:
        """Of an id that somebody allowed: a bare one if no catalogue lists it but a vendor may know it."""
        prefix, _, name = id.partition("/")
        provider = self._providers.get(prefix)
        if id in self._known or provider is None or provider.facts.closed_catalogue:
            return self._known.get(id)
        row = ModelFacts(name=name, display_name=name, created=_UNDATED)
        return self._model(provider.facts, row, ModelCapabilities())

    def _models(self, facts: ProviderFacts) -> list[Model]:
        return [self._model(facts, row, _capabilities(facts, row)) for row in facts.models]

    def _voice_models(self, voice: VoiceVendor) -> Iterator[Model]:
        """What hears or speaks, and of embedded models those that are installed."""
        facts, installed = voice.facts, voice.installed()
        hears, speaks = ModelCapabilities(transcription=True), ModelCapabilities(speech=True)
        for rows, capabilities in ((facts.transcribers, hears), (facts.speakers, speaks)):
            for row in rows:
                if facts.key_header is not None or f"{facts.name}/{row.name}" in installed:
                    yield self._model(facts, row, capabilities)

    def _model(
        self, facts: ProviderFacts | VoiceFacts, row: ModelFacts | VoiceModel, capabilities: ModelCapabilities
    ) -> Model:
        header = None if facts.setting in self._keyless else facts.key_header
        return Model(
            id=f"{facts.name}/{row.name}",
            display_name=row.display_name,
            created_at=f"{row.created}T00:00:00Z",
            provider=facts.name,
            auth=ModelAuth(requires_byok_header=header or UNSET),
            capabilities=capabilities,
            limits=row.limits if isinstance(row, ModelFacts) else ModelLimits(),
        )

    def _unknown_provider(self, prefix: str) -> GatewayError:
        names = ", ".join(self._providers)
        if prefix in RENAMED:
            what = f"model: the provider {prefix} is now {RENAMED[prefix]}; this gateway serves {names}"
        elif prefix in self._voices:
            what = f"model: {prefix} is for stt_model and tts_model alone; the provider must be one of {names}"
        else:
            what = f"model: there is no provider {prefix}; it must be one of {names}"
        return GatewayError("invalid_request_error", what, param="model", code="unsupported_value")


def _capabilities(facts: ProviderFacts, row: ModelFacts) -> ModelCapabilities:
    """The provider's, with what its catalogue says otherwise about this model."""
    differing = {name: value for name, value in msgspec.structs.asdict(row.capabilities).items() if value is not UNSET}
    return msgspec.structs.replace(facts.capabilities, **differing)


def _unknown_model(param: str, model: str, hint: str) -> GatewayError:
    message = f"{param}: there is no model {model[:_LONGEST_ID]}; {hint}"
    return GatewayError("not_found_error", message, param=param, code="not_found")
