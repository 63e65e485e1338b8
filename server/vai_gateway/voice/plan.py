"""What a request asks of the voice: who hears which blocks, who speaks and how. Decided before anybody is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import MISSING

from vai_gateway.contract.requests import AudioSttBlockParam, MessageRequest, TextBlockParam, UserMessage, VoiceOutput
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.voice.media_type import read_media_type
from vai_gateway.voice.vendor import Recording, Speaker, Transcriber, VoiceFacts, VoiceVendor, Wish

KeyOf = Callable[[VoiceFacts], Secret | None]

_FIELDS = frozenset({"voice", "stt_model", "tts_model"})


def wants_voice(request: MessageRequest) -> bool:
    """Cheap: it is asked of every request."""
    if not _FIELDS.isdisjoint(request.model_fields_set):
        return True
    for message in request.messages:
        if type(message) is UserMessage and type(message.content) is not str:
            for block in message.content:
                if type(block) is AudioSttBlockParam:
                    return True
    return False


@dataclass(frozen=True, slots=True)
class Place:
    """An `audio_stt` block: messages[message].content[block]."""

    message: int
    block: int
    source: str
    recording: Recording

    @property
    def param(self) -> str:
        return f"messages[{self.message}].content[{self.block}]"


@dataclass(frozen=True, slots=True)
class Hearing:
    model: str
    facts: VoiceFacts
    transcriber: Transcriber
    places: tuple[Place, ...]
    key: Secret | None = None


@dataclass(frozen=True, slots=True)
class Speaking:
    model: str
    facts: VoiceFacts
    speaker: Speaker
    wish: Wish
    key: Secret | None = None


@dataclass(frozen=True, slots=True)
class VoicePlan:
    hearing: Hearing | None
    speaking: Speaking | None

    @property
    def models(self) -> list[tuple[str, str]]:
        """Those that will be used: each with the request's field that chooses it."""
        used = [("stt_model", self.hearing), ("tts_model", self.speaking)]
        return [(param, part.model) for param, part in used if part is not None]

    def issues(self) -> list[CompatIssue]:
        issues: list[CompatIssue] = []
        if self.hearing is not None:
            for place in self.hearing.places:
                issues += self.hearing.transcriber.issues(place.recording, place.param)
        if self.speaking is not None:
            issues += self.speaking.speaker.issues(self.speaking.wish)
        return issues


