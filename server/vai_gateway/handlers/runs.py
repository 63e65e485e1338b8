"""POST /v1/runs and POST /v1/runs:stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from msgspec import UNSET, structs
from pydantic import MISSING

from vai_gateway.contract.requests import RunRequest
from vai_gateway.contract.responses import RunResult, RunResultEnvelope
from vai_gateway.core.call import Call
from vai_gateway.core.message_stream import StreamEvent
from vai_gateway.handlers.messages import usage_headers
from vai_gateway.handlers.run_request import not_streamed, with_tools, within_request
from vai_gateway.handlers.voiced import LEAST_TO_SPEAK_S, VoicedMessages
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.policy.compat import check_compat
from vai_gateway.policy.gate import Gate
from vai_gateway.policy.history import check_history
from vai_gateway.policy.limits import RequestLimits, check_limits
from vai_gateway.providers.adapter import Ask, Provider
from vai_gateway.runs.alarm import Timekeeper
from vai_gateway.runs.model import StreamedModel, WholeModel
from vai_gateway.runs.runner import Runner
from vai_gateway.runs.speech import Narrator, Transcribed, final_answer
from vai_gateway.runs.state import Plan
from vai_gateway.runs.toolbox import Toolbox
from vai_gateway.tools.policy import RunLimits, run_limits
from vai_gateway.tools.registry import ServerTools
from vai_gateway.tools.tool import BoundTool
from vai_gateway.voice.plan import Speaking, VoicePlan, wants_voice
from vai_gateway.wire.answer import Answer, Events

ROOM = 15 / 16
"""Of the text that a request may hold, what a run's history may fill; the rest is for what the caller says next."""

_SILENT = VoicePlan(None, None)
_LATER_S = 1.0
"""After a run's own end: whoever answers for it is not to give up first."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A request that passed every check. ask: as the model gets it, but for what will be heard."""

    plan: Plan
    ask: Ask
    provider: Provider
    tools: list[BoundTool]
    voice: VoicePlan


class RunHandlers:
    """most: what no run may exceed."""

    def __init__(
        self,
        gate: Gate,
        catalogue: Catalogue,
        *,
        limits: RequestLimits,
        most: RunLimits,
        tools: ServerTools,
        voiced: VoicedMessages,
        time: Timekeeper,
    ) -> None:
        self._gate = gate
        self._catalogue = catalogue
        self._limits = limits
        self._most = most
        self._tools = tools
        self._voiced = voiced
        self._time = time

    async def runs_create(self, request: RunRequest, call: Call) -> Answer:
        job = self._checked(request, call)
        with within_request():
            runner = await self._runner(job, call)
            began_at = self._time.now()
            result = await runner.result()
        if job.voice.speaking is not None and final_answer(result):
            left_s = job.plan.limits.timeout_s - (self._time.now() - began_at)
            await self._speak(result, job.voice.speaking, left_s)
        model = call.model if result.response is UNSET else result.response.model
        return Answer(RunResultEnvelope(result=result), headers=usage_headers(model, result.usage))

    async def runs_stream(self, request: RunRequest, call: Call) -> Events:
        call.stream = True
        job = self._checked(request, call)
        return Events(self._batches(job, call), self._gate.stream_slot(call), keeps_time=True)

    def _checked(self, request: RunRequest, call: Call) -> _Job:
        asked, run = request.request, request.run
        limits = run_limits(run, self._most)
        with within_request():
            not_streamed(asked)
            text_bytes = check_limits(asked, self._limits)
            provider, name = self._catalogue.resolve(asked.model)
            call.model, call.provider = asked.model, provider.facts.name
            self._gate.check_model(call, asked.model)
            key = self._gate.provider_key(call, provider.facts)
        tools = self._tools.resolve(request, call)
        complete = with_tools(asked, [tool.definition for tool in tools])
        betas, total_s = call.header("anthropic-beta") or "", limits.timeout_s + _LATER_S
        ask, voice = Ask(complete, name, call.stream, key, betas, total_s=total_s), _SILENT
        with within_request(request):
            check_history(complete)
            if wants_voice(complete):
                voice, ask = self._voiced.plan(ask, provider, call)
            else:
                check_compat(provider, ask)
        plan = Plan(
            request=ask.request,
            request_id=call.id,
            limits=limits,
            room_bytes=int((self._limits.max_total_text_bytes - text_bytes) * ROOM),
            max_messages=self._limits.max_messages,
            history="full" if run is MISSING else run.history,
        )
        return _Job(plan, ask, provider, tools, voice)

    async def _batches(self, job: _Job, call: Call) -> AsyncGenerator[list[StreamEvent], None]:
        with within_request():
            batches = (await self._runner(job, call)).events()
            if job.voice.speaking is not None:
                batches = self._narrator(job.voice.speaking).spoken(batches)
            async with aclosing(batches):
                async for events in batches:
                    yield events

    async def _runner(self, job: _Job, call: Call) -> Runner:
        """When what the caller said has been heard, which takes none of the run's time."""
        provider, plan = job.provider, job.plan
        ask, transcript = await self._voiced.hear(job.ask, job.voice.hearing, call)
        if transcript is not None:
            provider = Transcribed(provider, transcript)
        plan = structs.replace(plan, request=ask.request)
        tools = Toolbox(job.tools, now=self._time.now, call=call)
        if not ask.stream:
            return Runner(plan, WholeModel(provider, ask), tools, time=self._time, call=call)
        patience = self._time.patience
        plan = structs.replace(plan, step_responses=False, first_event_s=patience.first_event_s, idle_s=patience.idle_s)
        return Runner(plan, StreamedModel(provider, ask), tools, time=self._time, call=call)

    async def _speak(self, result: RunResult, speaking: Speaking, left_s: float) -> None:
        """In the result's own response alone: the history is there to be sent on."""
        if result.response is not UNSET:
            response = result.response
            result.response = structs.replace(response, content=[*response.content])
            await self._voiced.speak(result.response, speaking, max(left_s, LEAST_TO_SPEAK_S))

    def _narrator(self, speaking: Speaking) -> Narrator:
        vendor = speaking.facts.name
        return Narrator(speaking, self._time, lambda error: self._voiced.failed(vendor, error))
