"""How vendors that speak OpenAI's chat completions differ from one another: data, no code.

Source: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import UNSET

from vai_gateway.contract.responses import ErrorType
from vai_gateway.providers.adapter import ProviderFacts
from vai_gateway.providers.reasoning import Reasoning, without_date
from vai_gateway.providers.strict_schema import StrictRules

_WAV_AND_MP3 = {
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
}


@dataclass(frozen=True, slots=True)
class Media:
    """How a user's media may come. audio_formats: the vendor's names by media type.

    image_urls, document_urls: whether the vendor fetches them.
    """

    audio_formats: Mapping[str, str] = field(default_factory=lambda: _WAV_AND_MP3)
    image_urls: bool = True
    document_urls: bool = False

    def audio_format(self, media_type: str) -> str | None:
        """None for what the vendor does not hear."""
        return self.audio_formats.get(media_type.partition(";")[0].strip().lower())


@dataclass(frozen=True, slots=True)
class SaidAgain:
    """What an assistant's message holds beside text and calls when it goes back to the vendor that made it.

    thinking: the member that thinking goes back in. Only `reasoning_details` needs what the vendor signed; in the
    others its words go back.
    images, files: what it drew, and what it read of the user's files.
    """

    thinking: Literal["", "reasoning", "reasoning_content", "reasoning_details"] = ""
    images: bool = False
    files: bool = False

    @property
    def thinks_in_words(self) -> bool:
        return self.thinking in ("reasoning", "reasoning_content")


@dataclass(frozen=True, slots=True)
class VendorTool:
    """One of the vendor's own tools. parameters: their names, by member of the contract's config."""

    type: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One vendor. Its facts' name is also the family of its signatures.

    max_tokens_field, user_field: where the limit and the end user's id go.
    include_usage: whether streams must be asked to state usage.
    thinking_field: how much to think is one word, or OpenRouter's object.
    reasoning: by model name without the date of a snapshot. A model that is not there is not judged.
    cost: the usage's member for what the call cost, in US dollars.
    beside: a vendor's own member of chunks that may hold usage and errors.
    statuses: the kinds of HTTP errors that only this vendor has.
    """

    facts: ProviderFacts
    max_tokens_field: str = "max_tokens"
    user_field: str = "user"
    longest_call_id: int = 40
    include_usage: bool = True
    top_k: bool = False
    cache_control: bool = False
    thinking_field: Literal["reasoning_effort", "reasoning"] = "reasoning_effort"
    reasoning: Mapping[str, Reasoning] = field(default_factory=dict)
    strict: StrictRules = field(default_factory=StrictRules)
    media: Media = field(default_factory=Media)
    said_again: SaidAgain = field(default_factory=SaidAgain)
    tools: Mapping[str, VendorTool] = field(default_factory=dict)
    cost: str = ""
    beside: str = ""
    statuses: Mapping[int, ErrorType] = field(default_factory=dict)

    def reasoning_of(self, model: str) -> Reasoning | None:
        return self.reasoning.get(without_date(model)) if self.reasoning else None

    def never_reasons(self, model: str) -> bool:
        """Known not to. An unknown model might."""
        row = self.facts.model(model) or self.facts.model(without_date(model))
        thinking = UNSET if row is None else row.capabilities.thinking
        return (self.facts.capabilities.thinking if thinking is UNSET else thinking) is False
