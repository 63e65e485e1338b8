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

from vai_gateway.wire.asgi import ASGIFunction

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
    """document: paths and operation ids. Raises at once if an operation has no binding."""
    app = _ConnexionApp(lifespan=lifespan, middlewares=[RoutingMiddleware, LifespanMiddleware])
    app.add_api(document, resolver=Resolver(bindings.__getitem__))
    middleware = app.middleware
    # Built now, so that a broken document stops the start instead of the first request.
    middleware.app, middleware.middleware_stack = middleware._build_middleware_stack()
    for layer in (app._middleware_app, *middleware.middleware_stack):
        _without_redirects(getattr(layer, "router", None))
    served: ASGIFunction = middleware
    return served


def _without_redirects(router: Any) -> None:
    """A path with a slash too many is unknown, not moved."""
    if router is None:
        return
    router.redirect_slashes = False
    for route in router.routes:
        below = getattr(route, "app", None)
        _without_redirects(below if hasattr(below, "routes") else None)
