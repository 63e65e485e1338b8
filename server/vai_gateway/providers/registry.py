"""Every provider behind a wire dialect. To add one: its file, its line here, its cases."""

from __future__ import annotations

from vai_gateway.providers.adapter import Adapter
from vai_gateway.providers.anthropic.adapter import Anthropic
from vai_gateway.providers.oai_resp.adapter import OpenAIResponses
from vai_gateway.providers.openai import OPENAI
from vai_gateway.providers.openai_chat.adapter import OpenAIChat


def adapters() -> list[Adapter]:
    return [Anthropic(), OpenAIChat(OPENAI), OpenAIResponses()]
