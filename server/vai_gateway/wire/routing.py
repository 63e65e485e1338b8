"""The contract's paths, routed to the generated bindings."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from importlib import resources
from typing import Any

from vai_gateway.wire.asgi import ASGIFunction


def routed(
    bindings: Mapping[str, ASGIFunction], lifespan: Callable[[Any], AbstractAsyncContextManager[None]]
) -> ASGIFunction:
    """An ASGI app that answers the contract's paths. Raises at once if an operation has no binding.

    In use it raises starlette's HTTPException for an unknown path (404) or method (405).
    """
    with warnings.catch_warnings():
        # Connexion 3.3 imports starlette's test client, which warns of its own dependencies.
        warnings.simplefilter("ignore")
        from vai_gateway.wire.connexion_app import connexion_app
    document = json.loads(resources.files("vai_gateway.contract").joinpath("routing.json").read_text())
    return connexion_app(document, bindings, lifespan)
