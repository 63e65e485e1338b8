"""Running page_text.py: one process per page, ended with whoever waits for it."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import msgspec

from vai_gateway.core.errors import UNREADABLE, GatewayError

_PROGRAM = str(Path(__file__).with_name("page_text.py"))
_MAX_OUTPUT_BYTES = 32 << 20


class PageText(msgspec.Struct):
    title: str
    text: str
    truncated: bool


async def page_text(markup: bytes, *, charset: str, format: str, base_url: str, chars: int) -> PageText:
    """Raises GatewayError if the page is too much for the process. Cancelling it ends the process."""
    order = {"charset": charset, "format": format, "base_url": base_url, "chars": chars}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", _PROGRAM, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
    )
    try:
        output = await _exchange(process, json.dumps(order).encode() + b"\n" + markup)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        return msgspec.json.decode(output, type=PageText)
    except UNREADABLE:
        raise GatewayError("provider_error", "the page could not be read", code="tool_provider_error") from None


async def _exchange(process: Process, given: bytes) -> bytes:
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(given)
    process.stdin.close()
    output = bytearray()
    while len(output) <= _MAX_OUTPUT_BYTES and (part := await process.stdout.read(1 << 16)):
        output += part
    if len(output) <= _MAX_OUTPUT_BYTES:
        await process.wait()
    return bytes(output)
