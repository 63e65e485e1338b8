"""Cartesia's transcription of a whole recording: POST /stt."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import urlencode

import msgspec

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import UNREADABLE, unreadable_reply
from vai_gateway.core.secret import Secret
from vai_gateway.voice.cartesia.error import NAME
from vai_gateway.voice.cartesia.request import Requests
from vai_gateway.voice.exchange import Exchange
from vai_gateway.voice.media_type import PCM, WAV
from vai_gateway.voice.vendor import Recording, Transcript, issue
from vai_gateway.wire.multipart import FilePart, form_data

_EXTENSIONS = {
    **dict.fromkeys(WAV, "wav"),
    **dict.fromkeys(("audio/mpeg", "audio/mp3", "audio/mpga"), "mp3"),
    **dict.fromkeys(("audio/mp4", "audio/m4a", "audio/x-m4a", "video/mp4"), "m4a"),
    **dict.fromkeys(("audio/webm", "video/webm"), "webm"),
    **dict.fromkeys(("audio/flac", "audio/x-flac"), "flac"),
    **dict.fromkeys(("audio/ogg", "audio/opus"), "ogg"),
    PCM: "pcm",
}


class _Reply(msgspec.Struct):
    text: str


class CartesiaTranscriber:
    def __init__(self, exchange: Exchange, requests: Requests) -> None:
        self._exchange = exchange
        self._requests = requests

    def issues(self, recording: Recording, param: str) -> list[CompatIssue]:
        media_type = recording.media_type
        place = f"{param}.source.media_type"
        who = f"cartesia/{recording.model}"
        if media_type.name not in _EXTENSIONS:
            message = f"{who} hears no {media_type.name}; it hears WAV, MP3, MP4, WebM, FLAC, Ogg and audio/pcm"
            return [issue(place, message)]
        if media_type.name == PCM and (media_type.rate_hz is None or media_type.channels != 1):
            message = f"{who} needs the rate of mono samples, as in audio/pcm;rate=16000"
            return [issue(place, message)]
        return []

    async def transcribe(self, recording: Recording, key: Secret | None) -> Transcript:
        media_type = recording.media_type
        is_pcm = media_type.name == PCM
        query = {"encoding": "pcm_s16le", "sample_rate": str(media_type.rate_hz)} if is_pcm else {}
        fields = {"model": recording.model}
        if recording.language is not None:
            fields["language"] = recording.language
        file = FilePart("file", f"audio.{_EXTENSIONS[media_type.name]}", media_type.name, recording.audio)
        content_type, body = form_data(fields, file)
        path = "/stt" + (f"?{urlencode(query)}" if query else "")
        sending = self._requests.sending(path, key, body=body, content_type=content_type)
        with closing(await self._exchange.post(sending)) as reply:
            raw = await reply.body()
        try:
            return Transcript(msgspec.json.decode(raw, type=_Reply).text)
        except UNREADABLE:
            raise unreadable_reply(NAME, "it has no transcript") from None
