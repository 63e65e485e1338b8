"""The composition root: the only place that constructs things."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from io import FileIO
from typing import Any, Protocol

from vai_gateway.bindings.operations import Handlers, bind
from vai_gateway.core.clock import Clock, SystemClock
from vai_gateway.core.ticker import Ticker
from vai_gateway.handlers.contract import ContractHandlers
from vai_gateway.handlers.health import HealthHandlers
from vai_gateway.handlers.messages import MessageHandlers
from vai_gateway.handlers.models import ModelHandlers
from vai_gateway.handlers.runs import RunHandlers
from vai_gateway.handlers.voiced import VoicedMessages
from vai_gateway.policy.auth import AuthRules
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.policy.draining import Draining
from vai_gateway.policy.gate import Gate, ProviderKeys
from vai_gateway.policy.keys import KeyRing
from vai_gateway.policy.logs import ByteStream, Log
from vai_gateway.policy.metrics import Metrics
from vai_gateway.policy.report import Reporter
from vai_gateway.providers.adapter import Provider
from vai_gateway.providers.local.provider import LocalProvider
from vai_gateway.providers.local.smollm2_engine import SmolLM2Config
from vai_gateway.providers.registry import adapters, token_authorizers
from vai_gateway.providers.remote import Carrier, Remote
from vai_gateway.runs.alarm import Timekeeper
from vai_gateway.serve import run
from vai_gateway.settings import Settings
from vai_gateway.stores.memory import MemoryLimiter
from vai_gateway.tools.access import Access
from vai_gateway.tools.gateway_reader import GatewayReader
from vai_gateway.tools.registry import ServerTools, server_tools
from vai_gateway.voice.exchange import Carrier as VoiceCarrier
from vai_gateway.voice.local.vendor import LocalVoice
from vai_gateway.voice.plan import Planner
from vai_gateway.voice.registry import voice_vendors
from vai_gateway.voice.vendor import VoiceVendor
from vai_gateway.wire.answer import Sender
from vai_gateway.wire.asgi import ASGIFunction
from vai_gateway.wire.cors import Cors
from vai_gateway.wire.edge import Edge
from vai_gateway.wire.egress_client import EgressClient
from vai_gateway.wire.request_body import RequestReader
from vai_gateway.wire.routing import routed
from vai_gateway.wire.upstream import Upstream
from vai_gateway.wire.upstream_ws import UpstreamSockets


@dataclass(frozen=True, slots=True)
class Gateway:
    """app: the ASGI application. draining: begin() it to take no new work."""

    app: ASGIFunction
    draining: Draining
    log: Log


def build(settings: Settings, *, clock: Clock | None = None, log_stream: ByteStream | None = None) -> Gateway:
    """log_stream: unbuffered; stderr by default."""
    clock = clock or SystemClock()
    log = Log(log_stream or FileIO(2, "w", closefd=False), clock, settings.log_level)
    ticker = Ticker(clock)
    upstream = _upstream(settings, ticker)
    local = _local(settings, clock)
    carrier = Carrier(
        upstream,
        clock,
        ticker,
        timing=settings.upstream_timing,
        retry=settings.retry,
        retried=lambda provider: metrics.count_retry(provider),
    )
    providers = [*_remotes(settings, carrier), local]
    voices = _voices(settings, carrier)
    catalogue = Catalogue(providers, settings.model_allowlist, voices, keyless=settings.keyless)
    draining = Draining(clock)
    metrics = Metrics(model.id for model in catalogue.models().data)
    gate = _gate(settings, draining, clock)
    metrics.watch_active(lambda: draining.in_flight, lambda: gate.active_streams)
    sender = Sender(clock, ticker, settings.stream_timing, draining.closing_at)
    total_s, failed = settings.upstream_timing.total_s, metrics.count_upstream_error
    voiced = VoicedMessages(gate, Planner(voices), clock=clock, ticker=ticker, total_s=total_s, failed=failed)
    egress = EgressClient()
    runs = RunHandlers(
        gate,
        catalogue,
        limits=settings.request_limits,
        most=settings.run_limits,
        tools=_server_tools(settings, upstream, ticker, egress),
        voiced=voiced,
        time=Timekeeper(clock.now, ticker, settings.stream_timing, draining.closing_at),
    )
    installed = [*local.installed_models(), *(model for voice in voices for model in voice.installed())]
    handlers = Handlers(
        messages=MessageHandlers(gate, catalogue, settings.request_limits, voiced),
        runs=runs,
        models=ModelHandlers(catalogue, keys_name_models=any(key.models for key in settings.keys)),
        health=(health := _health(settings, draining, metrics, installed)),
        metrics=health,
        contract=ContractHandlers(),
    )
    lifespan = _lifespan(upstream, egress, ticker, [local, *voices])
    reporter = Reporter(log, metrics, clock)
    reader = RequestReader(clock, settings.max_body_bytes)
    edge = Edge(
        routed(bind(handlers, gate, reader, sender), lifespan),
        clock=clock,
        sender=sender,
        cors=Cors(settings.cors_origins),
        ended=reporter.done,
        bug=reporter.bug,
    )
    return Gateway(edge, draining, log)


def serve(settings: Settings) -> None:
    """Blocks until the gateway has been told to stop and has finished."""
    gateway = build(settings)
    run(
        gateway.app,
        host=settings.host,
        port=settings.port,
        draining=gateway.draining,
        log=gateway.log,
        grace_s=settings.shutdown_grace_s,
    )


class _Closing(Protocol):
    async def close(self) -> None: ...


def _lifespan(
    upstream: Upstream, egress: EgressClient, ticker: Ticker, embedded: Sequence[_Closing]
) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        upstream.open()
        egress.open()
        ticker.start()
        try:
            yield
        finally:
            for part in embedded:
                await part.close()
            await ticker.stop()
            await egress.close()
            await upstream.close()

    return lifespan


def _upstream(settings: Settings, ticker: Ticker) -> Upstream:
    return Upstream(
        ticker,
        settings.upstream_timing,
        max_connections=settings.max_upstream_connections,
        use_env_proxies=settings.upstream_proxies,
    )


def _remotes(settings: Settings, carrier: Carrier) -> list[Provider]:
    authorizers = token_authorizers(carrier.upstream, carrier.clock, settings.google_token_base_url)
    return [
        Remote(
            adapter,
            carrier,
            settings.base_urls.get(adapter.facts.setting or ""),
            authorize=authorizers.get(adapter.facts.name),
        )
        for adapter in adapters()
    ]


def _local(settings: Settings, clock: Clock) -> LocalProvider:
    config = SmolLM2Config(
        weights=settings.local_smollm2_path,
        threads=settings.local_threads,
        concurrency=settings.local_concurrency,
        queue=settings.local_queue,
    )
    return LocalProvider(clock, config, total_s=settings.upstream_timing.total_s)


def _voices(settings: Settings, carrier: Carrier) -> list[VoiceVendor]:
    voice_carrier = VoiceCarrier(
        carrier.upstream,
        UpstreamSockets(settings.upstream_timing, use_env_proxies=settings.upstream_proxies),
        carrier.clock,
        carrier.ticker,
        retry=carrier.retry,
        retried=carrier.retried,
        quiet_s=settings.voice_idle_s,
    )
    return voice_vendors(voice_carrier, settings.base_urls, LocalVoice(settings.local_threads))


def _server_tools(settings: Settings, upstream: Upstream, ticker: Ticker, egress: EgressClient) -> ServerTools:
    reader = GatewayReader(egress, ticker, settings.fetch_limits)
    access = Access(
        upstream,
        ticker,
        settings.operator_keys,
        settings.base_urls,
        switched_off=frozenset() if settings.web_fetch else frozenset({reader.facts.name}),
    )
    tools = server_tools(access, reader, settings.tool_policy, ports=settings.fetch_limits.ports)
    return ServerTools(tools, settings.tool_policy)


def _gate(settings: Settings, draining: Draining, clock: Clock) -> Gate:
    keys = ProviderKeys(settings.operator_keys, settings.use_operator_keys, frozenset(settings.base_urls))
    return Gate(
        AuthRules(settings.auth_mode, KeyRing(settings.keys), settings.trusted_proxy_hops),
        keys,
        model_allowlist=settings.model_allowlist or None,
        limiter=MemoryLimiter(),
        limits=settings.enforced_limits,
        draining=draining,
        clock=clock,
    )


def _health(settings: Settings, draining: Draining, metrics: Metrics, installed: Sequence[str]) -> HealthHandlers:
    return HealthHandlers(
        auth_mode=settings.auth_mode,
        allowlist_enabled=bool(settings.model_allowlist),
        limits_enabled=settings.enforced_limits is not None,
        local_models=installed,
        issues=lambda: ["the gateway is shutting down"] if draining.active else [],
        metrics=metrics.text if settings.metrics_enabled else None,
    )
