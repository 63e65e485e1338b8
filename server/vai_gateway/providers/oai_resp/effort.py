"""How much a model is told to think."""

from __future__ import annotations

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.providers.oai_resp.facts import never_thinks, reasoning_of
from vai_gateway.providers.reasoning import effort_told


def effort_of(request: MessageRequest, model: str) -> str | None:
    """None where the model decides."""
    if request.thinking is MISSING:
        return None
    return effort_told(request.thinking, reasoning_of(model), never_thinks=never_thinks(model))
