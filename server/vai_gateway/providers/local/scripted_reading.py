"""What local/scripted was told: the last user message and the size of it all. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import (
    DocumentBlockParam,
    MessageRequest,
    TextBlockParam,
    TextSource,
    ThinkingBlockParam,
    ToolResultBlockParam,
    ToolUseBlockParam,
    UserMessage,
)
from vai_gateway.providers.local.scripted_commands import Said

QUOTED_CHARS = 2000
"""The most that it repeats of what it was told."""


class Reading:
    """text: of the last user message."""

    def __init__(self, request: MessageRequest) -> None:
        self._request = request
        users = (message for message in reversed(request.messages) if isinstance(message, UserMessage))
        last = next(users, None)
        self._content: Any = "" if last is None else last.content
        self.text = _text(self._content)

    def answer(self, said: Said) -> str:
        """Sentences that repeat what was said and what the tools gave."""
        blocks = [] if isinstance(self._content, str) else self._content
        results = [block for block in blocks if isinstance(block, ToolResultBlockParam)]
        sentences = [self._told_by(result) for result in results]
        others = Counter(block.type for block in blocks if block.type not in ("text", "tool_result"))
        if said.text or others or not results:
            sentences.append(_echo(said.text, others))
        if said.not_understood:
            sentences.append(f"I did not understand {_quoted(' '.join(said.not_understood))}.")
        return " ".join(sentences)

    def words(self) -> int:
        """In all of the request's text."""
        texts = [] if self._request.system is MISSING else [_text(self._request.system)]
        texts += (text for message in self._request.messages for text in _texts(message.content))
        return sum(len(text.split()) for text in texts)

    def _told_by(self, result: ToolResultBlockParam) -> str:
        content = "" if result.content is MISSING else result.content
        text = _text(content)
        if not text and content:
            text = _listed(Counter(block.type for block in content if not isinstance(block, str)))
        verb = "failed with" if result.is_error is True else "said"
        return f"{self._tool_name(result.tool_use_id)} {verb} {_quoted(text)}."

    def _tool_name(self, tool_use_id: str) -> str:
        for message in self._request.messages:
            if not isinstance(message.content, str):
                for block in message.content:
                    if isinstance(block, ToolUseBlockParam) and block.id == tool_use_id:
                        return block.name
        return "A tool"


def _echo(text: str, others: Counter[str]) -> str:
    what = _quoted(text) if text else "nothing"
    return f"You said {what} and sent {_listed(others)}." if others else f"You said {what}."


def _quoted(text: str) -> str:
    return f'"{text}"' if len(text) <= QUOTED_CHARS else f'"{text[:QUOTED_CHARS]}..."'


def _listed(kinds: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


def _text(content: Any) -> str:
    """content: a string, or content blocks, of which only the text counts."""
    return content if isinstance(content, str) else "\n".join(_texts_alone(content))


def _texts_alone(blocks: Iterable[Any]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, TextBlockParam))


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
        return
    for block in content:
        match block:
            case TextBlockParam():
                yield block.text
            case ThinkingBlockParam():
                yield block.thinking
            case ToolResultBlockParam() if block.content is not MISSING:
                yield from _texts(block.content)
            case DocumentBlockParam() if isinstance(block.source, TextSource):
                yield block.source.data
