"""What local/smollm2-135m is asked: a request of the contract as a completion of its engine. Pure.

The prompt is ChatML, as the weights' own template writes it. Its control tokens go as ids, and the name of
one in somebody's text is broken up, so that no text can leave its turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import MISSING

from vai_gateway.contract.requests import (
    AssistantMessage,
    FunctionTool,
    MessageRequest,
    TextBlockParam,
    UserMessage,
)
from vai_gateway.contract.responses import CompatIssue
from vai_gateway.core.errors import GatewayError

DEFAULT_SYSTEM = "You are a helpful assistant. Answer in plain English."
"""Where the request has none. Without it the model answers about the capital of France in broken French."""
DEFAULT_MAX_TOKENS = 256

PromptPart: TypeAlias = str | int
"""A text, or the id of a token."""

_START, _END, _LESS_THAN = 1, 2, 44
_LONGEST_TOKEN_BYTES = 81
_CONTROL_TOKENS = (
    "<|endoftext|> <|im_start|> <|im_end|> <repo_name> <reponame> <file_sep> <filename> <gh_stars> "
    "<issue_start> <issue_comment> <issue_closed> <jupyter_start> <jupyter_text> <jupyter_code> "
    "<jupyter_output> <jupyter_script> <empty_output>"
).split()
_CONTROL_TOKEN = re.compile("<(?=" + "|".join(re.escape(token[1:]) for token in _CONTROL_TOKENS) + ")")


@dataclass(frozen=True, slots=True)
class Completion:
    """body: for the engine. max_tokens: what the caller asked for, None if nothing."""

    body: dict[str, Any]
    max_tokens: int | None
    context_tokens: int


def completion_of(request: MessageRequest, context_tokens: int) -> Completion:
    """Raises GatewayError if it cannot fit, as far as that can be told without counting tokens."""
    max_tokens = None if request.max_tokens is MISSING else request.max_tokens
    if max_tokens is not None and max_tokens >= context_tokens:
        why = f"must be less than the {context_tokens} tokens of context, got {max_tokens}"
        raise no_room("max_tokens", why)
    prompt = list(prompt_of(request))
    size = sum(len(part.encode()) for part in prompt if isinstance(part, str))
    if size > context_tokens * _LONGEST_TOKEN_BYTES:
        raise no_room("messages", f"{size} bytes of text cannot fit into {context_tokens} tokens of context")
    body: dict[str, Any] = {
        "prompt": prompt,
        "max_tokens": max_tokens or DEFAULT_MAX_TOKENS,
        "temperature": 0.0 if request.temperature is MISSING else request.temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
        "return_progress": True,
        "cache_prompt": True,
    }
    if request.top_p is not MISSING:
        body["top_p"] = request.top_p
    if request.top_k is not MISSING:
        body["top_k"] = request.top_k
    if request.stop_sequences is not MISSING and request.stop_sequences:
        # Only a verbose engine tells which one it stopped at.
        body |= {"stop": request.stop_sequences, "verbose": True}
    return Completion(body, max_tokens, context_tokens)


def no_room(param: str, why: str) -> GatewayError:
    return GatewayError("invalid_request_error", f"{param}: {why}", param=param, code="out_of_range")


def prompt_of(request: MessageRequest) -> Iterator[PromptPart]:
    """An assistant message at the end is left open, so that the model goes on with it."""
    system = "" if request.system is MISSING else _text(request.system)
    yield from _turn("system", system or DEFAULT_SYSTEM)
    last = request.messages[-1]
    for message in request.messages:
        text = _text(message.content)
        if type(message) is UserMessage:
            yield from _turn("user", text)
        elif message is not last and text:
            yield from _turn("assistant", text)
    yield _START
    yield "assistant\n"
    if type(last) is AssistantMessage:
        yield from plain_parts(_text(last.content))


def plain_parts(text: str) -> Iterator[PromptPart]:
    """`text` in parts of which none holds a control token."""
    begin = 0
    for match in _CONTROL_TOKEN.finditer(text):
        if match.start() > begin:
            yield text[begin : match.start()]
        yield _LESS_THAN
        begin = match.end()
    if begin < len(text):
        yield text[begin:]


def issues_of(request: MessageRequest) -> list[CompatIssue]:
    """Beyond what the model's capabilities say."""
    issues = []
    for i, message in enumerate(request.messages):
        if type(message) is UserMessage and not isinstance(message.content, str):
            for j, block in enumerate(message.content):
                if block.type in ("tool_result", "video"):
                    place, what = f"messages[{i}].content[{j}]", f"takes no {block.type} blocks"
                    issues.append(_issue(request, place, "unsupported_content_block", what))
    if request.tools is not MISSING:
        for k, tool in enumerate(request.tools):
            # The model's capabilities speak of these.
            if type(tool) is not FunctionTool and tool.type not in ("web_search", "code_execution"):
                issues.append(_issue(request, f"tools[{k}].type", "unsupported_tool_type", "takes no tools"))
    return issues


def _issue(request: MessageRequest, param: str, code: str, what: str) -> CompatIssue:
    return CompatIssue(param=param, code=code, message=f"{request.model} {what}")


def _turn(role: str, text: str) -> Iterator[PromptPart]:
    yield _START
    first, *rest = plain_parts(text) if text else [""]
    if isinstance(first, str):
        yield f"{role}\n{first}"
    else:
        yield f"{role}\n"
        yield first
    yield from rest
    yield _END
    yield "\n"


def _text(content: Any) -> str:
    """content: a string, or content blocks. What is no text has no place here and is left out."""
    if isinstance(content, str):
        return content
    return "\n".join(block.text for block in content if type(block) is TextBlockParam)
