"""GET /v1/models and GET /v1/models/{id}."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from tests.fake_provider import FakeProvider, model_facts, provider_facts
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.handlers.models import ModelHandlers
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.wire.answer import Answer

PROVIDER = FakeProvider(provider_facts("vendor", models=[model_facts("a"), model_facts("b")]))


def handlers(*allowlist: str, keys_name_models: bool = False) -> ModelHandlers:
    return ModelHandlers(Catalogue([PROVIDER], frozenset(allowlist)), keys_name_models=keys_name_models)


def made_call(*only: str) -> Call:
    call = Call("req_1", "GET", "/v1/models", {}, "127.0.0.1", 0.0)
    call.models_allowed = frozenset(only) if only else None
    return call


def body_of(answer: Answer) -> Any:
    return msgspec.json.decode(answer.body if isinstance(answer.body, bytes) else msgspec.json.encode(answer.body))


def listed(handlers: ModelHandlers, call: Call) -> list[str]:
    return [model["id"] for model in body_of(asyncio.run(handlers.models_list(call)))["data"]]


@pytest.mark.parametrize(
    "allowlist, only, ids",
    [
        ((), (), ["vendor/a", "vendor/b"]),
        (("vendor/b",), (), ["vendor/b"]),
        ((), ("vendor/b",), ["vendor/b"]),
        (("vendor/a",), ("vendor/b",), []),
    ],
)
def test_the_list_holds_what_the_gateway_serves_and_the_key_may_use(
    allowlist: tuple[str, ...], only: tuple[str, ...], ids: list[str]
) -> None:
    assert listed(handlers(*allowlist), made_call(*only)) == ids


@pytest.mark.parametrize(
    "allowlist, keys_name_models, only, kept",
    [
        ((), False, (), "public, max-age=300"),
        (("vendor/a",), False, (), "private, max-age=300"),
        ((), True, ("vendor/a",), "private, max-age=300"),
        ((), True, (), "private, max-age=300"),
    ],
)
def test_only_a_list_that_is_the_same_for_everybody_may_be_shared(
    allowlist: tuple[str, ...], keys_name_models: bool, only: tuple[str, ...], kept: str
) -> None:
    asked = handlers(*allowlist, keys_name_models=keys_name_models)
    for answer in (
        asyncio.run(asked.models_list(made_call(*only))),
        asyncio.run(asked.models_get("vendor/a", made_call(*only))),
    ):
        assert answer.headers == {"Cache-Control": kept}


def test_one_model_is_found_by_its_id() -> None:
    answer = asyncio.run(handlers().models_get("vendor/b", made_call()))
    assert (answer.status, body_of(answer)["id"]) == (200, "vendor/b")


@pytest.mark.parametrize("only", [(), ("vendor/a",)])
def test_a_model_outside_the_list_is_not_found(only: tuple[str, ...]) -> None:
    id = "vendor/b" if only else "vendor/c"
    with pytest.raises(GatewayError) as caught:
        asyncio.run(handlers().models_get(id, made_call(*only)))
    assert (caught.value.status, caught.value.code) == (404, "not_found")
