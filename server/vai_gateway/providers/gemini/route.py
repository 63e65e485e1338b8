"""Where a request goes and what opens the door there, for each kind of key.

Source: https://cloud.google.com/vertex-ai/docs/reference/rest#rest_endpoints
and https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from pydantic import MISSING

from vai_gateway.contract.requests import GemExtensions
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.providers.adapter import Ask, bearer
from vai_gateway.providers.gemini.credential import AccessToken, ApiKey, ServiceAccount, read_credential

DEFAULT_LOCATION = "global"
_MULTI_REGIONS = frozenset({"us", "eu"})
# A location becomes part of a host's name, so nothing may pass that could name another host.
_LOCATION = re.compile(r"[a-z]{2,20}(-[a-z]{2,20}[0-9]{1,2})?")
_PROJECT = re.compile(r"[a-z0-9]([a-z0-9.:-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Route:
    """base_url: empty for the provider's own address. secrets: headers that hold keys."""

    path: str
    base_url: str
    secrets: Mapping[str, Secret]


def developer_route(ask: Ask) -> Route:
    model = ask.model if ask.model.startswith(("models/", "tunedModels/")) else f"models/{ask.model}"
    secrets = {} if ask.key is None else {"x-goog-api-key": ask.key}
    return Route(f"/v1beta/{model}:{_method(ask)}", "", secrets)


def vertex_route(ask: Ask, own: GemExtensions | None) -> Route:
    """A service account's token is not made here, since that takes a request of its own.

    Raises GatewayError 400 where project or location are missing or malformed.
    """
    project = _checked(own, "vertex_project", _PROJECT)
    location = _checked(own, "vertex_location", _LOCATION)
    credential = None if ask.key is None else read_credential(ask.key)
    secrets: dict[str, Secret] = {}
    match credential:
        case ApiKey():
            secrets = {"x-goog-api-key": credential.value}
        case AccessToken():
            secrets = bearer(credential.value)
            if not project:
                raise _missing_project("an access token")
        case ServiceAccount():
            project = project or credential.project
            if not project:
                raise _missing_project("a key file without project_id")
        case None:
            # Who answers at an operator's address may need none.
            pass
        case _:
            assert_never(credential)
    model = f"publishers/google/models/{ask.model}:{_method(ask)}"
    if project:
        model = f"projects/{project}/locations/{location or DEFAULT_LOCATION}/{model}"
    # v1 takes no ids of function calls. (2026-11)
    return Route(f"/v1beta1/{model}", _base_url(location), secrets)


def _method(ask: Ask) -> str:
    return "streamGenerateContent?alt=sse" if ask.stream else "generateContent"


def _base_url(location: str) -> str:
    if not location or location == DEFAULT_LOCATION:
        return ""
    if location in _MULTI_REGIONS:
        return f"https://aiplatform.{location}.rep.googleapis.com"
    return f"https://{location}-aiplatform.googleapis.com"


def _checked(own: GemExtensions | None, name: str, pattern: re.Pattern[str]) -> str:
    """Empty if it is not given."""
    value = MISSING if own is None else getattr(own, name)
    if value is MISSING:
        return ""
    if not pattern.fullmatch(value):
        param = f"extensions.gem.{name}"
        message = f"{param}: not a {name.removeprefix('vertex_')} of Google Cloud"
        raise GatewayError("invalid_request_error", message, param=param, code="unsupported_value")
    return str(value)


def _missing_project(key: str) -> GatewayError:
    param = "extensions.gem.vertex_project"
    message = f"{param}: {key} needs the name of a project"
    return GatewayError("invalid_request_error", message, param=param, code="missing_field")
