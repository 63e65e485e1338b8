"""OpenAI's Responses API.

Source: https://developers.openai.com/api/docs/api-reference/responses
"""

from __future__ import annotations

from collections.abc import Mapping

from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.providers.adapter import Ask, Decoder, Outgoing
from vai_gateway.providers.oai_resp.decode import ResponsesDecoder, decode_reply
from vai_gateway.providers.oai_resp.encode import encode
from vai_gateway.providers.oai_resp.error import http_error
from vai_gateway.providers.oai_resp.facts import FACTS
from vai_gateway.providers.oai_resp.issues import issues_of


class OpenAIResponses:
    """Implements Adapter."""

    facts = FACTS

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return issues_of(ask)

    def encode(self, ask: Ask) -> Outgoing:
        return encode(ask)

    def decoder(self, stream: MessageStream) -> Decoder:
        return ResponsesDecoder(stream)

    def decode_reply(self, body: bytes, stream: MessageStream) -> None:
        decode_reply(body, stream)

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> GatewayError:
        return http_error(status, headers, body)
