"""The contract's paths lead to its bindings, and what is used of Connexion's insides is there."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata, resources
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from vai_gateway.wire.asgi import ASGIFunction, Receive, Scope, Send
from vai_gateway.wire.routing import routed

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from connexion.apps.asynchronous import AsyncApi, AsyncASGIApp
    from connexion.middleware.main import ConnexionMiddleware
    from connexion.middleware.routing import RoutingMiddleware

DOCUMENT = json.loads(resources.files("vai_gateway.contract").joinpath("routing.json").read_text())
OPERATIONS = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


@asynccontextmanager
async def no_lifespan(_: Any) -> AsyncIterator[None]:
    yield


class Bindings(dict[str, ASGIFunction]):
    """One for each operation. called: which was called last, and with which path parameters."""

    def __init__(self) -> None:
        super().__init__({id: self._binding(id) for id in OPERATIONS})
        self.called: list[tuple[str, dict[str, Any]]] = []

    def _binding(self, id: str) -> ASGIFunction:
        async def binding(scope: Scope, receive: Receive, send: Send) -> None:
            self.called.append((id, scope.get("path_params") or {}))

        return binding


async def unexpected(*_: Any) -> Any:
    raise AssertionError("a binding did more than it was asked")


def call(app: ASGIFunction, method: str, *, path: str) -> None:
    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(app(scope, unexpected, unexpected))  # type: ignore[arg-type]  # a coroutine, though typed wider


@pytest.mark.parametrize("id", OPERATIONS)
def test_an_operation_leads_to_its_own_binding(id: str) -> None:
    bindings = Bindings()
    method, path = OPERATIONS[id]
    call(routed(bindings, no_lifespan), method, path=path.replace("{id}", "local/scripted"))
    assert bindings.called == [(id, {"id": "local/scripted"} if "{id}" in path else {})]


@pytest.mark.parametrize("id", OPERATIONS)
def test_an_operation_without_a_binding_stops_the_start(id: str) -> None:
    bindings = Bindings()
    del bindings[id]
    with pytest.raises(Exception, match=id):
        routed(bindings, no_lifespan)


@pytest.mark.parametrize(
    "path", ["/", "/v1/messages/", "/v1/models/", "//v1/messages", "/v1/nothing", "/openapi.yaml", "/v1/ui/"]
)
def test_a_path_that_the_contract_does_not_have_is_not_found(path: str) -> None:
    with pytest.raises(HTTPException) as caught:
        call(routed(Bindings(), no_lifespan), "GET", path=path)
    assert caught.value.status_code == 404


@pytest.mark.parametrize("path", ["/v1/messages", "/healthz", "/v1/models/local/scripted", "/v1/nothing"])
def test_a_socket_is_found_nowhere(path: str) -> None:
    with pytest.raises(HTTPException) as caught:
        asyncio.run(routed(Bindings(), no_lifespan)({"type": "websocket", "path": path}, unexpected, unexpected))  # type: ignore[arg-type]  # a coroutine, though typed wider
    assert caught.value.status_code == 404


@pytest.mark.parametrize("id", OPERATIONS)
def test_a_method_that_the_contract_does_not_have_is_told_which_it_has(id: str) -> None:
    method, path = OPERATIONS[id]
    with pytest.raises(HTTPException) as caught:
        call(routed(Bindings(), no_lifespan), "PATCH", path=path.replace("{id}", "local/scripted"))
    assert caught.value.status_code == 405
    assert method in (caught.value.headers or {})["Allow"]


def test_connexion_is_the_version_whose_insides_are_known() -> None:
    assert metadata.version("connexion").startswith("3.3.")


def test_connexion_still_has_what_is_used_of_its_insides() -> None:
    """Each of these names is private, or not promised."""
    assert callable(ConnexionMiddleware._build_middleware_stack)
    assert callable(AsyncApi.make_operation)
    assert AsyncASGIApp.api_cls is AsyncApi
    assert {"apis", "router"} <= vars(AsyncASGIApp()).keys()
    assert callable(RoutingMiddleware.add_api)
