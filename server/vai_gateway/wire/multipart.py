"""A `multipart/form-data` body: a file and some fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vai_gateway.core.ids import message_id


@dataclass(frozen=True, slots=True)
class FilePart:
    """filename, media_type: plain ASCII without quotes."""

    field: str
    filename: str
    media_type: str
    content: bytes


def form_data(fields: Mapping[str, str], file: FilePart) -> tuple[str, bytes]:
    """The content type, and the body."""
    boundary = message_id()
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{file.filename}"\r\n'
        f"Content-Type: {file.media_type}\r\n\r\n"
    )
    body = ("".join(parts) + head).encode() + file.content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body
