"""A whole answer, spoken in one piece."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import Block
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.vendor_errors import without_key
from vai_gateway.voice.plan import Speaking
from vai_gateway.voice.sentences import is_speakable

LONGEST_TEXT = 20_000
"""Characters of an answer that is spoken in one piece: about twenty minutes."""


def spoken_text(content: Iterable[Block]) -> str:
    """The answer's text. Blocks that follow each other are one text; anything between them parts it."""
    parts: list[str] = []
    parted = False
    for block in content:
        if block["type"] != "text":
            parted = True
            continue
        if parted and parts:
            parts.append("\n")
        parts.append(block["text"])
        parted = False
    return "".join(parts).strip()


async def speak(speaking: Speaking, text: str, ticker: Ticker, longest_s: float) -> Block | None:
    """The audio block; None where there is nothing to speak. Raises GatewayError."""
    if not is_speakable(text):
        return None
    if len(text) > LONGEST_TEXT:
        message = f"the answer has {len(text)} characters; at most {LONGEST_TEXT} are spoken in one piece"
        raise GatewayError("invalid_request_error", message, code="out_of_range")
    try:
        async with ticker.deadline(longest_s):
            spoken = await speaking.speaker.speak(text, speaking.wish, speaking.key)
    except TimeoutError:
        message = f"{speaking.model} did not speak within {longest_s:.3g} s"
        raise GatewayError("api_error", message, code="timeout") from None
    except GatewayError as error:
        raise without_key(error, speaking.key, speaking.facts.name) from None
    data = base64.b64encode(spoken.audio).decode()
    source = {"type": "base64", "media_type": spoken.media_type, "data": data}
    return {"type": "audio", "source": source, "transcript": text}


def unavailable(error: GatewayError) -> dict[str, Any]:
    """For `metadata.audio_unavailable`: what the event of that name says in a stream."""
    return {"reason": error.code or error.kind, "message": error.message}
