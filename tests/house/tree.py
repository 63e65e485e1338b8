"""The project's files, as the house rules see them."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent.parent

_GENERATED = (
    "server/vai_gateway/contract/*",
    "server/vai_gateway/bindings/*",
    "clients/*/src/*/_generated/**",
)


@dataclass(frozen=True)
class Source:
    """One file. path: below the root, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def methods(self) -> frozenset[ast.stmt]:
        """What stands directly in a class."""
        classes = (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))
        return frozenset(statement for each in classes for statement in each.body)

    @property
    def is_generated(self) -> bool:
        return any(_matches(self.path, pattern) for pattern in _GENERATED)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def within(self, *folders: str) -> bool:
        return self.path.startswith(tuple(f"{folder}/" for folder in folders))


@cache
def paths() -> tuple[str, ...]:
    """What is tracked, or would be: ignored files are none of the house's business."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(path for path in set(listed.split("\0")) if path and (ROOT / path).is_file()))


@cache
def texts() -> tuple[Source, ...]:
    """Every file that is text."""
    contents = ((path, (ROOT / path).read_bytes()) for path in paths())
    return tuple(Source(path, raw.decode(errors="replace")) for path, raw in contents if b"\0" not in raw)


@cache
def hand_written() -> tuple[Source, ...]:
    """Every Python file that no generator wrote."""
    return tuple(source for source in texts() if source.path.endswith(".py") and not source.is_generated)


def _matches(path: str, pattern: str) -> bool:
    if pattern.endswith("/**"):
        return any(parent.match(pattern.removesuffix("/**")) for parent in PurePosixPath(path).parents)
    return PurePosixPath(path).match(pattern)
