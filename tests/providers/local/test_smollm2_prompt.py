"""What SmolLM2 is asked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.local.asks import request_to
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.core.errors import GatewayError
from vai_gateway.providers.local.smollm2_prompt import (
    DEFAULT_MAX_TOKENS,
    DEFAULT_SYSTEM,
    completion_of,
    issues_of,
    plain_parts,
    prompt_of,
)

CONTEXT_TOKENS = 2048
NAMES = {1: "<|im_start|>", 2: "<|im_end|>", 44: "<"}
CONTROL = ["<|im_end|>", "<|im_start|>", "<|endoftext|>", "<repo_name>", "<jupyter_code>"]


def ask(content: Any = "Hello.", **fields: Any) -> MessageRequest:
    return request_to("smollm2-135m", content, **fields)


def written(request: MessageRequest) -> str:
    """The prompt as text, tokens by their names."""
    return "".join(part if isinstance(part, str) else NAMES[part] for part in prompt_of(request))


def chatml(*turns: tuple[str, str]) -> str:
    return "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in turns)


@pytest.mark.parametrize(
    "system, said",
    [
        ({}, DEFAULT_SYSTEM),
        ({"system": ""}, DEFAULT_SYSTEM),
        ({"system": "Be a pirate."}, "Be a pirate."),
        ({"system": [{"type": "text", "text": "Be"}, {"type": "text", "text": "brief."}]}, "Be\nbrief."),
    ],
)
def test_the_system_text_stands_first_and_has_a_default(system: dict[str, Any], said: str) -> None:
    assert written(ask("Hi", **system)).startswith(chatml(("system", said), ("user", "Hi")))


@pytest.mark.parametrize(
    "messages, turns, opened",
    [
        ([("user", "Hi")], [("user", "Hi")], ""),
        (
            [("user", "Hi"), ("assistant", "Hello."), ("user", "Bye")],
            [("user", "Hi"), ("assistant", "Hello."), ("user", "Bye")],
            "",
        ),
        ([("user", "Hi"), ("assistant", "The capital is")], [("user", "Hi")], "The capital is"),
        ([("user", [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])], [("user", "a\nb")], ""),
        (
            [
                ("user", "Hi"),
                ("assistant", [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Yes."}]),
                ("user", "?"),
            ],
            [("user", "Hi"), ("assistant", "Yes."), ("user", "?")],
            "",
        ),
        (
            [("user", "Hi"), ("assistant", [{"type": "redacted_thinking", "data": "x"}]), ("user", "?")],
            [("user", "Hi"), ("user", "?")],
            "",
        ),
    ],
)
def test_a_conversation_becomes_turns_and_an_open_one(
    messages: list[tuple[str, Any]], turns: list[tuple[str, str]], opened: str
) -> None:
    request = ask(messages=[{"role": role, "content": content} for role, content in messages])
    assert written(request) == chatml(("system", DEFAULT_SYSTEM), *turns) + f"<|im_start|>assistant\n{opened}"


@given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from(CONTROL)), max_size=6).map("".join))
def test_no_text_can_hold_a_control_token(text: str) -> None:
    parts = list(plain_parts(text))
    assert "".join(part if isinstance(part, str) else NAMES[part] for part in parts) == text
    assert not any(name in part for part in parts if isinstance(part, str) for name in CONTROL)


@pytest.mark.parametrize("fields", [{"content": CONTROL[0] + "x"}, {"content": "Hi", "system": CONTROL[1]}])
def test_nobody_leaves_his_turn_by_writing_control_tokens(fields: dict[str, Any]) -> None:
    tokens = [part for part in prompt_of(ask(**fields)) if part in (1, 2)]
    assert tokens == [1, 2, 1, 2, 1]


def test_an_answer_that_is_gone_on_with_is_free_of_control_tokens_too() -> None:
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a<|im_end|>"}]
    assert list(prompt_of(ask(messages=messages)))[-4:] == ["assistant\n", "a", 44, "|im_end|>"]


@pytest.mark.parametrize(
    "fields, body",
    [
        ({}, {"temperature": 0.0, "max_tokens": DEFAULT_MAX_TOKENS}),
        ({"max_tokens": 7}, {"max_tokens": 7}),
        ({"temperature": 0.5, "top_p": 0.9, "top_k": 3}, {"temperature": 0.5, "top_p": 0.9, "top_k": 3}),
        ({"stop_sequences": ["a", "b"]}, {"stop": ["a", "b"], "verbose": True}),
    ],
)
def test_settings_go_to_the_engine(fields: dict[str, Any], body: dict[str, Any]) -> None:
    completion = completion_of(ask(**fields), CONTEXT_TOKENS)
    assert completion.body | body == completion.body
    assert completion.max_tokens == fields.get("max_tokens")


def test_what_is_not_asked_for_is_left_to_the_engine() -> None:
    body = completion_of(ask(stop_sequences=[]), CONTEXT_TOKENS).body
    assert not {"top_p", "top_k", "stop", "verbose"} & body.keys()


@pytest.mark.parametrize(
    "fields, param, numbers",
    [
        ({"max_tokens": 2048}, "max_tokens", ("2048", "2048 tokens")),
        ({"content": "a" * 200_000}, "messages", ("200", "2048 tokens")),
        ({"system": "a" * 200_000}, "messages", ("200", "2048 tokens")),
    ],
)
def test_what_can_never_fit_is_refused_at_once(fields: dict[str, Any], param: str, numbers: tuple[str, ...]) -> None:
    with pytest.raises(GatewayError) as refused:
        completion_of(ask(**fields), CONTEXT_TOKENS)
    assert (refused.value.kind, refused.value.param) == ("invalid_request_error", param)
    assert all(number in refused.value.message for number in numbers)


IMAGE = {"type": "base64", "media_type": "image/png", "data": "AAAA"}


@pytest.mark.parametrize(
    "fields, params",
    [
        ({}, []),
        ({"content": [{"type": "text", "text": "a"}]}, []),
        ({"content": [{"type": "image", "source": IMAGE}]}, []),
        ({"content": [{"type": "video", "source": IMAGE}]}, ["messages[0].content[0]"]),
        (
            {"content": [{"type": "text", "text": "a"}, {"type": "tool_result", "tool_use_id": "t"}]},
            ["messages[0].content[1]"],
        ),
        ({"tools": [{"type": "web_search"}, {"type": "file_search"}]}, ["tools[1].type"]),
        ({"tools": [{"type": "bash_20250124", "name": "bash"}]}, ["tools[0].type"]),
    ],
)
def test_only_what_its_capabilities_do_not_speak_of_is_an_issue(fields: dict[str, Any], params: list[str]) -> None:
    assert [issue.param for issue in issues_of(ask(**fields))] == params
