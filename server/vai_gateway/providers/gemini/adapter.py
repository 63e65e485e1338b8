"""Gemini's generateContent, on either API.

Source: https://ai.google.dev/api/generate-content
"""

from __future__ import annotations

from collections.abc import Mapping

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask, Decoder, Outgoing
from vai_gateway.providers.gemini.decode import GeminiDecoder, decode_reply
from vai_gateway.providers.gemini.dialect import Dialect
from vai_gateway.providers.gemini.encode import encode
from vai_gateway.providers.gemini.error import http_error
from vai_gateway.providers.gemini.issues import issues_of


class Gemini:
    """Implements Adapter."""

    def __init__(self, dialect: Dialect) -> None:
        self.facts = dialect.facts
        self._dialect = dialect

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return issues_of(ask, self._dialect)

    def encode(self, ask: Ask) -> Outgoing:
        return encode(ask, self._dialect)

    def decoder(self, stream: MessageStream) -> Decoder:
        return GeminiDecoder(stream, self.facts)

    def decode_reply(self, body: bytes, stream: MessageStream) -> None:
        decode_reply(body, stream, self.facts)

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
        return http_error(self.facts, status, headers, body)
