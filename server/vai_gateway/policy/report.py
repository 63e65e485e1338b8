"""What is told of a request when it has ended: one line in the log, and the metrics."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec
from msgspec import UNSET

from vai_gateway.core.call import Call, ToolSpan
from vai_gateway.core.clock import Clock
from vai_gateway.policy.logs import Level, Log
from vai_gateway.policy.metrics import Metrics

_LONGEST_PATH = 256
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class ToolLine(msgspec.Struct, kw_only=True, omit_defaults=True):
    tool: str
    provider: str
    duration_ms: float
    failure: str = ""


class RequestLine(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Every field is named here, so nothing else of a request can reach the log."""

    time: datetime
    level: Level
    event: str
    request_id: str
    method: str
    path: str
    status: int
    duration_ms: float
    operation: str = ""
    principal: str = ""
    model: str = ""
    provider: str = ""
    stream: bool = False
    first_byte_ms: float = 0.0
    error_type: str = ""
    error_code: str = ""
    input_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_creation_input_tokens: int = 0
    output_tokens: int = 0
    total_tokens: int = 0
    tools: list[ToolLine] = []
    client_left: bool = False
    traceparent: str = ""


class Reporter:
    def __init__(self, log: Log, metrics: Metrics, clock: Clock) -> None:
        self._log = log
        self._metrics = metrics
        self._clock = clock

    def done(self, call: Call, now: float) -> None:
        """Once per request, at its end. now: by the clock that set `call.began_at`."""
        self._metrics.count(call, now)
        failed = call.error is not None and call.error.status >= 500
        level: Level = "warning" if failed else "info"
        if self._log.writes(level):
            self._log.write(self._line(call, now, level))

    def bug(self, call: Call, error: BaseException) -> None:
        """Before `done`, if an exception was no GatewayError."""
        self._log.bug(error, request_id=call.id, operation=call.operation, model=call.model)

    def _line(self, call: Call, now: float, level: Level) -> RequestLine:
        line = RequestLine(
            time=self._clock.wall(),
            level=level,
            event="request",
            request_id=call.id,
            method=call.method,
            path=call.path[:_LONGEST_PATH],
            status=call.status,
            duration_ms=_ms(now - call.began_at),
            operation=call.operation,
            principal=call.principal,
            model=call.model,
            provider=call.provider,
            stream=call.stream,
            client_left=call.client_left,
        )
        if call.first_byte_at:
            line.first_byte_ms = _ms(call.first_byte_at - call.began_at)
        if (error := call.error) is not None:
            line.error_type, line.error_code = error.kind, error.code or ""
        if (usage := call.usage) is not None:
            line.input_tokens = usage.input_tokens
            line.cache_read_input_tokens = usage.cache_read_input_tokens
            line.cache_creation_input_tokens = usage.cache_creation_input_tokens
            line.output_tokens = usage.output_tokens
            if usage.total_tokens is not UNSET:
                line.total_tokens = usage.total_tokens
        if call.tools:
            line.tools = [_tool_line(span) for span in call.tools]
        traceparent = call.headers.get(b"traceparent")
        if traceparent is not None and _TRACEPARENT.fullmatch(traceparent):
            line.traceparent = traceparent.decode("ascii")
        return line


def _tool_line(span: ToolSpan) -> ToolLine:
    return ToolLine(tool=span.tool, provider=span.provider, duration_ms=_ms(span.duration_s), failure=span.failure)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
