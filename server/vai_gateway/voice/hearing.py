"""Before the model is called: every recording becomes text."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace

from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import Block
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.vendor_errors import without_key
from vai_gateway.voice.plan import Hearing, Place

AT_ONCE = 4
"""Recordings of one request that are transcribed at the same time."""


async def hear(hearing: Hearing, ticker: Ticker, longest_s: float) -> list[str]:
    """What was said in each place. The same recording is transcribed once.

    Raises GatewayError, 400 with `param` where the audio cannot be read.
    """
    distinct = {(place.source, place.recording): place for place in reversed(hearing.places)}
    audio = {same: _decoded(place) for same, place in distinct.items()}
    turns = asyncio.Semaphore(AT_ONCE)

    async def transcribe(place: Place, audio: bytes) -> str:
        async with turns:
            return await _transcribed(hearing, place, audio)

    try:
        async with ticker.deadline(longest_s), asyncio.TaskGroup() as group:
            tasks = {same: group.create_task(transcribe(place, audio[same])) for same, place in distinct.items()}
    except TimeoutError:
        message = f"{hearing.model} did not transcribe within {longest_s:g} s"
        raise GatewayError("api_error", message, code="timeout") from None
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [tasks[place.source, place.recording].result() for place in hearing.places]


def heard(texts: Sequence[str]) -> str:
    """For `metadata.user_transcript`."""
    return "\n".join(text for text in texts if text)


def with_transcript(metadata: Block | None, transcript: str) -> Block:
    return {**(metadata or {}), "user_transcript": transcript}


async def _transcribed(hearing: Hearing, place: Place, audio: bytes) -> str:
    try:
        transcript = await hearing.transcriber.transcribe(replace(place.recording, audio=audio), hearing.key)
    except ValueError as error:
        raise _unreadable(place, str(error)) from None
    except GatewayError as error:
        raise without_key(error, hearing.key, hearing.facts.name) from None
    return transcript.text.strip()


def _decoded(place: Place) -> bytes:
    try:
        return base64.b64decode(place.source, validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable(place, "it is not base64") from None


def _unreadable(place: Place, why: str) -> GatewayError:
    param = f"{place.param}.source.data"
    message = f"{param}: the audio cannot be read: {why}"
    return GatewayError("invalid_request_error", message, param=param, code="invalid_media")
