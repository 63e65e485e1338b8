"""One ASGI function per operation: parameters and body in, handler, answer out. Generated from api/openapi.yaml by make codegen. Do not edit."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from vai_gateway.contract.requests import (
    MessageRequest,
    RunRequest,
)
from vai_gateway.core.call import Call
from vai_gateway.policy.gate import Gate
from vai_gateway.wire.answer import Answer, Events, Sender
from vai_gateway.wire.asgi import ASGIFunction, Receive, Scope, Send
from vai_gateway.wire.departure import UntilClientLeaves
from vai_gateway.wire.parameters import Parameter, check_parameters
from vai_gateway.wire.request_body import RequestReader


class ContractHandlers(Protocol):
    async def contract_openapi(self, call: Call) -> Answer:
        """This contract as JSON."""

    async def contract_docs(self, call: Call) -> Answer:
        """This contract as a page for people."""


class HealthHandlers(Protocol):
    async def health_live(self, call: Call) -> Answer:
        """Is the process alive."""

    async def health_ready(self, call: Call) -> Answer:
        """Does the gateway take new work."""


class MessagesHandlers(Protocol):
    async def messages_create(self, request: MessageRequest, call: Call) -> Answer | Events:
        """Create a message."""


class MetricsHandlers(Protocol):
    async def metrics_read(self, call: Call) -> Answer:
        """Metrics in the Prometheus text format."""


class ModelsHandlers(Protocol):
    async def models_list(self, call: Call) -> Answer:
        """List models."""

    async def models_get(self, id: str, call: Call) -> Answer:
        """Get one model."""


class RunsHandlers(Protocol):
    async def runs_create(self, request: RunRequest, call: Call) -> Answer | Events:
        """Run a tool loop."""

    async def runs_stream(self, request: RunRequest, call: Call) -> Answer | Events:
        """Run a tool loop and stream it."""


class Handlers(NamedTuple):
    """What the gateway must answer. A handler that is missing or has another shape stops the type check and the start."""

    contract: ContractHandlers
    health: HealthHandlers
    messages: MessagesHandlers
    metrics: MetricsHandlers
    models: ModelsHandlers
    runs: RunsHandlers


_MESSAGES_CREATE = (
    Parameter("X-VAI-Version", "header", one_of=("1",)),
    Parameter("Idempotency-Key", "header", pattern="^[!-~]+$", min_length=1, max_length=255),
    Parameter("beta", "query", one_of=("true",)),
)
_RUNS_CREATE = (
    Parameter("X-VAI-Version", "header", one_of=("1",)),
    Parameter("Idempotency-Key", "header", pattern="^[!-~]+$", min_length=1, max_length=255),
)
_RUNS_STREAM = (
    Parameter("X-VAI-Version", "header", one_of=("1",)),
    Parameter("Idempotency-Key", "header", pattern="^[!-~]+$", min_length=1, max_length=255),
)
_MODELS_LIST = (Parameter("X-VAI-Version", "header", one_of=("1",)),)
_MODELS_GET = (Parameter("X-VAI-Version", "header", one_of=("1",)),)


def bind(handlers: Handlers, gate: Gate, reader: RequestReader, sender: Sender) -> dict[str, ASGIFunction]:
    """By operationId, for Connexion's resolver."""
    return {
        "messages.create": _messages_create(handlers.messages, gate, reader, sender),
        "runs.create": _runs_create(handlers.runs, gate, reader, sender),
        "runs.stream": _runs_stream(handlers.runs, gate, reader, sender),
        "models.list": _models_list(handlers.models, gate, sender),
        "models.get": _models_get(handlers.models, gate, sender),
        "health.live": _health_live(handlers.health, sender),
        "health.ready": _health_ready(handlers.health, sender),
        "metrics.read": _metrics_read(handlers.metrics, sender),
        "contract.openapi": _contract_openapi(handlers.contract, sender),
        "contract.docs": _contract_docs(handlers.contract, sender),
    }


def _messages_create(handlers: MessagesHandlers, gate: Gate, reader: RequestReader, sender: Sender) -> ASGIFunction:
    decode = reader.decoder(MessageRequest)

    async def messages_create(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "messages.create"
        check_parameters(call, scope, _MESSAGES_CREATE)
        async with gate.admit(call):
            request = decode(await reader.read(call, receive))
            async with UntilClientLeaves(call, receive):
                await sender.send(await handlers.messages_create(request, call), call, send)

    return messages_create


def _runs_create(handlers: RunsHandlers, gate: Gate, reader: RequestReader, sender: Sender) -> ASGIFunction:
    decode = reader.decoder(RunRequest)

    async def runs_create(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "runs.create"
        check_parameters(call, scope, _RUNS_CREATE)
        async with gate.admit(call):
            request = decode(await reader.read(call, receive))
            async with UntilClientLeaves(call, receive):
                await sender.send(await handlers.runs_create(request, call), call, send)

    return runs_create


def _runs_stream(handlers: RunsHandlers, gate: Gate, reader: RequestReader, sender: Sender) -> ASGIFunction:
    decode = reader.decoder(RunRequest)

    async def runs_stream(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "runs.stream"
        check_parameters(call, scope, _RUNS_STREAM)
        async with gate.admit(call):
            request = decode(await reader.read(call, receive))
            async with UntilClientLeaves(call, receive):
                await sender.send(await handlers.runs_stream(request, call), call, send)

    return runs_stream


def _models_list(handlers: ModelsHandlers, gate: Gate, sender: Sender) -> ASGIFunction:
    async def models_list(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "models.list"
        check_parameters(call, scope, _MODELS_LIST)
        async with gate.admit(call):
            await sender.send(await handlers.models_list(call), call, send)

    return models_list


def _models_get(handlers: ModelsHandlers, gate: Gate, sender: Sender) -> ASGIFunction:
    async def models_get(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "models.get"
        check_parameters(call, scope, _MODELS_GET)
        async with gate.admit(call):
            await sender.send(await handlers.models_get(scope["path_params"]["id"], call), call, send)

    return models_get


def _health_live(handlers: HealthHandlers, sender: Sender) -> ASGIFunction:
    async def health_live(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "health.live"
        check_parameters(call, scope, ())
        await sender.send(await handlers.health_live(call), call, send)

    return health_live


def _health_ready(handlers: HealthHandlers, sender: Sender) -> ASGIFunction:
    async def health_ready(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "health.ready"
        check_parameters(call, scope, ())
        await sender.send(await handlers.health_ready(call), call, send)

    return health_ready


def _metrics_read(handlers: MetricsHandlers, sender: Sender) -> ASGIFunction:
    async def metrics_read(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "metrics.read"
        check_parameters(call, scope, ())
        await sender.send(await handlers.metrics_read(call), call, send)

    return metrics_read


def _contract_openapi(handlers: ContractHandlers, sender: Sender) -> ASGIFunction:
    async def contract_openapi(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "contract.openapi"
        check_parameters(call, scope, ())
        await sender.send(await handlers.contract_openapi(call), call, send)

    return contract_openapi


def _contract_docs(handlers: ContractHandlers, sender: Sender) -> ASGIFunction:
    async def contract_docs(scope: Scope, receive: Receive, send: Send) -> None:
        call: Call = scope["vai.call"]
        call.operation = "contract.docs"
        check_parameters(call, scope, ())
        await sender.send(await handlers.contract_docs(call), call, send)

    return contract_docs
