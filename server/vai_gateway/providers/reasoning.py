"""What a model that reasons lets itself be told, as OpenAI's wires and their like put it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What this wire lets a reasoning model do, where the model's page or the vendor's errors say so.

    efforts: the values of `reasoning_effort`, in growing order. default: what it does where none is sent.
    tools_need_none: function tools are refused unless the effort is `none`.
    sampling: whether it takes a temperature while it thinks.
    format: the `reasoning_format` that keeps its thinking out of the text.
    """

    efforts: tuple[str, ...]
    default: str
    tools_need_none: bool = False
    stop_sequences: bool = True
    parallel_tool_calls: bool = True
    sampling: bool = False
    format: str = ""
