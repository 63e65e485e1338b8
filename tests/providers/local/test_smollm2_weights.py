"""Where the weights are, and what is said when they are not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.local.smollm2_engine import SmolLM2Config, open_llama
from vai_gateway.providers.local.smollm2_weights import (
    WEIGHTS_BYTES,
    find_weights,
    has_engine,
    verified_weights,
    weights_report,
)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF weights")
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_path_given_by_the_operator_is_used(weights: Path) -> None:
    assert find_weights(weights) == weights
    assert verified_weights(weights, sha256=sha256(weights)) == weights


def test_a_path_that_leads_nowhere_is_not_made_up_for_by_the_package(tmp_path: Path) -> None:
    assert find_weights(tmp_path / "nothing.gguf") is None


def test_missing_weights_at_a_place_of_the_operators_are_a_404_that_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(GatewayError) as raised:
        verified_weights(tmp_path / "nothing.gguf")
    error = raised.value
    assert (error.status, error.kind, error.code, error.param) == (
        404,
        "not_found_error",
        "not_found",
        "model",
    )
    assert "VAI_PROXY_LOCAL_SMOLLM2_PATH" in error.message


def test_the_size_of_the_weights_is_that_of_the_package() -> None:
    packaged = find_weights()
    assert packaged is None or packaged.stat().st_size == WEIGHTS_BYTES


def test_other_weights_are_not_loaded_and_their_place_is_not_told(weights: Path) -> None:
    with pytest.raises(GatewayError, match="not the expected file; let VAI_PROXY_LOCAL_SMOLLM2_PATH name") as raised:
        open_llama(SmolLM2Config(weights=weights))
    assert raised.value.status == 404
    assert str(weights) not in raised.value.message


@pytest.mark.parametrize("kind, state", [("missing", "absent"), ("other", "altered"), ("right", "present")])
def test_the_doctor_is_told_the_state_and_the_remedy(weights: Path, kind: str, state: str) -> None:
    path = weights.with_name("nothing.gguf") if kind == "missing" else weights
    report = weights_report(path, sha256=sha256(weights) if kind == "right" else "0" * 64)
    if state == "present" and not has_engine():
        state = "no_engine"
    assert report.state == state
    assert str(path) in report.lines[0] or state == "no_engine"
    assert (state == "present") == (len(report.lines) == 1)
    assert state in ("present", "no_engine") or "VAI_PROXY_LOCAL_SMOLLM2_PATH" in report.lines[1]
