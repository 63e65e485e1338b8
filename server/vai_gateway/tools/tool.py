"""What a server tool is to the rest of the house: something a run offers to the model and carries out itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from vai_gateway.contract.requests import FunctionTool, ServerToolConfig
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import Block


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """content: blocks for the `tool_result` that the model reads. error: what the caller is told, if it failed.

    Neither holds a key or a word of a vendor's error.
    """

    content: list[Block]
    error: GatewayError | None = None


@dataclass(frozen=True, slots=True)
class BoundTool:
    """A tool set up for one run. provider: who does the work, for logs and metrics.

    act: takes the model's input, gives the result's text, and raises GatewayError with a message for the model.
    """

    definition: FunctionTool
    provider: str
    act: Callable[[Mapping[str, Any]], Awaitable[str]]

    @property
    def name(self) -> str:
        return self.definition.name

    async def run(self, input: Mapping[str, Any]) -> ToolOutcome:
        """Never raises GatewayError. Whoever calls it limits its time; cancelling it ends all its work."""
        try:
            return ToolOutcome([text_block(await self.act(input))])
        except GatewayError as error:
            return failed(error)


class ServerTool(Protocol):
    @property
    def definition(self) -> FunctionTool:
        """What the model is told. Its name is the tool's."""

    def bind(self, config: ServerToolConfig, call: Call) -> BoundTool:
        """Raises GatewayError where the configuration or a key will not do, before the run starts."""


def failed(error: GatewayError) -> ToolOutcome:
    return ToolOutcome([text_block(error.message)], error)


def text_block(text: str) -> Block:
    return {"type": "text", "text": text}


def cut(text: str, chars: int) -> str:
    """At most `chars` code points, the last of them an ellipsis if anything is missing."""
    if len(text) <= chars:
        return text
    return text[: chars - 1].rstrip() + "…" if chars > 0 else ""


def cut_as_json(text: str, chars: int) -> str:
    """As `cut`, but what counts is how long the text is between its quotes once it is written as JSON."""
    lengths = range(min(len(text), chars) + 1)
    fitting = bisect_right(lengths, chars, key=lambda length: _json_chars(cut(text, length)))
    return cut(text, fitting - 1)


def _json_chars(text: str) -> int:
    return len(msgspec.json.encode(text).decode()) - len('""')


def bad_input(message: str, param: str | None = None) -> GatewayError:
    """The model called the tool wrongly; the message tells it what would be right."""
    return GatewayError("invalid_request_error", message, param=param, code="run_validation_failed")


def bad_config(param: str, message: str) -> GatewayError:
    """param: below `server_tool_config`."""
    path = f"server_tool_config.{param}"
    return GatewayError("invalid_request_error", f"{path}: {message}", param=path, code="run_validation_failed")
