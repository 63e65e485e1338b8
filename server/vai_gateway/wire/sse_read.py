"""Server-sent events, read: bytes cut anywhere in, frames out.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from __future__ import annotations

import msgspec

from vai_gateway.core.errors import GatewayError

MAX_FRAME_BYTES = 32 << 20
# As numbers, since Python is several times faster to find a number in bytes than bytes of one byte. (3.11)
_LINE_FEED, _CARRIAGE_RETURN = b"\n\r"


class Frame(msgspec.Struct, frozen=True, gc=False):
    """event: empty where the block names none. data: the data lines, joined by newlines."""

    event: str
    data: bytes


class FrameReader:
    def __init__(self, max_frame_bytes: int = MAX_FRAME_BYTES) -> None:
        self._max_frame_bytes = max_frame_bytes
        self._parts: list[bytes] = []
        self._pending_bytes = 0
        self._at_start = True

    @property
    def at_boundary(self) -> bool:
        """Nothing is held back: the next byte begins a block."""
        return not self._parts and not self._at_start

    def feed(self, chunk: bytes) -> list[Frame]:
        """The frames that `chunk` completes. Raises GatewayError if one block grows past the limit."""
        if self._at_start:
            chunk = self._without_byte_order_mark(chunk)
        if self._parts and _LINE_FEED not in chunk and _CARRIAGE_RETURN not in chunk:
            self._hold(chunk)
            return []
        if self._parts:
            self._parts.append(chunk)
            chunk = b"".join(self._parts)
            self._parts.clear()
            self._pending_bytes = 0
        *blocks, rest = _split_at_any_blank_line(chunk) if _CARRIAGE_RETURN in chunk else chunk.split(b"\n\n")
        if rest:
            self._hold(rest)
        return [frame for block in blocks if block and (frame := _frame(block)) is not None]

    def flush(self) -> list[Frame]:
        """The body ended: a block that no blank line closed still counts, so that a last line is not lost."""
        blocks = _with_line_feeds(b"".join(self._parts)).split(b"\n\n")
        self._parts.clear()
        return [frame for block in blocks if (frame := _frame(block)) is not None]

    def _without_byte_order_mark(self, chunk: bytes) -> bytes:
        """A mark may arrive in pieces, so short beginnings wait for more."""
        self._parts.append(chunk)
        begun = b"".join(self._parts)
        self._parts.clear()
        if len(begun) < 3 and b"\xef\xbb\xbf".startswith(begun):
            self._parts.append(begun)
            return b""
        self._at_start = False
        return begun.removeprefix(b"\xef\xbb\xbf")

    def _hold(self, part: bytes) -> None:
        self._parts.append(part)
        self._pending_bytes += len(part)
        if self._pending_bytes > self._max_frame_bytes:
            raise GatewayError(
                "provider_error",
                f"the provider sent an event of more than {self._max_frame_bytes} bytes",
                code="provider_invalid_response",
            )


def _split_at_any_blank_line(chunk: bytes) -> list[bytes]:
    """The blocks, which have no line ends but line feeds, and what comes after the last blank line."""
    # A carriage return at the end may be half of a pair, so it waits for what follows.
    half = b"\r" if chunk.endswith(b"\r") else b""
    blocks: list[bytes] = []
    # A carriage return always begins a line end, so two pairs are a blank line, whatever stands around them.
    for part in chunk.removesuffix(b"\r").split(b"\r\n\r\n"):
        if _CARRIAGE_RETURN in part or _LINE_FEED in part:
            blocks += _with_line_feeds(part).split(b"\n\n")
        else:
            blocks.append(part)
    blocks[-1] += half
    return blocks


def _with_line_feeds(block: bytes) -> bytes:
    return block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _frame(block: bytes) -> Frame | None:
    """None for a block without data, such as a comment."""
    if block.startswith(b"data: ") and _LINE_FEED not in block:
        return Frame("", block[6:])
    name, separator, value = block.partition(b"\ndata: ")
    if separator and name.startswith(b"event: ") and _LINE_FEED not in name and _LINE_FEED not in value:
        return Frame(name[7:].decode("utf-8", "replace"), value)
    return _any_frame(block)


def _any_frame(block: bytes) -> Frame | None:
    event = ""
    data: bytes | None = None
    for line in block.split(b"\n"):
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            data = value if data is None else data + b"\n" + value
        elif name == b"event":
            event = value.decode("utf-8", "replace")
    return None if data is None else Frame(event, data)
