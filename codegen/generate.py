"""Everything that can be derived from api/ is derived here: `make codegen`.

Lint the contract, then write the gateway's models, bindings, routing document and docs page, the page of
errors, and the Python SDK's core. The result is committed and does not depend on when or where it was made.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

import yaml

import contract_lint
import derive
import docs_page
import error_pages
import python_sdk
from contract_walk import Schema
from generated import MARK, format_python, run_tool, templates

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "api/examples"

_MODEL_FLAGS = [
    *("--input-file-type", "openapi", "--target-python-version", "3.11", "--formatters", "builtin"),
    *("--use-annotated", "--enum-field-as-literal", "all", "--keyword-only"),
    *("--use-schema-description", "--disable-timestamp", "--custom-file-header", f'"""{MARK}"""'),
]
_STRICT_FLAGS = [
    *("--output-model-type", "pydantic_v2.BaseModel", "--target-pydantic-version", "2.14"),
    *("--strict-nullable", "--use-missing-sentinel", "--use-type-alias-type"),
]
_LENIENT_FLAGS = [
    *("--output-model-type", "msgspec.Struct", "--use-msgspec-tagged-unions", "--use-one-literal-as-default"),
]


def main() -> int:
    contract = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
    if problems := contract_lint.problems(contract, EXAMPLES):
        print("\n".join(problems), file=sys.stderr)
        return 1
    write_all(contract, ROOT)
    return 0


def write_all(contract: Schema, root: Path) -> None:
    """root: the project, or a place to compare it with."""
    models, bindings = root / "server/vai_gateway/contract", root / "server/vai_gateway/bindings"
    for folder in (models, bindings, root / "docs"):
        folder.mkdir(parents=True, exist_ok=True)
    _write_models(derive.request_document(contract), models / "requests.py", _STRICT_FLAGS)
    _take_json_types(models / "requests.py")
    _write_models(derive.response_document(contract), models / "responses.py", _LENIENT_FLAGS)
    facts = {
        "MARK": MARK,
        "operations": derive.operations(contract),
        "headers": derive.headers(contract),
        "forms": derive.forms(contract),
    }
    for target in (bindings / "operations.py", models / "headers.py", models / "forms.py", models / "json_types.py"):
        target.write_text(templates().get_template(f"{target.name}.jinja").render(facts))
    (models / "__init__.py").write_text(f'"""The contract as types and documents. {MARK}"""\n')
    (bindings / "__init__.py").write_text(f'"""One ASGI function per operation. {MARK}"""\n')
    _write_json(models / "routing.json", derive.routing_document(contract))
    _write_json(models / "openapi.json", contract)
    (models / "docs.html").write_text(docs_page.render(contract, EXAMPLES))
    (root / "docs/errors.md").write_text(error_pages.render(contract, EXAMPLES))
    format_python(models, bindings)
    python_sdk.write(contract, root / "clients/python")


def _write_models(document: Schema, target: Path, flags: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "contract.json", Path(folder) / target.name
        source.write_text(json.dumps(document))
        run_tool("datamodel-codegen", "--input", str(source), "--output", str(output), *_MODEL_FLAGS, *flags)
        target.write_text(output.read_text())


def _take_json_types(models: Path) -> None:
    """datamodel-code-generator has a word for a schema's own type, and none for every array and integer."""
    source = re.sub(r"\blist\[", "Array[", models.read_text())
    source = re.sub(r"(Annotated\[\s*)int\b", r"\1Integer", source)
    own = "from vai_gateway.contract.json_types import Array, Integer\n"
    models.write_text(re.sub(r"^from typing_extensions .*\n", rf"\g<0>\n{own}", source, count=1, flags=re.MULTILINE))


def _write_json(target: Path, document: Schema) -> None:
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
