"""POST /v1/messages."""

from __future__ import annotations

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Usage
from vai_gateway.core.call import Call
from vai_gateway.core.collect import collect
from vai_gateway.handlers.voiced import VoicedMessages
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.policy.compat import check_compat
from vai_gateway.policy.gate import Gate
from vai_gateway.policy.history import check_history
from vai_gateway.policy.limits import RequestLimits, check_limits
from vai_gateway.providers.adapter import Ask
from vai_gateway.voice.plan import wants_voice
from vai_gateway.wire.answer import Answer, Events


class MessageHandlers:
    def __init__(self, gate: Gate, catalogue: Catalogue, limits: RequestLimits, voiced: VoicedMessages) -> None:
        self._gate = gate
        self._catalogue = catalogue
        self._limits = limits
        self._voiced = voiced

    async def messages_create(self, request: MessageRequest, call: Call) -> Answer | Events:
        call.stream = request.stream
        check_limits(request, self._limits)
        check_history(request)
        provider, name = self._catalogue.resolve(request.model)
        call.model, call.provider = request.model, provider.facts.name
        self._gate.check_model(call, request.model)
        key = self._gate.provider_key(call, provider.facts)
        ask = Ask(request, name, call.stream, key, call.header("anthropic-beta") or "", relay=call.stream)
        if wants_voice(request):
            plan, ask = self._voiced.plan(ask, provider, call)
            if call.stream:
                return Events(self._voiced.stream(ask, provider, plan, call), self._gate.stream_slot(call))
            message = await self._voiced.message(ask, provider, plan, call)
        else:
            check_compat(provider, ask)
            if call.stream:
                return Events(provider.stream(ask), self._gate.stream_slot(call))
            message = collect(await provider.complete(ask))
        call.usage = message.usage
        return Answer(message, headers=usage_headers(message.model, message.usage))


def usage_headers(model: str, usage: Usage) -> dict[str, str]:
    return {
        "X-Model": model,
        "X-Input-Tokens": str(usage.input_tokens),
        "X-Output-Tokens": str(usage.output_tokens),
        "X-Total-Tokens": str(usage.total_tokens),
    }
