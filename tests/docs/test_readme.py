"""Every snippet of the documents does what the document says, run as it stands there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.gateway_process import (
    ENVIRONMENT,
    GATEWAY,
    REPLY,
    ROOT,
    gateway_process,
    stand_in_for_anthropic,
)
from vai_gateway.settings import Settings

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/self-hosting.md")


def snippets(document: str, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", (ROOT / document).read_text())


SHELL = [snippet for document in DOCUMENTS for snippet in snippets(document, "sh")]
REQUESTS = [snippet for snippet in SHELL if snippet.startswith("curl")]


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    with (
        stand_in_for_anthropic() as anthropic,
        gateway_process({"VAI_PROXY_ANTHROPIC_BASE_URL": anthropic}) as url,
    ):
        yield url


def run(command: list[str], gateway: str) -> str:
    """What the command prints, said to this gateway by a user who has a key."""
    return printed([part.replace("localhost:8080", gateway.removeprefix("http://")) for part in command])


def printed(command: list[str], folder: Path = ROOT) -> str:
    environment = ENVIRONMENT | {"ANTHROPIC_API_KEY": "sk-ant-example", "VAI_PROXY_ADDR": "127.0.0.1:0"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")


def asked(snippet: str, gateway: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(["bash", "-c", snippet], gateway))
    return answer


@needs_curl
def test_the_first_request_gets_the_answer_that_stands_below_it(gateway: str) -> None:
    shown = json.loads(snippets("README.md", "json")[0])
    answer = asked(REQUESTS[0], gateway)
    assert answer | {"id": shown["id"]} == shown


@needs_curl
def test_the_first_request_streams_where_it_is_told_to(gateway: str) -> None:
    streamed = REQUESTS[0].replace('"max_tokens"', '"stream": true, "max_tokens"')
    events = re.findall(r"(?m)^event: (\w+)$", run(["bash", "-c", streamed], gateway))
    assert events[0] == "message_start"
    assert events.count("content_block_delta") > 3
    assert events[-1] == "message_stop"


@needs_curl
def test_the_request_with_a_key_goes_to_the_provider(gateway: str) -> None:
    assert asked(REQUESTS[1], gateway)["content"] == REPLY["content"]


@pytest.mark.parametrize("document", ["README.md", "clients/python/README.md"])
def test_the_sdk_snippet_prints_an_answer(gateway: str, document: str) -> None:
    (snippet,) = snippets(document, "python")
    path = f"import sys; sys.path.insert(0, {str(ROOT / 'clients/python/src')!r})\n"
    assert "Paris" in run([sys.executable, "-c", path + snippet], gateway)


@pytest.mark.parametrize("snippet", [snippet for snippet in SHELL if "export" in snippet])
def test_the_settings_in_a_snippet_are_taken(snippet: str) -> None:
    exported = dict(re.findall(r'(?m)^export (\w+)="?([^"\n]+)"?$', snippet))
    assert Settings.from_environment({name: value.replace("$", "") for name, value in exported.items()})


@pytest.mark.parametrize("snippet", [snippet for snippet in SHELL if ".venv/bin/vai-gateway" in snippet])
def test_the_commands_in_a_snippet_succeed(snippet: str, tmp_path: Path) -> None:
    assert printed(["bash", "-ec", snippet.replace(".venv/bin/vai-gateway", shlex.join(GATEWAY))], tmp_path)


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    documents = [*(ROOT / name for name in DOCUMENTS), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")]
    named = [name for d in documents for name in re.findall(r"(?m)(?:^|`)make ([a-z-]+)", d.read_text())]
    assert named
    assert set(named) - targets == set()


@pytest.mark.parametrize("document", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda file: file.name)
def test_every_file_that_a_document_links_to_exists(document: Path) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text())
    assert [link for link in linked if not (document.parent / link).exists()] == []
