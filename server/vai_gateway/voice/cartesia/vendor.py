"""Cartesia, whose models are `cartesia/ink-whisper`, `cartesia/sonic-3` and others.

Source: https://docs.cartesia.ai/api-reference
"""

from __future__ import annotations

from vai_gateway.voice.cartesia.error import KEY_HEADER, NAME, refused
from vai_gateway.voice.cartesia.request import Requests
from vai_gateway.voice.cartesia.speaker import CartesiaSpeaker
from vai_gateway.voice.cartesia.transcriber import CartesiaTranscriber
from vai_gateway.voice.exchange import Carrier, Exchange
from vai_gateway.voice.vendor import RemoteVoice, VoiceFacts, VoiceModel

FACTS = VoiceFacts(
    name=NAME,
    key_header=KEY_HEADER,
    setting="CARTESIA",
    base_url="https://api.cartesia.ai",
    transcribers=(VoiceModel("ink-whisper", "Ink Whisper"), VoiceModel("ink-2", "Ink 2")),
    speakers=(
        VoiceModel("sonic-3", "Sonic 3"),
        VoiceModel("sonic-3.5", "Sonic 3.5"),
        VoiceModel("sonic-2", "Sonic 2"),
        VoiceModel("sonic-turbo", "Sonic Turbo"),
    ),
)


def cartesia(carrier: Carrier, base_url: str | None = None) -> RemoteVoice:
    exchange = Exchange(NAME, carrier, refused)
    requests = Requests(base_url or FACTS.base_url)
    return RemoteVoice(FACTS, CartesiaTranscriber(exchange, requests), CartesiaSpeaker(exchange, requests))
