"""Every voice vendor, by the prefix of its models. Of each role, the first that has it is the default."""

from __future__ import annotations

from collections.abc import Mapping

from vai_gateway.voice.cartesia.vendor import FACTS as CARTESIA
from vai_gateway.voice.cartesia.vendor import cartesia
from vai_gateway.voice.elevenlabs import FACTS as ELEVENLABS
from vai_gateway.voice.elevenlabs import elevenlabs
from vai_gateway.voice.exchange import Carrier
from vai_gateway.voice.local.vendor import LocalVoice
from vai_gateway.voice.vendor import VoiceVendor


def voice_vendors(carrier: Carrier, base_urls: Mapping[str, str], local: LocalVoice) -> list[VoiceVendor]:
    """base_urls: the operator's, by VoiceFacts.setting."""
    return [
        cartesia(carrier, base_urls.get(CARTESIA.setting or "")),
        elevenlabs(carrier, base_urls.get(ELEVENLABS.setting or "")),
        local,
    ]
