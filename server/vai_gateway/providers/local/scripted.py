"""local/scripted: no model. It does what the request commands, every time the same (docs/scripted-model.md)."""

from __future__ import annotations

import types
from collections.abc import AsyncGenerator, Generator, Iterator
from itertools import islice
from typing import NoReturn

from vai_gateway.contract.responses import (
    CitationsDelta,
    ContentDelta,
    InputJsonDelta,
    SignatureDelta,
    TextDelta,
    ThinkingDelta,
)
from vai_gateway.core.clock import Clock
from vai_gateway.core.errors import GatewayError, cut_reply
from vai_gateway.core.message_stream import MessageStream, StreamEvent
from vai_gateway.providers.adapter import Ask
from vai_gateway.providers.local.scripted_commands import Commands
from vai_gateway.providers.local.scripted_plan import Part, Plan, plan_of

BATCH_WORDS = 64
"""Sent at once where there is no delay; others get their turn after each batch."""

_HANG_S = 3600.0


class Scripted:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        plan = plan_of(ask.request)
        commands = plan.commands
        if commands.first_ms:
            await self._clock.sleep(commands.first_ms / 1000)
        if _is_interrupted(commands) and commands.after is None:
            await self._interrupt(commands)
        stream = MessageStream("local", ask.request.model)
        stream.start(id=plan.id, usage=plan.usage_at_start())
        words = play(plan, stream)
        if _is_interrupted(commands):
            words = islice(words, commands.after)
        last = plan.tokens
        for spoken, _ in enumerate(words, 1):
            if commands.delay_ms and spoken < last:
                yield stream.take()
                await self._clock.sleep(commands.delay_ms / 1000)
            elif spoken % BATCH_WORDS == 0:
                yield stream.take()
                await _give_way()
        if _is_interrupted(commands):
            yield stream.take()
            await self._interrupt(commands)
        stream.stop(plan.stop_reason, plan.usage(), stop_sequence=plan.stop_sequence)
        yield stream.take()

    async def _interrupt(self, commands: Commands) -> NoReturn:
        while commands.hang:
            await self._clock.sleep(_HANG_S)
        if commands.fail is None:
            raise cut_reply("local")
        raise GatewayError(
            commands.fail,
            f"local/scripted was told to fail with {commands.fail}",
            code=commands.code,
            retry_after_s=commands.retry_after_s,
        )


def play(plan: Plan, stream: MessageStream) -> Iterator[None]:
    """Write the plan's blocks into `stream`, one token for each step."""
    for key, part in enumerate(plan.parts):
        stream.open(key, dict(part.block))
        for piece in part.pieces:
            stream.delta(key, _delta(part, piece))
            yield
        if not part.pieces and part.cost:
            yield
        if part.cite:
            stream.delta(key, CitationsDelta(citation=_citation("".join(part.pieces))))
        if part.signature is not None:
            stream.delta(key, SignatureDelta(signature=part.signature))
        stream.close(key)


def _is_interrupted(commands: Commands) -> bool:
    return commands.hang or commands.cut or commands.fail is not None


def _delta(part: Part, piece: str) -> ContentDelta:
    match part.block["type"]:
        case "text":
            return TextDelta(text=piece)
        case "thinking":
            return ThinkingDelta(thinking=piece)
        case _:
            return InputJsonDelta(partial_json=piece)


def _citation(text: str) -> dict[str, object]:
    return {
        "type": "url_citation",
        "url": "https://example.com/",
        "title": "Example",
        "start_index": 0,
        "end_index": len(text),
    }


@types.coroutine
def _give_way() -> Generator[None, None, None]:
    yield
