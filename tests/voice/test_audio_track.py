"""A stream's sound as numbered, timed chunks, of which the last one is marked and has sound."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.contract.responses import AudioChunkEvent
from vai_gateway.voice.audio_track import LONGEST_CHUNK_S, AudioTrack

RATE = 8000


def played(*pieces: bytes) -> list[AudioChunkEvent]:
    track = AudioTrack(RATE)
    return [event for piece in pieces for event in track.feed(piece)] + track.end()


def audio(events: list[AudioChunkEvent]) -> list[bytes]:
    return [base64.b64decode(event.audio) for event in events]


@given(st.lists(st.integers(0, 40_000).map(bytes), max_size=12))
def test_the_chunks_are_the_sound_in_order_and_exactly_one_is_the_last(pieces: list[bytes]) -> None:
    events = played(*pieces)
    whole = b"".join(pieces)
    sound = audio(events)
    assert b"".join(sound) == whole[: len(whole) // 2 * 2]
    assert [event.seq for event in events] == list(range(len(events)))
    assert [event.is_final for event in events] == [False] * (len(events) - 1) + [True] * bool(events)
    assert all(len(piece) % 2 == 0 and len(piece) <= 2 * RATE * LONGEST_CHUNK_S for piece in sound)
    assert bool(events) == bool(whole)


@given(st.lists(st.integers(1, 5_000).map(lambda n: bytes(2 * n)), min_size=1, max_size=6))
def test_the_last_chunk_has_sound_and_each_says_where_it_begins(pieces: list[bytes]) -> None:
    events = played(*pieces)
    sound = audio(events)
    assert sound[-1]
    before = [sum(map(len, sound[:n])) // 2 for n in range(len(sound))]
    assert [event.offset_ms for event in events] == [samples * 1000 // RATE for samples in before]


def test_nearly_all_of_a_piece_goes_out_at_once() -> None:
    track = AudioTrack(RATE)
    assert len(audio(track.feed(bytes(RATE)))[0]) == RATE - 2 * RATE // 50


def test_half_a_sample_at_the_end_of_a_sentence_does_not_shift_the_next() -> None:
    track = AudioTrack(RATE)
    first = track.feed(b"\1\2" * RATE + b"\1")
    track.pause()
    assert set(b"".join(audio(first + track.feed(b"\1\2" * RATE) + track.end()))[::2]) == {1}
