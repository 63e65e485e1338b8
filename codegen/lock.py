"""Pin what the gateway needs, and apart from it what the embedded voice and what tests and tools need: `make lock`.

Versions stay as they are where pyproject.toml allows them; `lock.py --upgrade` takes the newest.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNTIME, DEVELOPMENT = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
VOICE = ROOT / "server/requirements-voice.lock"

_UV = [str(Path(sys.executable).parent / "uv"), "pip", "compile", "--quiet"]
_FORM = ["--generate-hashes", "--no-header", "--no-annotate", "--universal", "--python-version", "3.11"]
_PIN = re.compile(r"(?m)^(?=[A-Za-z0-9])")


def main(options: list[str]) -> int:
    runtime = _compile(RUNTIME, "pyproject.toml", "--extra", "local", "--group", "build", *options)
    weights = _compile(RUNTIME, "--group", "weights", "--no-deps")
    RUNTIME.write_text("".join(_by_name(runtime + weights).values()))
    known = ["--constraints", RUNTIME.name]
    _write_beside(runtime, VOICE, _compile(VOICE, "pyproject.toml", "--extra", "voice", *known, *options))
    known += ["--constraints", str(VOICE.relative_to(ROOT))]
    _write_beside(runtime, DEVELOPMENT, _compile(DEVELOPMENT, "--group", "dev", *known, *options))
    return 0


def _write_beside(runtime: str, target: Path, pins: str) -> None:
    """What the gateway itself does not need."""
    ours = _by_name(runtime)
    target.write_text("".join(pin for name, pin in _by_name(pins).items() if name not in ours))


def _compile(target: Path, *what: str) -> str:
    """One pin per package, with its hashes on the lines below; the versions in `target` are preferred."""
    command = [*_UV, *_FORM, *what, "--output-file", str(target.relative_to(ROOT))]
    subprocess.run(command, check=True, cwd=ROOT)
    return target.read_text()


def _by_name(pins: str) -> dict[str, str]:
    """In the order of the names. A package may have one pin per version of Python."""
    named: dict[str, str] = {}
    for pin in sorted(filter(None, _PIN.split(pins))):
        name = pin.split("==")[0]
        named[name] = named.get(name, "") + pin
    return named


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
