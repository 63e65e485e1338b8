"""What a media type says of audio: `audio/pcm;rate=16000;channels=1`."""

from __future__ import annotations

import re
from dataclasses import dataclass

WAV = frozenset({"audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave"})
PCM = "audio/pcm"
"""16-bit little-endian samples without a header; their rate stands in the media type."""

_PARAMETER = re.compile(r";\s*([A-Za-z0-9_-]+)\s*=\s*\"?([^;\"]*)\"?\s*")


@dataclass(frozen=True, slots=True)
class MediaType:
    """name: in lower case, without parameters. rate_hz, channels: what they say; None where that is no number."""

    name: str
    rate_hz: int | None = None
    channels: int | None = 1


def read_media_type(text: str) -> MediaType:
    name, _, rest = text.partition(";")
    said = {key.lower(): value.strip() for key, value in _PARAMETER.findall(";" + rest)}
    return MediaType(name.strip().lower(), _whole(said.get("rate", "")), _whole(said.get("channels", "1")))


def pcm_at(sample_rate_hz: int) -> str:
    return f"{PCM};rate={sample_rate_hz}"


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else None
