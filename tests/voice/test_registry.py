"""What every voice vendor says of itself fits the contract, the settings and the house."""

from __future__ import annotations

import ast
import re

import pytest

from tests.fake_clock import FakeClock
from tests.house.tree import ROOT, Source, hand_written
from vai_gateway.contract.headers import PROVIDER_KEY_HEADERS
from vai_gateway.core.ticker import Ticker
from vai_gateway.core.timing import UpstreamTiming
from vai_gateway.variables import BASE_URLS
from vai_gateway.voice.exchange import Carrier
from vai_gateway.voice.local.vendor import LocalVoice
from vai_gateway.voice.registry import voice_vendors
from vai_gateway.voice.vendor import VoiceVendor
from vai_gateway.wire.retry import RetryPolicy
from vai_gateway.wire.upstream import Upstream
from vai_gateway.wire.upstream_ws import UpstreamSockets

VOICE = "server/vai_gateway/voice"
DOCUMENT = (ROOT / "docs/voice.md").read_text()


def vendors() -> list[VoiceVendor]:
    clock, timing = FakeClock(), UpstreamTiming()
    ticker = Ticker(clock)
    carrier = Carrier(
        Upstream(ticker, timing),
        UpstreamSockets(timing),
        clock,
        ticker,
        retry=RetryPolicy(),
        retried=lambda _: None,
        quiet_s=1.0,
    )
    return voice_vendors(carrier, {}, LocalVoice())


REMOTE = [vendor for vendor in vendors() if vendor.facts.key_header is not None]
every_vendor = pytest.mark.parametrize("vendor", vendors(), ids=lambda vendor: vendor.facts.name)
every_remote = pytest.mark.parametrize("vendor", REMOTE, ids=lambda vendor: vendor.facts.name)


def test_the_defaults_are_those_of_the_contract() -> None:
    hears = next(v.facts for v in vendors() if v.transcriber)
    speaks = next(v.facts for v in vendors() if v.speaker)
    assert f"{hears.name}/{hears.transcribers[0].name}" == "cartesia/ink-whisper"
    assert f"{speaks.name}/{speaks.speakers[0].name}" == "cartesia/sonic-3"


@every_vendor
def test_a_vendor_has_the_models_of_each_role_that_it_has(vendor: VoiceVendor) -> None:
    facts = vendor.facts
    assert bool(facts.transcribers) is (vendor.transcriber is not None)
    assert bool(facts.speakers) is (vendor.speaker is not None)
    names = [row.name for row in (*facts.transcribers, *facts.speakers)]
    assert sorted(set(names)) == sorted(names)


@every_remote
def test_its_key_and_its_address_are_those_of_the_contract_and_the_settings(vendor: VoiceVendor) -> None:
    assert vendor.facts.key_header in PROVIDER_KEY_HEADERS.values()
    assert BASE_URLS[vendor.facts.setting or ""] == vendor.facts.base_url


@every_vendor
def test_it_is_in_the_page_on_voice_with_its_key_header(vendor: VoiceVendor) -> None:
    rows = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{vendor.facts.name}/")]
    assert any(f"`{vendor.facts.key_header}`" in row or "needs none" in row for row in rows)


@every_remote
def test_whoever_states_facts_of_a_vendor_names_the_source(vendor: VoiceVendor) -> None:
    stated = [source for source in hand_written() if source.path in own_files(vendor)]
    assert [s.path for s in stated if re.search(r"(?m)^Source: https://", ast.get_docstring(s.tree) or "")]


@every_remote
def test_a_vendor_is_named_in_its_own_files_alone(vendor: VoiceVendor) -> None:
    elsewhere = [s for s in hand_written() if s.within("server") and not is_own(s, vendor)]
    assert [s.path for s in elsewhere for node in ast.walk(s.tree) if is_name(node, vendor)] == []


def own_files(vendor: VoiceVendor) -> set[str]:
    return {f"{VOICE}/{vendor.facts.name}.py", f"{VOICE}/{vendor.facts.name}/vendor.py"}


def is_own(source: Source, vendor: VoiceVendor) -> bool:
    return source.path in own_files(vendor) or source.within(f"{VOICE}/{vendor.facts.name}")


def is_name(node: ast.AST, vendor: VoiceVendor) -> bool:
    return isinstance(node, ast.Constant) and node.value == vendor.facts.name
