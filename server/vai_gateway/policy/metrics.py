"""Prometheus metrics. Every label has a bounded set of values: what callers make up is counted as `other`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics import MetricWrapperBase

from vai_gateway.contract.responses import Usage
from vai_gateway.core.call import Call, ToolSpan
from vai_gateway.core.errors import GatewayError

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
"""The upper bounds of the histograms' buckets."""

MAX_REFUSAL_CODES = 64
_UPSTREAM_CODES = frozenset(
    {"provider_unreachable", "provider_invalid_response", "provider_key_invalid", "upstream_cut", "timeout"}
)
_KIND = ("operation", "stream")
_TOKEN_KINDS = (
    ("input", "input_tokens"),
    ("cache_read", "cache_read_input_tokens"),
    ("cache_creation", "cache_creation_input_tokens"),
    ("output", "output_tokens"),
)
_M = TypeVar("_M", bound=MetricWrapperBase)


class _Children(dict[tuple[str, ...], _M], Generic[_M]):
    """A metric's children by their labels; the metric's own look-up costs more than the count itself."""

    def __init__(self, metric: _M) -> None:
        super().__init__()
        self._metric = metric

    def __missing__(self, labels: tuple[str, ...]) -> _M:
        child = self[labels] = self._metric.labels(*labels)
        return child


class _Registry(CollectorRegistry):
    """Without `_created`: for each series another one, which says when the first was made."""

    def collect(self) -> Iterable[Metric]:
        for metric in super().collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric


class Metrics:
    """models: the ids that get a label of their own."""

    def __init__(self, models: Iterable[str] = ()) -> None:
        self._models = frozenset(models)
        self._registry = registry = _Registry()
        ProcessCollector(registry=registry)

        def counter(name: str, what: str, *labels: str) -> _Children[Counter]:
            return _Children(Counter(name, what, labels, registry=registry))

        def histogram(name: str, what: str, *labels: str) -> _Children[Histogram]:
            return _Children(Histogram(name, what, labels, registry=registry, buckets=SECONDS))

        self._requests = counter("vai_requests", "Requests answered", "operation", "status")
        self._durations = histogram("vai_request_duration_seconds", "From arrival to the end of the answer", *_KIND)
        self._first_bytes = histogram("vai_first_byte_seconds", "From arrival to the answer's first byte", *_KIND)
        self._tokens = counter("vai_tokens", "Tokens; the kinds are disjoint", "kind", "provider", "model")
        self._upstream_errors = counter("vai_upstream_errors", "Failures of providers", "provider", "type")
        self._tool_calls = counter("vai_tool_calls", "Calls of server tools", "tool", "provider", "outcome")
        self._tool_durations = histogram("vai_tool_duration_seconds", "Server tools at work", "tool", "provider")
        self._retries = counter("vai_upstream_retries", "Requests sent to a provider again", "provider")
        self._refusals = counter("vai_refusals", "Requests that the gateway itself refused", "code")
        self._departures = counter("vai_client_disconnects", "Clients that left early", "operation")

    def watch_active(self, requests: Callable[[], float], streams: Callable[[], float]) -> None:
        """Where to read how many are going on now, at each scrape."""
        for name, what, read in (
            ("vai_active_requests", "Requests being answered", requests),
            ("vai_active_streams", "Streams being sent", streams),
        ):
            Gauge(name, what, registry=self._registry).set_function(read)

    def count(self, call: Call, now: float) -> None:
        """Once, when the request has ended."""
        operation = call.operation or "none"
        kind = operation, "true" if call.stream else "false"
        self._requests[operation, str(call.status) if call.status else "none"].inc()
        self._durations[kind].observe(now - call.began_at)
        if call.first_byte_at:
            self._first_bytes[kind].observe(call.first_byte_at - call.began_at)
        if call.usage is not None:
            self._count_tokens(call.usage, call)
        for span in call.tools:
            self._count_tool(span)
        if call.error is not None:
            self._count_error(call.error, call)
        if call.client_left:
            self._departures[(operation,)].inc()

    def count_retry(self, provider: str) -> None:
        self._retries[(provider,)].inc()

    def count_upstream_error(self, provider: str, error: GatewayError) -> None:
        """Of one that the request survived; `count` sees the others."""
        self._upstream_errors[provider, error.kind].inc()

    def text(self) -> bytes:
        """In the Prometheus text format, version 0.0.4."""
        return generate_latest(self._registry)

    def _count_tokens(self, usage: Usage, call: Call) -> None:
        model = call.model if call.model in self._models else "other"
        for kind, member in _TOKEN_KINDS:
            if count := getattr(usage, member):
                self._tokens[kind, call.provider, model].inc(count)

    def _count_tool(self, span: ToolSpan) -> None:
        outcome = {"": "ok", "stopped": "stopped"}.get(span.failure, "failed")
        self._tool_calls[span.tool, span.provider, outcome].inc()
        self._tool_durations[span.tool, span.provider].observe(span.duration_s)

    def _count_error(self, error: GatewayError, call: Call) -> None:
        if call.provider and is_upstream(error):
            self._upstream_errors[call.provider, error.kind].inc()
        elif error.kind != "api_error":
            code = error.code or error.kind
            is_new = (code,) not in self._refusals and len(self._refusals) >= MAX_REFUSAL_CODES
            self._refusals[("other" if is_new else code,)].inc()


def is_upstream(error: GatewayError) -> bool:
    """Did the vendor cause it? What the gateway itself refuses always has a code of its own."""
    return error.provider_error is not None or error.code is None or error.code in _UPSTREAM_CODES