class Planner:
    """vendors: of each role, the first that has it is the default."""

    def __init__(self, vendors: Iterable[VoiceVendor]) -> None:
        self._vendors = {vendor.facts.name: vendor for vendor in vendors}

    def plan(self, request: MessageRequest) -> VoicePlan:
        """Raises GatewayError: 400 for an unknown vendor, 404 for an embedded model that is not there."""
        output = None if request.voice is MISSING else request.voice.output
        tts_model = self._tts_model(request, output)
        stt_model = self._stt_model(request, tts_model)
        return VoicePlan(self._hearing(request, stt_model), self._speaking(output, tts_model))

    def with_keys(self, plan: VoicePlan, request: MessageRequest, key_of: KeyOf) -> VoicePlan:
        """key_of: raises GatewayError where a key is needed and missing; here it says too what would need none."""
        hearing, speaking = plan.hearing, plan.speaking
        if hearing is not None:
            hearing = replace(hearing, key=self._key(key_of, hearing.facts, "stt_model"))
        if speaking is not None:
            chosen_by = "voice" if request.tts_model is MISSING else "tts_model"
            speaking = replace(speaking, key=self._key(key_of, speaking.facts, chosen_by))
        return VoicePlan(hearing, speaking)

    def _key(self, key_of: KeyOf, facts: VoiceFacts, chosen_by: str) -> Secret | None:
        try:
            return key_of(facts)
        except GatewayError as error:
            keyless = self._keyless(hears=chosen_by == "stt_model")
            if error.code == "provider_key_missing" and keyless:
                error.message += f"; or choose another {chosen_by}, as in {keyless}"
                error.args = (error.message,)
            raise

    def _keyless(self, *, hears: bool) -> str:
        """A model that needs no key; empty if this gateway has none."""
        for vendor in self._vendors.values():
            rows, installed = vendor.facts.transcribers if hears else vendor.facts.speakers, vendor.installed()
            ids = [f"{vendor.facts.name}/{row.name}" for row in rows]
            if found := next((id for id in ids if id in installed), ""):
                return found
        return ""

    def _hearing(self, request: MessageRequest, model: str) -> Hearing | None:
        vendor = self._vendors.get(_vendor(model))
        if vendor is None or vendor.transcriber is None:
            able = [each.facts.name for each in self._vendors.values() if each.transcriber]
            raise _unknown("stt_model", model, what="transcriber", able=able)
        places = tuple(_places(request, _name(model)))
        if not places:
            return None
        vendor.check_installed(_name(model), "stt_model")
        return Hearing(model, vendor.facts, vendor.transcriber, places)

    def _speaking(self, output: VoiceOutput | None, model: str) -> Speaking | None:
        vendor = self._vendors.get(_vendor(model))
        if vendor is None or vendor.speaker is None:
            able = [each.facts.name for each in self._vendors.values() if each.speaker]
            raise _unknown("tts_model", model, what="voice", able=able)
        if output is None:
            return None
        vendor.check_installed(_name(model), "tts_model")
        return Speaking(model, vendor.facts, vendor.speaker, _wish(output, model))

    def _tts_model(self, request: MessageRequest, output: VoiceOutput | None) -> str:
        """A voice may be written `vendor/voice`, which chooses the vendor too."""
        prefix, slash, _ = ("" if output is None else output.voice).partition("/")
        named = self._vendors.get(prefix) if slash else None
        if request.tts_model is MISSING:
            return self._default_speaker(named)
        if named is not None and _vendor(request.tts_model) != prefix:
            raise GatewayError(
                "invalid_request_error",
                f"voice.output.voice is one of {prefix}, and tts_model is {request.tts_model}; keep one of the two",
                param="voice.output.voice",
                code="conflicting_parameter",
            )
        return request.tts_model

    def _stt_model(self, request: MessageRequest, tts_model: str) -> str:
        """Unless told otherwise, whoever speaks the answer also hears the question, if it can."""
        if request.stt_model is not MISSING:
            return request.stt_model
        facts = [vendor.facts for vendor in self._vendors.values() if vendor.facts.transcribers]
        speaks = next((each for each in facts if each.name == _vendor(tts_model)), facts[0])
        return f"{speaks.name}/{speaks.transcribers[0].name}"

    def _default_speaker(self, named: VoiceVendor | None) -> str:
        facts = [vendor.facts for vendor in self._vendors.values() if vendor.facts.speakers]
        speaks = next((each for each in facts if named is not None and each is named.facts), facts[0])
        return f"{speaks.name}/{speaks.speakers[0].name}"


def with_texts(request: MessageRequest, hearing: Hearing, texts: Sequence[str]) -> MessageRequest:
    """The request with a text block in each place; `request` itself stays as it is."""
    messages = list(request.messages)
    for place, text in zip(hearing.places, texts, strict=True):
        message = messages[place.message]
        assert isinstance(message, UserMessage) and isinstance(message.content, list)
        content = list(message.content)
        content[place.block] = TextBlockParam(type="text", text=text)
        messages[place.message] = message.model_copy(update={"content": content})
    return request.model_copy(update={"messages": messages})


def _places(request: MessageRequest, model: str) -> Iterator[Place]:
    for i, message in enumerate(request.messages):
        if type(message) is UserMessage and type(message.content) is not str:
            for j, block in enumerate(message.content):
                if type(block) is AudioSttBlockParam:
                    language = None if block.language is MISSING else block.language
                    media_type = read_media_type(block.source.media_type)
                    yield Place(i, j, block.source.data, Recording(model, media_type, language))


def _wish(output: VoiceOutput, model: str) -> Wish:
    return Wish(
        model=_name(model),
        voice=output.voice.removeprefix(_vendor(model) + "/"),
        format="wav" if output.format is MISSING else output.format,
        sample_rate_hz=None if output.sample_rate is MISSING else output.sample_rate,
        speed=1.0 if output.speed is MISSING else output.speed,
        volume=1.0 if output.volume is MISSING else output.volume,
        emotion=None if output.emotion is MISSING else output.emotion,
    )


def _unknown(param: str, model: str, *, what: str, able: Sequence[str]) -> GatewayError:
    return GatewayError(
        "invalid_request_error",
        f"{param}: there is no {what} {_vendor(model)}; it must be one of {', '.join(able)}",
        param=param,
        code="unsupported_value",
    )


def _vendor(model: str) -> str:
    return model.partition("/")[0]


def _name(model: str) -> str:
    return model.partition("/")[2]
