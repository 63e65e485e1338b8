"""GET /openapi.json and /docs."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from vai_gateway.core.call import Call
from vai_gateway.handlers.contract import ContractHandlers
from vai_gateway.wire.answer import Answer

CALL = Call("req_1", "GET", "/openapi.json", {}, "127.0.0.1", 0.0)


def body_of(answer: Answer) -> bytes:
    assert isinstance(answer.body, bytes)
    return answer.body


def test_the_contract_is_served_as_json_and_may_be_kept() -> None:
    answer = asyncio.run(ContractHandlers().contract_openapi(CALL))
    contract: dict[str, Any] = msgspec.json.decode(body_of(answer))
    assert contract["openapi"].startswith("3.1")
    assert "/v1/messages" in contract["paths"]
    assert (answer.content_type, answer.headers) == (
        "application/json",
        {"Cache-Control": "public, max-age=300"},
    )


def test_the_docs_are_a_page_that_loads_nothing_from_elsewhere() -> None:
    answer = asyncio.run(ContractHandlers().contract_docs(CALL))
    page = body_of(answer)
    assert page.lower().startswith(b"<!doctype html>")
    assert not any(mark in page for mark in (b"<script src=", b"<link rel=", b"@import", b'<img src="http'))
    assert answer.content_type == "text/html; charset=utf-8"


def test_the_files_are_read_once() -> None:
    handlers = ContractHandlers()
    first = asyncio.run(handlers.contract_docs(CALL))
    assert asyncio.run(handlers.contract_docs(CALL)).body is first.body
