"""GET /v1/models and GET /v1/models/{id}."""

from __future__ import annotations

import msgspec

from vai_gateway.core.call import Call
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.wire.answer import Answer


class ModelHandlers:
    """The gateway's own list is encoded once. A caller whose key names its models sees those.

    keys_name_models: whether any key does. Only a list that is the same for everybody may stand in a shared cache.
    """

    def __init__(self, catalogue: Catalogue, *, keys_name_models: bool) -> None:
        self._catalogue = catalogue
        self._list = msgspec.json.encode(catalogue.models())
        scope = "private" if keys_name_models or catalogue.allowlist else "public"
        self._headers = {"Cache-Control": f"{scope}, max-age=300"}

    async def models_list(self, call: Call) -> Answer:
        only = call.models_allowed
        is_own = only is not None and only != self._catalogue.allowlist
        return Answer(self._catalogue.models(only) if is_own else self._list, headers=self._headers)

    async def models_get(self, id: str, call: Call) -> Answer:
        return Answer(self._catalogue.model(id, call.models_allowed), headers=self._headers)
