"""The contract's messages as Gemini's contents.

Messages of one role in a row become one content: all answers to the calls of a turn must stand in the next one.

Source: https://ai.google.dev/api/caching#Content and .../gemini-api/docs/thought-signatures
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicBlockParam,
    AssistantBlock,
    AudioBlockParam,
    AudioSttBlockParam,
    Base64Source,
    ContentSource,
    DocumentBlockParam,
    GemExtensions,
    ImageBlockParam,
    InputMessage,
    ProviderBlockParam,
    RedactedThinkingBlockParam,
    TextBlockParam,
    TextSource,
    ThinkingBlockParam,
    ToolResultBlockParam,
    ToolUseBlockParam,
    UrlSource,
    UserBlock,
    UserMessage,
    VideoBlockParam,
)
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.gemini.dev import GEM_DEV
from vai_gateway.providers.gemini.dialect import FAMILY, Dialect, is_before_3, is_from_3
from vai_gateway.providers.gemini.media import base64_part, media_type_of, url_part
from vai_gateway.providers.gemini.vertex import GEM_VERT
from vai_gateway.providers.signatures import family_value

Json = dict[str, Any]

UNSIGNED = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="
"""The signature that Google names for calls that another model made: `skip_thought_signature_validator`."""
_BOTH = frozenset({GEM_DEV.facts.name, GEM_VERT.facts.name})
"""Items of its own tools go back to either API."""
_IN_ANSWERS = frozenset({"image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain"})
"""Media that may stand inside an answer to a call, since Gemini 3."""


def contents_of(ask: Ask, dialect: Dialect, own: GemExtensions | None) -> list[Json]:
    writer = _Contents(dialect, own, nests_media=not is_before_3(ask.model))
    for message in ask.request.messages:
        writer.add(message)
    if is_from_3(ask.model):
        for content in writer.contents:
            _mark_unsigned(content)
    return writer.contents


def system_instruction(system: str | list[TextBlockParam]) -> Json | None:
    texts = [system] if isinstance(system, str) else [block.text for block in system]
    parts = [{"text": text} for text in texts if text]
    return {"parts": parts} if parts else None


def _mark_unsigned(content: Json) -> None:
    """Gemini 3 refuses a turn whose first call is not signed."""
    calls = [part for part in content["parts"] if "functionCall" in part]
    if calls and "thoughtSignature" not in calls[0]:
        calls[0]["thoughtSignature"] = UNSIGNED


class _Contents:
    """nests_media: whether answers to calls may hold media."""

    def __init__(self, dialect: Dialect, own: GemExtensions | None, *, nests_media: bool) -> None:
        self.contents: list[Json] = []
        self._dialect = dialect
        self._own = own
        self._nests_media = nests_media
        self._calls: dict[str, tuple[int, str]] = {}

    def add(self, message: InputMessage) -> None:
        if isinstance(message.content, str):
            parts: list[Json] = [{"text": message.content}] if message.content else []
        elif isinstance(message, UserMessage):
            parts = self._user(message.content)
        else:
            parts = self._model(message.content)
        role = "user" if message.role == "user" else "model"
        if not parts:
            if role == "model":
                return
            # A turn of the model must follow one of the user, and that may be empty.
            parts = [{"text": ""}]
        last = self.contents[-1] if self.contents else None
        if last is None or last["role"] != role:
            self.contents.append({"role": role, "parts": parts})
            return
        last["parts"] += parts
        if role == "user":
            last["parts"].sort(key=self._place)

    def _place(self, part: Json) -> int:
        """Answers come first, in the order of their calls."""
        answer = part.get("functionResponse")
        return len(self._calls) if answer is None else self._calls[answer["id"]][0]

    def _user(self, blocks: Iterable[UserBlock]) -> list[Json]:
        parts: list[Json] = []
        for block in blocks:
            if isinstance(block, ToolResultBlockParam):
                parts += self._answer(block)
            else:
                parts += self._parts(block)
        parts.sort(key=self._place)
        return parts

    def _answer(self, block: ToolResultBlockParam) -> list[Json]:
        """The answer, and the media that it cannot hold."""
        content = "" if block.content is MISSING else block.content
        inner = [{"text": content}] if isinstance(content, str) else self._each(content)
        said = "\n".join(part["text"] for part in inner if "text" in part)
        media = [part for part in inner if "text" not in part]
        held = [part for part in media if self._nests_media and _fits_into_answer(part)]
        response: Json = {
            "id": block.tool_use_id,
            "name": self._calls[block.tool_use_id][1],
            "response": {"error" if block.is_error is True else "output": said},
        }
        if held:
            response["parts"] = held
        return [{"functionResponse": response}, *(part for part in media if part not in held)]

    def _each(self, blocks: Iterable[UserBlock]) -> list[Json]:
        return [part for block in blocks for part in self._parts(block)]

    def _parts(self, block: UserBlock) -> list[Json]:
        match block:
            case TextBlockParam():
                return [{"text": block.text}] if block.text else []
            case DocumentBlockParam():
                return self._document(block)
            case ImageBlockParam(source=source) | AudioBlockParam(source=source) | VideoBlockParam(source=source):
                return [self._media(source)]
            case AudioSttBlockParam() | ToolResultBlockParam():
                raise AssertionError(f"no {type(block).__name__} comes this far")
            case _:
                assert_never(block)

    def _media(self, source: Base64Source | UrlSource) -> Json:
        return base64_part(source) if isinstance(source, Base64Source) else url_part(source, self._own)

    def _document(self, block: DocumentBlockParam) -> list[Json]:
        heading = [text for text in (block.title, block.context) if text is not MISSING and text]
        source = block.source
        if isinstance(source, TextSource):
            return [{"text": "\n".join([*heading, source.data])}]
        before = [{"text": "\n".join(heading)}] if heading else []
        if not isinstance(source, ContentSource):
            return [*before, self._media(source)]
        if isinstance(source.content, str):
            return [*before, *([{"text": source.content}] if source.content else [])]
        return [*before, *self._each(source.content)]

    def _model(self, blocks: Iterable[AssistantBlock]) -> list[Json]:
        parts: list[Json] = []
        for block in blocks:
            part = self._said(block)
            if part is None:
                continue
            signature = MISSING if isinstance(block, AudioBlockParam) else getattr(block, "signature", MISSING)
            if signature is not MISSING and (value := family_value(signature, FAMILY)) is not None:
                part["thoughtSignature"] = value
            if part != {"text": ""}:
                parts.append(part)
        return parts

    def _said(self, block: AssistantBlock) -> Json | None:
        """None for what Gemini has no place for in a history."""
        match block:
            case TextBlockParam():
                return {"text": block.text}
            case ToolUseBlockParam():
                self._calls[block.id] = len(self._calls), block.name
                return {"functionCall": {"id": block.id, "name": block.name, "args": block.input}}
            case ThinkingBlockParam():
                signed = block.signature is not MISSING and family_value(block.signature, FAMILY) is not None
                return {"text": block.thinking, "thought": True} if signed else None
            case ImageBlockParam():
                source = block.source
                is_known = isinstance(source, Base64Source) or media_type_of(source, self._own) is not None
                return self._media(source) if is_known else None
            case AudioBlockParam(transcript=str(transcript)):
                # It hears users only; what a model once spoke goes back as words.
                return {"text": transcript}
            case ProviderBlockParam():
                return self._item(block)
            case AudioBlockParam() | VideoBlockParam() | DocumentBlockParam():
                return None
            case RedactedThinkingBlockParam() | AnthropicBlockParam():
                return None
            case _:
                assert_never(block)

    def _item(self, block: ProviderBlockParam) -> Json | None:
        """Vertex takes no items of server-side tools. (2026-11)"""
        is_foreign = self._dialect.is_vertex and not block.data.keys().isdisjoint(("toolCall", "toolResponse"))
        return None if is_foreign or block.provider not in _BOTH else dict(block.data)


def _fits_into_answer(part: Json) -> bool:
    kind: str = (part.get("inlineData") or part["fileData"]).get("mimeType", "")
    return kind.partition(";")[0].strip().lower() in _IN_ANSWERS
