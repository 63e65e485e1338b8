"""What every registered provider says of itself fits the contract, the settings and the house."""

from __future__ import annotations

import ast
import re
from datetime import date

import pytest

from tests.house.tree import ROOT, hand_written
from vai_gateway.contract.headers import PROVIDER_KEY_HEADERS
from vai_gateway.contract.requests import Extensions
from vai_gateway.providers.adapter import Adapter, ModelFacts
from vai_gateway.providers.registry import adapters
from vai_gateway.variables import BASE_URLS

PROVIDERS = "server/vai_gateway/providers"
README = (ROOT / "README.md").read_text()
MODELS = [(adapter, model) for adapter in adapters() for model in adapter.facts.models]

every_provider = pytest.mark.parametrize("adapter", adapters(), ids=lambda adapter: adapter.facts.name)
every_model = pytest.mark.parametrize("adapter, model", MODELS, ids=lambda part: getattr(part, "name", ""))


def test_no_two_providers_have_the_same_name() -> None:
    names = [adapter.facts.name for adapter in adapters()]
    assert sorted(set(names)) == sorted(names)


@every_provider
def test_the_key_header_is_one_of_the_contract(adapter: Adapter) -> None:
    assert adapter.facts.key_header in PROVIDER_KEY_HEADERS.values()


@every_provider
def test_the_base_url_is_the_default_of_its_setting(adapter: Adapter) -> None:
    assert BASE_URLS[adapter.facts.setting or ""] == adapter.facts.base_url


@every_provider
def test_the_extension_namespace_is_one_of_the_contract(adapter: Adapter) -> None:
    assert adapter.facts.extension in Extensions.model_fields


@every_provider
def test_the_provider_is_in_the_readme_with_its_key_header(adapter: Adapter) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{adapter.facts.name}/` |"))
    assert f"`{adapter.facts.key_header}`" in row


@every_model
def test_the_model_has_a_name_and_the_date_that_its_vendor_gives(adapter: Adapter, model: ModelFacts) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:@+/-]*", model.name)
    assert date.fromisoformat(model.created)


@every_provider
def test_no_model_is_listed_twice(adapter: Adapter) -> None:
    names = [model.name for model in adapter.facts.models]
    assert sorted(set(names)) == sorted(names)


@every_provider
def test_whoever_states_facts_of_a_vendor_names_the_source(adapter: Adapter) -> None:
    name = f'"{adapter.facts.name}"'
    stated = [s for s in hand_written() if s.path.startswith(PROVIDERS) and name in s.text]
    assert [s.path for s in stated if re.search(r"(?m)^Source: https://", ast.get_docstring(s.tree) or "")]
