"""The contract's operations behind Connexion's router: the resolved function is the generated ASGI binding itself.

Connexion's own validation, security and response layers are left out: the bindings do that work, and its optional
security fails open. Private names of Connexion used here are pinned by the lock and by tests/test_app.py.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from importlib import resources
from typing import Any

from vai_gateway.wire.asgi import ASGIFunction

with warnings.catch_warnings():
    # Connexion 3.3 imports starlette's test client, which warns of its own dependencies.
    warnings.simplefilter("ignore")
    import connexion
    from connexion.apps.abstract import AbstractApp
    from connexion.apps.asynchronous import AsyncApi, AsyncASGIApp
    from connexion.middleware.lifespan import LifespanMiddleware
    from connexion.middleware.routing import RoutingMiddleware
    from connexion.operations import AbstractOperation
    from connexion.resolver import Resolver

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


def routed(bindings: Mapping[str, ASGIFunction], lifespan: Lifespan) -> ASGIFunction:
    """An ASGI app that answers the contract's paths. Raises at once if an operation has no binding.

    Raises starlette's HTTPException for an unknown path (404) or method (405).
    """
    app = _ConnexionApp(lifespan=lifespan, middlewares=[RoutingMiddleware, LifespanMiddleware])
    document = json.loads(resources.files("vai_gateway.contract").joinpath("routing.json").read_text())
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
        _without_redirects(getattr(route, "app", None) if hasattr(getattr(route, "app", None), "routes") else None)
