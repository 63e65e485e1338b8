"""What all generated files have in common: their mark, their templates, their tools, their layout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

MARK = "Generated from api/openapi.yaml by make codegen. Do not edit."
TEMPLATES = Path(__file__).parent / "templates"


def templates(folder: Path = TEMPLATES, *, autoescape: bool = False) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=autoescape,
    )


def run_tool(name: str, *arguments: str) -> None:
    """Run a development tool of this Python's environment. What it prints is shown only if it fails."""
    command = [str(Path(sys.executable).parent / name), *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{name} failed:\n{result.stdout}")


def format_python(*folders: Path) -> None:
    layout = ["--quiet", "--no-cache", "--config", str(TEMPLATES / "generated-ruff.toml"), *map(str, folders)]
    run_tool("ruff", "check", "--fix", "--select", "I,F401,UP", *layout)
    run_tool("ruff", "format", *layout)
