"""The tables of README.md that say what the contract and the settings say: `make codegen`.

Each stands between `<!-- name -->` and `<!-- /name -->`. It is a program of its own, since the gateway's settings
can be imported only once the contract's models are written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

from vai_gateway import settings

ROOT = Path(__file__).parent.parent


def main() -> int:
    contract = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
    readme = ROOT / "README.md"
    text = readme.read_text()
    for name, table in {"limits": limits(contract), "settings": settings.markdown_table()}.items():
        text = filled(text, name, table=table)
    readme.write_text(text)
    return 0


def limits(contract: dict[str, Any]) -> str:
    rows = [
        f"| {row['limit']} | {row['default']} | {row['status']} | {_setting(row)} |" for row in contract["x-limits"]
    ]
    return "\n".join(["| limit | default | beyond it | setting |", "|---|---|---|---|", *rows])


def _setting(row: dict[str, Any]) -> str:
    return " and ".join(f"`{name}`" for name in row.get("setting", "").split(" and ") if name)


def filled(text: str, name: str, *, table: str) -> str:
    """`text` with the table in its place. Raises ValueError if it has no such place, or more than one."""
    place = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)
    text, count = place.subn(lambda _: f"\n{table.strip()}\n\n", text)
    if count != 1:
        raise ValueError(f"README.md must hold <!-- {name} --> and <!-- /{name} --> once, and does {count} times")
    return text


if __name__ == "__main__":
    sys.exit(main())
