"""OpenAI's chat completions, and every vendor that speaks them.

Source: https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import Mapping

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask, Decoder, Outgoing
from vai_gateway.providers.openai_chat.decode import ChatDecoder, decode_reply
from vai_gateway.providers.openai_chat.dialect import Dialect
from vai_gateway.providers.openai_chat.encode import encode
from vai_gateway.providers.openai_chat.error import http_error
from vai_gateway.providers.openai_chat.issues import issues_of


class OpenAIChat:
    """Implements Adapter."""

    def __init__(self, dialect: Dialect) -> None:
        self.facts = dialect.facts
        self._dialect = dialect

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return issues_of(ask, self._dialect)

    def encode(self, ask: Ask) -> Outgoing:
        return encode(ask, self._dialect)

    def decoder(self, stream: MessageStream) -> Decoder:
        return ChatDecoder(stream, self._dialect)

    def decode_reply(self, body: bytes, stream: MessageStream) -> None:
        decode_reply(body, stream, self._dialect)

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
        return http_error(self._dialect, status, headers, body)
