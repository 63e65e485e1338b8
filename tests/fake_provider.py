"""A provider that says what a test wants said."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from vai_gateway.contract.responses import CompatIssue, ModelCapabilities, ModelLimits
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.providers.adapter import Ask, ModelFacts, ProviderFacts

ALL_BLOCKS = frozenset({"text", "image", "document", "audio", "video", "tool_use", "tool_result"})
ALL_TOOLS = frozenset({"web_search", "web_fetch", "code_execution", "file_search", "computer_use", "text_editor"})


def model_facts(
    name: str,
    *,
    created: str = "2026-01-02",
    capabilities: ModelCapabilities | None = None,
    limits: ModelLimits | None = None,
) -> ModelFacts:
    return ModelFacts(
        name=name,
        display_name=name.title(),
        created=created,
        capabilities=capabilities or ModelCapabilities(),
        limits=limits or ModelLimits(),
    )


def provider_facts(
    name: str = "anthropic",
    *,
    key_header: str | None = "X-Provider-Key-Anthropic",
    blocks: frozenset[str] = ALL_BLOCKS,
    tools: frozenset[str] = ALL_TOOLS,
    models: Sequence[ModelFacts] = (),
    capabilities: ModelCapabilities | None = None,
    closed_catalogue: bool = False,
) -> ProviderFacts:
    return ProviderFacts(
        name=name,
        display_name=name.title(),
        key_header=key_header,
        setting=None,
        base_url="",
        docs_url="",
        blocks=blocks,
        tools=tools,
        models=models,
        tool_pattern="[a-z_]+_[0-9]{8}",
        capabilities=capabilities or ModelCapabilities(),
        closed_catalogue=closed_catalogue,
    )


class FakeProvider:
    def __init__(self, facts: ProviderFacts, issues: Sequence[CompatIssue] = ()) -> None:
        self.facts = facts
        self._issues = issues

    def issues(self, ask: Ask) -> list[CompatIssue]:
        return list(self._issues)

    async def stream(self, ask: Ask) -> AsyncGenerator[list[StreamEvent], None]:
        yield []

    async def complete(self, ask: Ask) -> list[StreamEvent]:
        return []
