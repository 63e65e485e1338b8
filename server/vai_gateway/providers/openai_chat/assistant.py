"""What an assistant said, as a chat completion's message that goes back to its vendor or on to another.

Source: https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages-assistant-message
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

import msgspec
from pydantic import MISSING

from vai_gateway.contract.requests import (
    AnthropicBlockParam,
    AssistantBlock,
    AudioBlockParam,
    DocumentBlockParam,
    ImageBlockParam,
    ProviderBlockParam,
    RedactedThinkingBlockParam,
    TextBlockParam,
    ThinkingBlockParam,
    ToolUseBlockParam,
    VideoBlockParam,
)
from vai_gateway.providers.call_names import call_id, call_name
from vai_gateway.providers.openai_chat.call_mark import mark_in
from vai_gateway.providers.openai_chat.details import to_send
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.parts import text_part, url_of
from vai_gateway.providers.signatures import family_value

Json = dict[str, Any]

FILE = "file"
"""The type of what OpenRouter read of a user's file."""
LONGEST_NAME = 64
_encode = msgspec.json.Encoder().encode


def said_again(blocks: Iterable[AssistantBlock], dialect: Dialect, *, model: str) -> Json | None:
    """None if nothing of it has a place here: most media, thinking and other vendors' items have none."""
    said = _Said(dialect)
    for block in blocks:
        said.add(block)
    return said.message(model)


class _Said:
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._family = dialect.facts.name
        self._takes = dialect.said_again
        self._texts: list[TextBlockParam] = []
        self._thoughts: list[ThinkingBlockParam] = []
        self._more: dict[str, list[Json]] = {}
        self._audio_id: str | None = None

    def add(self, block: AssistantBlock) -> None:
        match block:
            case TextBlockParam():
                if block.text:
                    self._texts.append(block)
            case ToolUseBlockParam():
                self._add("tool_calls", _call(block, self._dialect))
            case AudioBlockParam():
                self._audio_id = self._signed(block) or self._audio_id
            case ThinkingBlockParam():
                self._add_thought(block)
            case ImageBlockParam():
                self._add_image(block)
            case ProviderBlockParam():
                self._add_item(block)
            case VideoBlockParam() | DocumentBlockParam() | RedactedThinkingBlockParam() | AnthropicBlockParam():
                pass
            case _:
                assert_never(block)

    def message(self, model: str) -> Json | None:
        if not (self._texts or self._more or self._audio_id):
            return None
        message: Json = {"role": "assistant", "content": self._content(), **self._more}
        if self._audio_id:
            message["audio"] = {"id": self._audio_id}
        if self._thoughts and not self._dialect.never_reasons(model) and (thought := self._thought()):
            message[self._takes.thinking] = thought
        return message

    def _add(self, member: str, item: Json) -> None:
        self._more.setdefault(member, []).append(item)

    def _add_thought(self, block: ThinkingBlockParam) -> None:
        signed, member = self._signed(block), self._takes.thinking
        if signed and (signed == member if self._takes.thinks_in_words else member):
            self._thoughts.append(block)

    def _add_image(self, block: ImageBlockParam) -> None:
        if self._takes.images and self._signed(block):
            self._add("images", {"type": "image_url", "image_url": {"url": url_of(block.source)}})

    def _add_item(self, block: ProviderBlockParam) -> None:
        if self._takes.files and block.provider == self._family and block.data.get("type") == FILE:
            self._add("annotations", block.data)

    def _signed(self, block: AudioBlockParam | ImageBlockParam | ThinkingBlockParam) -> str | None:
        """The signature's value if this vendor signed the block."""
        return None if block.signature is MISSING else family_value(block.signature, self._family)

    def _content(self) -> str | list[Json] | None:
        if self._dialect.cache_control and any(block.cache_control is not MISSING for block in self._texts):
            return [text_part(block, self._dialect) for block in self._texts]
        return "".join([block.text for block in self._texts]) or None

    def _thought(self) -> Any:
        if self._takes.thinks_in_words:
            return "".join(block.thinking for block in self._thoughts)
        return to_send([self._signed(block) or "" for block in self._thoughts])


def _call(block: ToolUseBlockParam, dialect: Dialect) -> Json:
    id, name = call_id(block.id, dialect.longest_call_id), call_name(block.name, LONGEST_NAME)
    mark = {} if block.signature is MISSING else mark_in(block.signature, dialect.facts.name)
    extra = {"extra_content": mark["extra_content"]} if mark.get("extra_content") else {}
    free_text = block.input.get("input")
    if mark.get("type") == "custom" and isinstance(free_text, str):
        return {"id": id, "type": "custom", **extra, "custom": {"name": name, "input": free_text}}
    arguments = _encode(block.input).decode()
    return {"id": id, "type": "function", **extra, "function": {"name": name, "arguments": arguments}}
