"""The model of a run, turn after turn: what it says as it says it, or whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace
from typing import Protocol

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import ContentBlockStartEvent, Message, Usage
from vai_gateway.core.collect import Collector, collect
from vai_gateway.core.ids import tool_use_id
from vai_gateway.core.message_stream import StreamEvent, usage_of
from vai_gateway.providers.adapter import Ask, Provider
from vai_gateway.runs.history import said_by_model
from vai_gateway.runs.state import ModelSpoke, TurnEnded


class Model(Protocol):
    def ask(self, request: MessageRequest) -> None:
        """Begin a turn. The one before has ended."""

    async def next(self) -> ModelSpoke | TurnEnded:
        """Raises GatewayError."""

    def unfinished(self) -> Usage | None:
        """The tokens that are known of a turn that has not ended, or that ended in an error."""

    async def close(self) -> None:
        """Ends the turn that still goes on."""


class StreamedModel:
    """Implements Model."""

    def __init__(self, provider: Provider, ask: Ask) -> None:
        self._provider = provider
        self._ask = ask
        self._ids = _CallIds(ask.request)
        self._batches: AsyncGenerator[list[StreamEvent], None] | None = None
        self._collector = Collector()
        self._usage: Usage | None = None

    def ask(self, request: MessageRequest) -> None:
        self._batches = self._provider.stream(replace(self._ask, request=request))
        self._collector = Collector()

    async def next(self) -> ModelSpoke | TurnEnded:
        assert self._batches is not None
        while (events := await anext(self._batches, None)) is not None:
            if events:
                return self._heard(events)
        ended = _turn_ended(self._collector.message(), self._provider)
        self._usage = None
        return ended

    def unfinished(self) -> Usage | None:
        return self._usage

    async def close(self) -> None:
        if self._batches is not None:
            await self._batches.aclose()

    def _heard(self, events: list[StreamEvent]) -> ModelSpoke:
        self._ids.tell_apart(events)
        for event in events:
            self._collector.add(event)
        self._usage = usage_of(events) or self._usage
        return ModelSpoke(events)


class WholeModel:
    """Implements Model."""

    def __init__(self, provider: Provider, ask: Ask) -> None:
        self._provider = provider
        self._ask = ask
        self._ids = _CallIds(ask.request)
        self._usage: Usage | None = None

    def ask(self, request: MessageRequest) -> None:
        self._ask = replace(self._ask, request=request)

    async def next(self) -> TurnEnded:
        events = await self._provider.complete(self._ask)
        self._usage = usage_of(events)
        self._ids.tell_apart(events)
        ended = _turn_ended(collect(events), self._provider)
        self._usage = None
        return ended

    def unfinished(self) -> Usage | None:
        return self._usage

    async def close(self) -> None:
        """It has ended with whoever waited for it."""


class _CallIds:
    """Some vendors number the calls of each answer anew; in one conversation every call needs an id of its own."""

    def __init__(self, request: MessageRequest) -> None:
        contents = (message.content for message in request.messages if not isinstance(message.content, str))
        self._taken = {block.id for content in contents for block in content if block.type == "tool_use"}

    def tell_apart(self, events: Iterable[StreamEvent]) -> None:
        for event in events:
            if type(event) is ContentBlockStartEvent and event.content_block["type"] == "tool_use":
                block = event.content_block
                if block["id"] in self._taken:
                    block["id"] = tool_use_id()
                self._taken.add(block["id"])


def _turn_ended(message: Message, provider: Provider) -> TurnEnded:
    return TurnEnded(message, said_by_model(message.content, provider.facts.name))
