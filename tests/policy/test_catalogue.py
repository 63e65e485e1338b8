"""The catalogue: which models there are, and who answers for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.fake_provider import FakeProvider, model_facts, provider_facts
from vai_gateway.contract.responses import ModelCapabilities, ModelLimits
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.catalogue import Catalogue

SEES = model_facts(
    "sees",
    capabilities=ModelCapabilities(vision=True, thinking=False),
    limits=ModelLimits(context_tokens=200_000, output_tokens=64_000),
)
VENDOR = FakeProvider(
    provider_facts(
        "vendor",
        key_header="X-Provider-Key-Vendor",
        models=[SEES, model_facts("plain")],
        capabilities=ModelCapabilities(streaming=True, vision=False),
    )
)
LOCAL = FakeProvider(provider_facts("local", key_header=None, models=[model_facts("scripted")], closed_catalogue=True))


def catalogue(*allowlist: str) -> Catalogue:
    return Catalogue([VENDOR, LOCAL], frozenset(allowlist))


def listed(*allowlist: str) -> list[str]:
    return [model.id for model in catalogue(*allowlist).models().data]


def refusal(model: str) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        catalogue().resolve(model)
    return caught.value


@pytest.mark.parametrize(
    "model, provider, name",
    [
        ("vendor/sees", VENDOR, "sees"),
        ("vendor/not-listed", VENDOR, "not-listed"),
        ("vendor/openai/gpt-x:free", VENDOR, "openai/gpt-x:free"),
        ("local/scripted", LOCAL, "scripted"),
    ],
)
def test_a_model_is_split_at_the_first_slash(model: str, provider: FakeProvider, name: str) -> None:
    assert catalogue().resolve(model) == (provider, name)


@pytest.mark.parametrize(
    "model, status, code, words",
    [
        ("nobody/x", 400, "unsupported_value", ("nobody", "vendor, local")),
        ("gemini/gemini-2.5-pro", 400, "unsupported_value", ("gem-dev", "gem-vert")),
        ("gemini-oauth/gemini-2.5-pro", 400, "unsupported_value", ("gem-vert",)),
        ("local/nothing", 404, "not_found", ("local/nothing", "scripted")),
    ],
)
def test_an_unknown_model_is_refused_by_a_message_that_says_what_would_be_right(
    model: str, status: int, code: str, words: tuple[str, ...]
) -> None:
    error = refusal(model)
    assert (error.status, error.param, error.code) == (status, "model", code)
    assert all(word in error.message for word in words), error.message


def test_the_list_keeps_the_order_of_the_providers_and_their_models() -> None:
    assert listed() == ["vendor/sees", "vendor/plain", "local/scripted"]


def test_an_allowlist_is_sorted_and_may_name_models_that_only_the_vendor_knows() -> None:
    assert listed("vendor/sees", "vendor/brand-new", "local/scripted") == [
        "local/scripted",
        "vendor/brand-new",
        "vendor/sees",
    ]


def test_an_allowlist_never_lists_what_would_be_refused() -> None:
    assert listed("nobody/x", "local/nothing", "vendor/sees") == ["vendor/sees"]


def json_of(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_a_model_has_the_shape_that_the_official_sdks_read() -> None:
    assert json_of(catalogue().model("vendor/sees")) == {
        "id": "vendor/sees",
        "type": "model",
        "object": "model",
        "display_name": "Sees",
        "created_at": "2026-01-02T00:00:00Z",
        "provider": "vendor",
        "auth": {"requires_byok_header": "X-Provider-Key-Vendor"},
        "capabilities": {"streaming": True, "vision": True, "thinking": False},
        "limits": {"context_tokens": 200_000, "output_tokens": 64_000},
    }


def test_a_model_that_needs_no_key_names_no_header() -> None:
    assert json_of(catalogue().model("local/scripted"))["auth"] == {}


@pytest.mark.parametrize("keyless, header", [({"VENDOR"}, None), ({"OTHER"}, "X-Provider-Key-Vendor")])
def test_a_vendor_that_callers_need_no_key_for_names_no_header(keyless: set[str], header: str | None) -> None:
    facts = replace(VENDOR.facts, setting="VENDOR")
    models = Catalogue([FakeProvider(facts)], frozenset({"vendor/sees", "vendor/new"}), keyless=frozenset(keyless))
    auths = [json_of(model)["auth"] for model in models.models().data]
    assert auths == [{} if header is None else {"requires_byok_header": header}] * 2


def test_nothing_is_claimed_of_a_model_that_no_catalogue_lists() -> None:
    model = json_of(catalogue("vendor/brand-new").model("vendor/brand-new"))
    assert (model["capabilities"], model["limits"], model["auth"]) == (
        {},
        {},
        {"requires_byok_header": "X-Provider-Key-Vendor"},
    )


def test_the_list_has_the_shape_that_the_official_sdks_read() -> None:
    value = json_of(catalogue().models())
    assert {name: member for name, member in value.items() if name != "data"} == {
        "object": "list",
        "has_more": False,
        "first_id": "vendor/sees",
        "last_id": "local/scripted",
    }


def test_an_empty_list_has_no_first_and_no_last() -> None:
    assert json_of(catalogue("nobody/x").models()) == {"object": "list", "data": [], "has_more": False}


@pytest.mark.parametrize(
    "allowlist, only, ids",
    [
        ((), {"vendor/plain"}, ["vendor/plain"]),
        ((), {"vendor/plain", "vendor/brand-new"}, ["vendor/brand-new", "vendor/plain"]),
        (("vendor/sees",), {"vendor/plain", "vendor/sees"}, ["vendor/sees"]),
        (("vendor/sees",), {"vendor/plain"}, []),
        ((), set(), []),
    ],
)
def test_a_key_that_names_its_models_sees_only_those(
    allowlist: tuple[str, ...], only: set[str], ids: list[str]
) -> None:
    assert [model.id for model in catalogue(*allowlist).models(frozenset(only)).data] == ids


@pytest.mark.parametrize(
    "id, allowlist, only",
    [
        ("vendor/nothing", (), None),
        ("nobody/x", (), None),
        ("sees", (), None),
        ("vendor/plain", ("vendor/sees",), None),
        ("vendor/plain", (), frozenset({"vendor/sees"})),
    ],
)
def test_a_model_that_is_not_listed_is_not_found(
    id: str, allowlist: tuple[str, ...], only: frozenset[str] | None
) -> None:
    with pytest.raises(GatewayError) as caught:
        catalogue(*allowlist).model(id, only)
    assert (caught.value.status, caught.value.code, caught.value.param) == (404, "not_found", "id")


def test_an_overlong_id_is_not_repeated_whole() -> None:
    with pytest.raises(GatewayError) as caught:
        catalogue().model("x" * 100_000)
    assert len(caught.value.message) < 300
