"""What local/scripted will answer: a request into a plan of blocks, stop and usage. Pure.

The same request gives the same plan. A word counts as a token, in text, thinking and the input of tools.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

from msgspec import UNSET, UnsetType
from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest, ThinkingConfig
from vai_gateway.contract.responses import Usage
from vai_gateway.core.message_stream import Block, no_usage
from vai_gateway.providers.local.scripted_calls import Call, calls_of
from vai_gateway.providers.local.scripted_commands import Commands, Said, read_commands
from vai_gateway.providers.local.scripted_instance import instance_of
from vai_gateway.providers.local.scripted_reading import Reading

MAX_STOP_SEQUENCES = 1000
"""The request's first ones are honoured."""

_COUNTING = "one two three four five six seven eight nine ten"
_THOUGHT = "The caller said something, so I will say something back."
_REFUSAL = "I will not do that."
_PIECE = re.compile(r"\s*\S+(?:\s+\Z)?|\s+\Z")
_NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Part:
    """One block. pieces: the words of its deltas. period: after how many characters they repeat; 0: never.

    divisible: may be cut where the tokens run out. tokens: what it costs, if not its pieces.
    """

    block: Block
    pieces: Sequence[str] = ()
    period: int = 0
    divisible: bool = False
    tokens: int | None = None
    signature: str | None = None
    cite: bool = False

    @property
    def cost(self) -> int:
        return len(self.pieces) if self.tokens is None else self.tokens


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    parts: Sequence[Part]
    stop_reason: str
    stop_sequence: str | UnsetType
    commands: Commands
    input_tokens: int

    def usage_at_start(self) -> Usage:
        usage = no_usage()
        usage.input_tokens = self.input_tokens
        return usage

    def usage(self) -> Usage:
        usage = self.usage_at_start()
        usage.output_tokens = self.tokens
        thinking = [part for part in self.parts if part.block["type"] == "thinking"]
        usage.reasoning_tokens = sum(part.cost for part in thinking) if thinking else UNSET
        return usage

    @property
    def tokens(self) -> int:
        return sum(part.cost for part in self.parts)


def plan_of(request: MessageRequest) -> Plan:
    reading = Reading(request)
    said = read_commands(reading.text)
    ids = _Ids(request)
    calls = calls_of(request, said)
    max_tokens = _NO_LIMIT if request.max_tokens is MISSING else request.max_tokens
    sequences = [] if request.stop_sequences is MISSING else request.stop_sequences[:MAX_STOP_SEQUENCES]
    parts, cut_by, sequence = _fitted(_parts(request, reading, said, calls, ids), sequences, max_tokens)
    stop_reason = cut_by or said.commands.stop or _natural_stop(said.commands, calls)
    if stop_reason == "stop_sequence" and sequence is None and sequences:
        sequence = sequences[0]
    return Plan(
        id=ids.make("msg"),
        parts=parts,
        stop_reason=stop_reason,
        stop_sequence=sequence or UNSET,
        commands=said.commands,
        input_tokens=reading.words(),
    )


def words_of(text: str) -> list[str]:
    """Pieces of one word each that make up `text`."""
    return _PIECE.findall(text)


class _Ids:
    """Made of all of the request, so that they are the same for the same one only, and new to its own history."""

    def __init__(self, request: MessageRequest) -> None:
        self._seed = hashlib.blake2b(request.model_dump_json(exclude={"stream"}).encode()).digest()

    def make(self, kind: str, number: int = 0) -> str:
        return f"{kind}_{self.digest(f'{kind} {number}')}"

    def digest(self, purpose: str) -> str:
        """24 hex digits."""
        return hashlib.blake2b(self._seed + purpose.encode(), digest_size=12).hexdigest()


def _parts(request: MessageRequest, reading: Reading, said: Said, calls: Sequence[Call], ids: _Ids) -> Iterator[Part]:
    commands = said.commands
    if (thought := _thought(commands, request.thinking)) is not None:
        yield replace(thought, signature=f"local:{ids.digest('thinking')}")
    if commands.redacted:
        yield Part({"type": "redacted_thinking", "data": f"local:{ids.digest('redacted')}"}, tokens=1)
    for number, call in enumerate(calls):
        if call.is_native:
            yield from _native_call(call, ids.make("srvtoolu", number))
    if (text := _text(request, reading, said, calls)) is not None:
        yield text
    if not commands.refuse:
        for number, call in enumerate(calls):
            if not call.is_native:
                yield _tool_use(call, ids.make("toolu", number))


