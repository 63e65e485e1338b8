"""What is committed is what the contract gives, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import generate

FOLDERS = ("server/vai_gateway/contract", "server/vai_gateway/bindings", "clients/python/src/vai/_generated")


def files(root: Path) -> dict[str, bytes]:
    found = [file for folder in FOLDERS for file in (root / folder).rglob("*") if file.is_file()]
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in [*found, root / "docs/errors.md"]
        if "__pycache__" not in file.parts
    }


def test_generating_again_changes_nothing(tmp_path: Path) -> None:
    contract: dict[str, Any] = yaml.safe_load((generate.ROOT / "api/openapi.yaml").read_text())
    generate.write_all(contract, tmp_path)
    again, committed = files(tmp_path), files(generate.ROOT)
    assert {name for name in again.keys() | committed.keys() if again.get(name) != committed.get(name)} == set()
