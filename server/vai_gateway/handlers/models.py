"""GET /v1/models and GET /v1/models/{id}."""

from __future__ import annotations

import msgspec

from vai_gateway.core.call import Call
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.wire.answer import Answer


class ModelHandlers:
    """The gateway's own list is encoded once. A caller whose key names its models sees those."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._list = msgspec.json.encode(catalogue.models())

    async def models_list(self, call: Call) -> Answer:
        if self._is_own(call):
            return Answer(self._catalogue.models(call.models_allowed), headers=self._headers(own=True))
        return Answer(self._list, headers=self._headers(own=False))

    async def models_get(self, id: str, call: Call) -> Answer:
        model = self._catalogue.model(id, call.models_allowed)
        return Answer(model, headers=self._headers(own=self._is_own(call)))

    def _is_own(self, call: Call) -> bool:
        return call.models_allowed is not None and call.models_allowed != self._catalogue.allowlist

    def _headers(self, *, own: bool) -> dict[str, str]:
        """Only a list that is the same for everybody may stand in a shared cache."""
        scope = "private" if own or self._catalogue.allowlist else "public"
        return {"Cache-Control": f"{scope}, max-age=300"}
