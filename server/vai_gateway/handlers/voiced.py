"""POST /v1/messages where speech comes in or goes out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from vai_gateway.contract.responses import Message
from vai_gateway.core.call import Call
from vai_gateway.core.clock import Clock
from vai_gateway.core.collect import collect
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.message_stream import usage_of
from vai_gateway.core.ticker import Ticker
from vai_gateway.policy.compat import check_compat
from vai_gateway.policy.gate import Gate
from vai_gateway.providers.adapter import Ask, Provider
from vai_gateway.voice.hearing import hear, heard, with_transcript
from vai_gateway.voice.narration import Batches, narrated, transcribed
from vai_gateway.voice.plan import Hearing, Planner, Speaking, VoicePlan, with_texts
from vai_gateway.voice.spoken import speak, spoken_text, unavailable

LEAST_TO_SPEAK_S = 10.0
"""What a voice gets, even where the model took nearly all the time there is."""


_UNHEARD = "(speech)"
"""Stands for what is not transcribed yet, where only the shape of the request counts."""

Failed = Callable[[str, GatewayError], None]


class VoicedMessages:
    """total_s: of an answer that is not streamed; of the transcription alone where it is.

    failed: told of a voice that failed, and its vendor's name, where the answer went on without it.
    """

    def __init__(
        self, gate: Gate, planner: Planner, *, clock: Clock, ticker: Ticker, total_s: float, failed: Failed
    ) -> None:
        self._gate = gate
        self._planner = planner
        self._clock = clock
        self._ticker = ticker
        self._total_s = total_s
        self.failed = failed

    def plan(self, ask: Ask, provider: Provider, call: Call) -> tuple[VoicePlan, Ask]:
        """The ask as the model gets it, but for what will be heard. Raises GatewayError for all that is wrong."""
        plan = self._planner.plan(ask.request)
        for param, model in plan.models:
            self._gate.check_model(call, model, param=param)
        plan = self._planner.with_keys(plan, ask.request, lambda facts: self._gate.provider_key(call, facts))
        request = ask.request
        if plan.hearing is not None:
            request = with_texts(request, plan.hearing, [_UNHEARD] * len(plan.hearing.places))
        ask = replace(ask, request=request, relay=ask.relay and plan.speaking is None)
        check_compat(provider, ask, plan.issues())
        return plan, ask

    async def message(self, ask: Ask, provider: Provider, plan: VoicePlan, call: Call) -> Message:
        began_at = self._clock.now()
        try:
            async with self._ticker.deadline(self._total_s):
                ask, transcript = await self.hear(ask, plan.hearing, call)
                message = collect(await provider.complete(ask))
        except TimeoutError:
            why = f"no answer within {self._total_s:g} s, transcription included"
            raise GatewayError("api_error", why, code="timeout") from None
        call.usage = message.usage
        if plan.speaking is not None:
            left_s = self._total_s - (self._clock.now() - began_at)
            await self.speak(message, plan.speaking, max(left_s, LEAST_TO_SPEAK_S))
        if transcript is not None:
            message.metadata = with_transcript(message.metadata or None, transcript)
        return message

    async def stream(self, ask: Ask, provider: Provider, plan: VoicePlan, call: Call) -> Batches:
        ask, transcript = await self.hear(ask, plan.hearing, call)
        batches = _counted(provider.stream(ask), call)
        if transcript is not None:
            batches = transcribed(batches, transcript)
        if plan.speaking is not None:
            vendor = plan.speaking.facts.name
            batches = narrated(batches, plan.speaking, lambda error: self.failed(vendor, error))
        async with aclosing(batches):
            async for events in batches:
                yield events

    async def hear(self, ask: Ask, hearing: Hearing | None, call: Call) -> tuple[Ask, str | None]:
        if hearing is None:
            return ask, None
        try:
            texts = await hear(hearing, self._ticker, self._total_s)
        except GatewayError:
            call.provider = hearing.facts.name  # It is the one that failed, as the log and the metrics will say.
            raise
        return replace(ask, request=with_texts(ask.request, hearing, texts)), heard(texts)

    async def speak(self, message: Message, speaking: Speaking, longest_s: float) -> None:
        """The answer is there, so a voice that fails costs its sound alone."""
        try:
            block = await speak(speaking, spoken_text(message.content), self._ticker, longest_s)
        except GatewayError as error:
            self.failed(speaking.facts.name, error)
            message.metadata = {**(message.metadata or {}), "audio_unavailable": unavailable(error)}
            return
        if block is not None:
            message.content.append(block)


async def _counted(batches: Batches, call: Call) -> Batches:
    """The model's usage stands as soon as it is known: the voice may go on when the client has left."""
    async with aclosing(batches):
        async for events in batches:
            call.usage = usage_of(events) or call.usage
            yield events
