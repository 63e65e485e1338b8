"""`extensions.oai_resp`: what the gateway itself reads of it; the rest goes out as it is.

`tools` are further tools, as the vendor describes them. `vector_store_ids` are where the tool file_search looks.
"""

from __future__ import annotations

from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.oai_resp.facts import NAMESPACE

Json = dict[str, Any]


def members_of(request: MessageRequest) -> Json:
    if request.extensions is MISSING or request.extensions.oai_resp is MISSING:
        return {}
    members: Json = request.extensions.oai_resp.model_dump()
    return members


def conflict(name: str) -> GatewayError:
    param = f"extensions.{NAMESPACE}.{name}"
    return GatewayError(
        "invalid_request_error",
        f"{param}: the gateway writes this member of the vendor's body itself",
        param=param,
        code="conflicting_parameter",
    )
