"""The composition root: the only place that constructs things."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import FileIO
from typing import Any

from vai_gateway.bindings.operations import Handlers, bind
from vai_gateway.core.clock import Clock, SystemClock
from vai_gateway.core.ticker import Ticker
from vai_gateway.handlers.contract import ContractHandlers
from vai_gateway.handlers.health import HealthHandlers
from vai_gateway.handlers.messages import MessageHandlers
from vai_gateway.handlers.models import ModelHandlers
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
from vai_gateway.providers.registry import adapters
from vai_gateway.providers.remote import Carrier, Remote
from vai_gateway.serve import run
from vai_gateway.settings import Settings
from vai_gateway.stores.memory import MemoryLimiter
from vai_gateway.wire.answer import Sender
from vai_gateway.wire.asgi import ASGIFunction
from vai_gateway.wire.cors import Cors
from vai_gateway.wire.edge import Edge
from vai_gateway.wire.request_body import RequestReader
from vai_gateway.wire.routing import routed
from vai_gateway.wire.upstream import Upstream


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
    upstream = Upstream(
        ticker,
        settings.upstream_timing,
        max_connections=settings.max_upstream_connections,
        use_env_proxies=settings.upstream_proxies,
    )
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
    catalogue = Catalogue(providers, settings.model_allowlist)
    draining = Draining(clock)
    metrics = Metrics(model.id for model in catalogue.models().data)
    gate = _gate(settings, draining, clock)
    metrics.watch_active(lambda: draining.in_flight, lambda: gate.active_streams)
    sender = Sender(clock, ticker, settings.stream_timing, draining.closing_at)
    handlers = Handlers(
        messages=MessageHandlers(gate, catalogue, settings.request_limits),
        models=ModelHandlers(catalogue),
        health=(health := _health(settings, draining, metrics, local)),
        metrics=health,
        contract=ContractHandlers(),
    )

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        upstream.open()
        ticker.start()
        try:
            yield
        finally:
            await local.close()
            await ticker.stop()
            await upstream.close()

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


def _remotes(settings: Settings, carrier: Carrier) -> list[Provider]:
    return [Remote(adapter, carrier, settings.base_urls.get(adapter.facts.setting or "")) for adapter in adapters()]


def _local(settings: Settings, clock: Clock) -> LocalProvider:
    config = SmolLM2Config(
        weights=settings.local_smollm2_path,
        threads=settings.local_threads,
        concurrency=settings.local_concurrency,
        queue=settings.local_queue,
    )
    return LocalProvider(clock, config, total_s=settings.upstream_timing.total_s)


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


def _health(settings: Settings, draining: Draining, metrics: Metrics, local: LocalProvider) -> HealthHandlers:
    return HealthHandlers(
        auth_mode=settings.auth_mode,
        allowlist_enabled=bool(settings.model_allowlist),
        limits_enabled=settings.enforced_limits is not None,
        local_models=local.installed_models(),
        issues=lambda: ["the gateway is shutting down"] if draining.active else [],
        metrics=metrics.text if settings.metrics_enabled else None,
    )
