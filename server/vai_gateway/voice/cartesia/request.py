"""What every request to Cartesia has in common. The key goes into a header, never into the address."""

from __future__ import annotations

from vai_gateway.core.secret import Secret
from vai_gateway.voice.exchange import Sending

VERSION = "2026-03-01"


class Requests:
    """base_url: without a slash at its end."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def sending(self, path: str, key: Secret | None, *, body: bytes = b"", content_type: str | None = None) -> Sending:
        headers = {"cartesia-version": VERSION, "user-agent": "vai-gateway"}
        if content_type is not None:
            headers["content-type"] = content_type
            headers["accept-encoding"] = "identity"
        secrets = {} if key is None else {"authorization": Secret(f"Bearer {key.reveal()}")}
        return Sending(self._base_url + path, headers, secrets, body)
