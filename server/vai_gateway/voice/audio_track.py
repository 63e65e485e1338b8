"""A stream's sound as the contract's events: numbered, timed, and the last one marked.

The end of what is there is held back until more comes, so that the last chunk, which says so, has sound too.
"""

from __future__ import annotations

import base64

from vai_gateway.contract.responses import AudioChunkEvent

HELD_BACK_S = 0.02
LONGEST_CHUNK_S = 1.0


class AudioTrack:
    """Of mono s16le samples."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._least = 2 * int(HELD_BACK_S * sample_rate_hz)
        self._most = 2 * int(LONGEST_CHUNK_S * sample_rate_hz)
        self._held = b""
        self._samples = 0
        self._seq = 0

    @property
    def has_sound(self) -> bool:
        return bool(self._seq or self._held)

    def feed(self, pcm: bytes) -> list[AudioChunkEvent]:
        """pcm: of any length; a sample may be cut in two."""
        waiting = self._held + pcm
        ready = len(waiting) - self._least
        ready -= ready % 2
        if ready <= 0:
            self._held = waiting
            return []
        self._held = waiting[ready:]
        starts = range(0, ready, self._most)
        return [self._chunk(waiting[start : min(start + self._most, ready)], is_final=False) for start in starts]

    def pause(self) -> None:
        """What comes next begins with a whole sample."""
        self._held = self._held[: len(self._held) - len(self._held) % 2]

    def end(self) -> list[AudioChunkEvent]:
        """Nothing if there was no sound."""
        self.pause()
        return [self._chunk(self._held, is_final=True)] if self.has_sound else []

    def _chunk(self, pcm: bytes, *, is_final: bool) -> AudioChunkEvent:
        event = AudioChunkEvent(
            seq=self._seq,
            offset_ms=self._samples * 1000 // self._rate_hz,
            sample_rate_hz=self._rate_hz,
            audio=base64.b64encode(pcm).decode(),
            is_final=is_final,
        )
        self._seq += 1
        self._samples += len(pcm) // 2
        return event
