"""`extensions.oai_resp`: what the gateway itself reads of it; the rest goes out as it is.

`tools` are further tools, as the vendor describes them. `vector_store_ids` are where the tool file_search looks.
"""

from __future__ import annotations

from typing import Any

from pydantic import MISSING

from vai_gateway.contract.requests import MessageRequest

Json = dict[str, Any]


def members_of(request: MessageRequest) -> Json:
    if request.extensions is MISSING or request.extensions.oai_resp is MISSING:
        return {}
    members: Json = request.extensions.oai_resp.model_dump()
    return members
