"""Connexion with the generated bindings as its operations.

Its own validation, security and response layers are left out: the bindings do that work, and its optional security
fails open. The private names used here are pinned by the lock and by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import connexion
from connexion.apps.abstract import AbstractApp
from connexion.apps.asynchronous import AsyncApi, AsyncASGIApp
from connexion.middleware.lifespan import LifespanMiddleware
from connexion.middleware.routing import RoutingMiddleware
from connexion.operations import AbstractOperation
from connexion.resolver import Resolver
from starlette.exceptions import HTTPException

from vai_gateway.wire.asgi import ASGIFunction, Receive, Scope, Send

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


class _DirectApi(AsyncApi):
    def make_operation(self, operation: AbstractOperation) -> Any:
        return operation.function


class _DirectASGIApp(AsyncASGIApp):
    api_cls = _DirectApi


class _ConnexionApp(connexion.AsyncApp):
    def __init__(self, **options: Any) -> None:
        self._middleware_app = _DirectASGIApp()
        AbstractApp.__init__(self, "vai_gateway", **options)


def connexion_app(document: dict[str, Any], bindings: Mapping[str, ASGIFunction], lifespan: Lifespan) -> ASGIFunction:
    """document: paths and operation ids. Raises at once if an operation has no binding.

    Paths without parameters are looked up in a table of what Connexion resolved, since its routers cost more than the
    rest of the binding; all others, and whatever is wrong, go through Connexion itself.
    """
    app = _ConnexionApp(lifespan=lifespan, middlewares=[RoutingMiddleware, LifespanMiddleware])
    app.add_api(document, resolver=Resolver(bindings.__getitem__))
    middleware = app.middleware
    # Built now, so that a broken document stops the start instead of the first request.
    middleware.app, middleware.middleware_stack = middleware._build_middleware_stack()
    for layer in (app._middleware_app, *middleware.middleware_stack):
        _without_redirects(getattr(layer, "router", None))
    return _Shortcut(_static_operations(document, app._middleware_app), middleware)


class _Shortcut:
    """known: what Connexion resolved, by method and path."""

    def __init__(self, known: Mapping[tuple[str, str], ASGIFunction], otherwise: ASGIFunction) -> None:
        self._known = known
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (found := self._known.get((scope["method"], scope["path"]))):
            await found(scope, receive, send)
        elif scope["type"] == "websocket":
            # The contract's paths are all HTTP; Starlette would close it without a word.
            raise HTTPException(404)
        elif scope["type"] == "http" and scope["path"].endswith("/"):
            # Connexion would take what stands before the slash for the path of an operation whose parameter is empty.
            raise HTTPException(404)
        else:
            await self._otherwise(scope, receive, send)


def _static_operations(document: dict[str, Any], app: AsyncASGIApp) -> dict[tuple[str, str], ASGIFunction]:
    resolved = {id: operation for apis in app.apis.values() for api in apis for id, operation in api.operations.items()}
    return {
        (method.upper(), path): resolved[operation["operationId"]]
        for path, methods in document["paths"].items()
        if "{" not in path
        for method, operation in methods.items()
    }


def _without_redirects(router: Any) -> None:
    """A path with a slash too many is unknown, not moved."""
    if router is None:
        return
    router.redirect_slashes = False
    for route in router.routes:
        below = getattr(route, "app", None)
        _without_redirects(below if hasattr(below, "routes") else None)
