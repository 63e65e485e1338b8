"""The documents say what the code says."""

from __future__ import annotations

import re

import pytest
import yaml

import readme_tables
from tests.house.tree import ROOT, paths
from vai_gateway import settings
from vai_gateway.policy.metrics import Metrics

README = (ROOT / "README.md").read_text()
SELF_HOSTING = (ROOT / "docs/self-hosting.md").read_text()
CONTRACT = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
DOCUMENTS = [path for path in paths() if path.endswith(".md")]
SETTINGS = {variable.name for variable in settings.describe()}


def test_every_setting_is_in_the_readme_with_its_default_and_meaning() -> None:
    assert settings.markdown_table().strip() in README


def test_every_limit_of_the_contract_is_in_the_readme() -> None:
    assert readme_tables.limits(CONTRACT) in README


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_name_no_setting_that_does_not_exist(path: str) -> None:
    named = set(re.findall(r"\bVAI_PROXY_[A-Z0-9_]*[A-Z0-9]\b", (ROOT / path).read_text()))
    assert named - SETTINGS == set()


def test_the_contract_names_no_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"\bVAI_PROXY_[A-Z0-9_]*[A-Z0-9]\b", str(CONTRACT)))
    assert named - SETTINGS == set()


def test_every_metric_is_in_the_page_on_self_hosting() -> None:
    metrics = Metrics()
    metrics.watch_active(lambda: 0, lambda: 0)
    families = re.findall(r"(?m)^# TYPE (vai_\w+) ", metrics.text().decode())
    assert [name for name in families if f"`{name}`" not in SELF_HOSTING] == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_link_between_documents_leads_somewhere(path: str) -> None:
    folder = (ROOT / path).parent
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)", (ROOT / path).read_text())
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_have_one_sentence_per_line(path: str) -> None:
    prose = re.sub(r"(?ms)^```.*?^```$|^\|.*?$|<!--.*?-->", "", (ROOT / path).read_text())
    assert [line for line in prose.splitlines() if re.search(r"[a-z`)][.!?] [A-Z`]", line)] == []


def test_a_table_without_its_place_in_the_readme_is_an_error() -> None:
    with pytest.raises(ValueError, match="once, and does 0 times"):
        readme_tables.filled("# README\n", "limits", table="| a |")