def _thought(commands: Commands, thinking: ThinkingConfig | object) -> Part | None:
    config = thinking if isinstance(thinking, ThinkingConfig) else None
    if config is not None and config.type == "disabled":
        return None
    block: Block = {"type": "thinking", "thinking": ""}
    if commands.think is not None:
        return Part(block, *_counted(commands.think), divisible=True)
    return None if config is None else Part(block, words_of(_THOUGHT), divisible=True)


def _text(request: MessageRequest, reading: Reading, said: Said, calls: Sequence[Call]) -> Part | None:
    """None where it only calls tools."""
    commands = said.commands
    block: Block = {"type": "text", "text": ""}
    if commands.refuse:
        return _text_part(_REFUSAL, commands)
    is_calling = any(not call.is_native for call in calls)
    if request.output_format is not MISSING and not is_calling:
        instance = instance_of(request.output_format.json_schema)
        return _text_part(json.dumps(instance, ensure_ascii=False), commands)
    if commands.words is not None:
        return Part(block, *_counted(commands.words), divisible=True, cite=commands.cite)
    if is_calling and not commands.cite:
        return None
    return _text_part(reading.answer(said), commands)


def _text_part(text: str, commands: Commands) -> Part:
    return Part({"type": "text", "text": ""}, words_of(text), divisible=True, cite=commands.cite)


def _counted(words: int) -> tuple[Sequence[str], int]:
    """So many words, and after how many characters they repeat."""
    first, *more = _COUNTING.split()
    rest = islice(cycle([*(f" {word}" for word in more), f" {first}"]), max(0, words - 1))
    return ([first, *rest] if words else []), len(_COUNTING) + 1


def _tool_use(call: Call, id: str) -> Part:
    block: Block = {"type": "tool_use", "id": id, "name": call.name, "input": {}}
    return Part(block, words_of(json.dumps(call.input, ensure_ascii=False)))


def _native_call(call: Call, id: str) -> Iterator[Part]:
    block: Block = {"type": "server_tool_use", "id": id, "name": call.name, "input": {}}
    yield Part(block, words_of(json.dumps(call.input, ensure_ascii=False)))
    if call.name.startswith("web_search"):
        found = {"type": "web_search_result", "url": "https://example.com/", "title": "Example"}
        result = {"type": "web_search_tool_result", "tool_use_id": id, "content": [found]}
        yield Part(result, tokens=0)


def _fitted(
    parts: Iterator[Part], sequences: Sequence[str], max_tokens: int
) -> tuple[list[Part], str | None, str | None]:
    """What is said before a stop sequence or the last token; what cut it, if anything did; the sequence."""
    kept: list[Part] = []
    left = max_tokens
    for whole in parts:
        part, sequence = _up_to_a_stop(whole, sequences)
        if part.cost > left:
            if part.divisible and left:
                kept.append(replace(part, pieces=part.pieces[:left], signature=None))
            return kept, "max_tokens", None
        if part.pieces or part.block["type"] != "text":
            kept.append(part)
        if sequence is not None:
            return kept, "stop_sequence", sequence
        left -= part.cost
    return kept, None, None


def _up_to_a_stop(part: Part, sequences: Sequence[str]) -> tuple[Part, str | None]:
    """The sequence that is complete first wins."""
    if not sequences or part.block["type"] != "text":
        return part, None
    text = "".join(part.pieces)
    found = []
    for sequence in sequences:
        end = part.period + len(sequence) if part.period else len(text)
        if (start := text.find(sequence, 0, end)) >= 0:
            found.append((start + len(sequence), start, sequence))
    if not found:
        return part, None
    _, start, sequence = min(found)
    return replace(part, pieces=words_of(text[:start]), period=0), sequence


def _natural_stop(commands: Commands, calls: Sequence[Call]) -> str:
    if commands.refuse:
        return "refusal"
    return "tool_use" if any(not call.is_native for call in calls) else "end_turn"
