"""GET /openapi.json and /docs: the contract as codegen left it."""

from __future__ import annotations

from importlib.resources import files

from vai_gateway.core.call import Call
from vai_gateway.wire.answer import Answer

_HEADERS = {"Cache-Control": "public, max-age=300"}


class ContractHandlers:
    def __init__(self) -> None:
        folder = files("vai_gateway.contract")
        self._openapi = Answer((folder / "openapi.json").read_bytes(), headers=_HEADERS)
        self._docs = Answer(
            (folder / "docs.html").read_bytes(), content_type="text/html; charset=utf-8", headers=_HEADERS
        )

    async def contract_openapi(self, call: Call) -> Answer:
        return self._openapi

    async def contract_docs(self, call: Call) -> Answer:
        return self._docs
