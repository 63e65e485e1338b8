"""Requests that `local/scripted` must answer: every block, tool and setting, by rules that no schema tells.

Written by hand from the contract, so that fields which the fuzz rarely combines stand together here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

ANTHROPIC_BLOCKS = (
    "server_tool_use web_search_tool_result web_fetch_tool_result code_execution_tool_result "
    "bash_code_execution_tool_result text_editor_code_execution_tool_result tool_search_tool_result mcp_tool_use "
    "mcp_tool_result mcp_tool_listing advisor_tool_result container_upload compaction fallback"
).split()
NATIVE_TOOLS = "web_search web_fetch code_execution file_search computer_use text_editor".split()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
words = st.text(st.sampled_from("abcdefghij_-.0123456789"), min_size=1, max_size=12)
names = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True)
small = st.integers(0, 1000)
floats = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
json_objects = st.dictionaries(texts, json_values, max_size=3)


def objects(required: Json, optional: Json | None = None) -> st.SearchStrategy[Json]:
    """Values that are no strategies stand for themselves. Each optional member may be there or not."""
    return st.fixed_dictionaries(_strategies(required), optional=_strategies(optional or {}))


def _strategies(members: Json) -> dict[str, st.SearchStrategy[Any]]:
    return {n: v if isinstance(v, st.SearchStrategy) else st.just(v) for n, v in members.items()}


cache_controls = objects({"type": "ephemeral"}, {"ttl": st.sampled_from(["5m", "1h"])})
signatures = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_CACHED = {"cache_control": cache_controls}
_SIGNED = {"signature": signatures, **_CACHED}

media_types = st.sampled_from(
    "image/png image/jpeg audio/wav video/mp4 application/pdf text/csv;header=present".split()
)
base64_sources = objects(
    {
        "type": "base64",
        "media_type": media_types,
        "data": st.binary(min_size=1, max_size=30).map(lambda raw: base64.b64encode(raw).decode()),
    }
)
url_sources = objects(
    {"type": "url", "url": words.map(lambda path: f"https://example.com/{path}")}, {"media_type": media_types}
)
media_sources = base64_sources | url_sources
citations = objects({"type": words.filter(bool)}, {"cited_text": texts, "url": texts, "start_index": small})
text_blocks = objects({"type": "text", "text": texts}, {"citations": st.lists(citations, max_size=2), **_SIGNED})
image_blocks = objects({"type": "image", "source": media_sources}, _SIGNED)
audio_blocks = objects({"type": "audio", "source": base64_sources}, {"transcript": texts, **_SIGNED})
video_blocks = objects({"type": "video", "source": media_sources}, _SIGNED)
content_sources = objects({"type": "content", "content": texts | st.lists(text_blocks | image_blocks, max_size=2)})
text_sources = objects({"type": "text", "media_type": "text/plain", "data": texts.filter(bool)})
document_blocks = objects(
    {"type": "document", "source": media_sources | text_sources | content_sources},
    {
        "title": texts,
        "context": texts,
        "citations": objects({}, {"enabled": st.booleans()}),
        "filename": words,
        **_CACHED,
    },
)
shown_blocks = text_blocks | image_blocks | audio_blocks | video_blocks | document_blocks
thinking_blocks = objects({"type": "thinking", "thinking": texts}, {"summary": texts, "signature": signatures})
redacted_blocks = objects({"type": "redacted_thinking", "data": texts.filter(bool)})
anthropic_blocks = st.builds(
    lambda members, kind: {**members, "type": kind}, json_objects, st.sampled_from(ANTHROPIC_BLOCKS)
)
provider_blocks = objects({"type": "provider_block", "provider": words, "data": json_objects})
said_blocks = shown_blocks | thinking_blocks | redacted_blocks | provider_blocks

schemas = st.recursive(
    st.sampled_from(
        [
            {"type": "string"},
            {"type": "string", "minLength": 3},
            {"type": "integer", "minimum": 5},
            {"type": "number", "maximum": -1.5},
            {"type": "boolean"},
            {"type": "null"},
            {"enum": ["one", 2]},
            {"const": {"a": 1}},
            {"format": "date"},
            {},
        ]
    ),
    lambda inner: (
        objects({"type": "array", "items": inner}, {"minItems": st.integers(0, 3)})
        | st.dictionaries(names, inner, max_size=3).map(
            lambda members: {"type": "object", "properties": members, "required": list(members)}
        )
        | st.lists(inner, min_size=1, max_size=2).map(lambda ways: {"anyOf": ways})
    ),
    max_leaves=5,
)
object_schemas = st.dictionaries(names, schemas, max_size=3).map(
    lambda members: {"type": "object", "properties": members, "required": sorted(members)}
)

_domains = st.lists(words, max_size=2)
_searched = {"max_uses": small, "allowed_domains": _domains, "blocked_domains": _domains}
_location = objects({}, dict.fromkeys(("city", "region", "country", "timezone"), texts))
_pixels = st.integers(1, 65536)
_configs = {
    "web_search": objects({}, {**_searched, "user_location": _location}),
    "web_fetch": objects({}, _searched),
    "code_execution": objects({}, {"languages": _domains, "timeout_seconds": small}),
    "file_search": objects({}, {"max_results": small}),
    "computer_use": objects({"display_width": _pixels, "display_height": _pixels}),
    "text_editor": st.just({}),
}
native_tools = st.sampled_from(NATIVE_TOOLS).flatmap(
    lambda kind: objects({"type": kind}, {"config": _configs[kind], **_CACHED})
)
function_tools = objects(
    {"name": names, "input_schema": object_schemas | json_objects},
    {"type": st.sampled_from(["function", "custom"]), "description": texts, **_CACHED},
)
dated_tools = st.builds(
    lambda members, kind, name: {**members, "type": f"{kind}_20250305", "name": name},
    json_objects,
    st.sampled_from(["web_search", "bash", "memory"]),
    names,
)

_TOKENS = st.integers(1, 12) | st.integers(1024, 20000) | st.just(2147483647)
_extensions = objects(
    {},
    {
        **dict.fromkeys(("anthropic", "openai", "groq", "cerebras", "openrouter"), json_objects),
        "oai_resp": objects({}, {"previous_response_id": words, "store": st.booleans(), "reasoning": json_objects}),
        "gem": objects(
            {},
            {
                "candidate_count": st.integers(1, 8),
                "thinking_budget": st.integers(-1, 100),
                "thinking_level": st.sampled_from(["MINIMAL", "HIGH"]),
                "safety_settings": st.lists(objects({"category": words, "threshold": words}), max_size=1),
                "speech_config": objects({}, {"voice_name": words}),
                "grounding": json_objects,
            },
        ),
    },
)
_settings = objects(
    {},
    {
        "max_tokens": _TOKENS,
        "system": texts | st.lists(text_blocks, max_size=2),
        "temperature": st.floats(0, 2) | st.sampled_from([0, 1, 2]),
        "top_p": st.floats(0, 1),
        "top_k": st.integers(1, 2147483647) | st.just(5.0),
        "stop_sequences": st.lists(st.sampled_from(["six", " two", "You said", "\n"]) | texts.filter(bool), max_size=3),
        "output_format": objects({"type": "json_schema", "json_schema": schemas | object_schemas}),
        "cache_control": cache_controls,
        "extensions": _extensions,
        "metadata": st.builds(
            lambda rest, known: {**rest, **known},
            st.dictionaries(texts.filter(lambda name: name != "user_id"), json_values, max_size=2),
            objects({}, {"user_id": words}),
        ),
    },
)
_COMMANDS = (
    "[[words=7]]",
    "[[words=0]]",
    "[[words=300]]",
    "[[think=4]]",
    "[[think=0]]",
    "[[redacted]]",
    "[[cite]]",
    "[[cite words=3]]",
    "[[refuse]]",
    "[[stop=pause_turn]]",
    "[[stop=a_new_reason]]",
    "[[call=lookup]]",
    '[[call=lookup input={"q":"x"} call=lookup]]',
    "[[nonsense=1]]",
    "calculate 2+3",
    "weather in Paris and search for x",
    "fetch https://example.com/a",
)


@st.composite
def requests(draw: Draw) -> Json:
    """Without `stream`."""
    request: Json = {"model": "local/scripted", **draw(_settings), "messages": draw(conversations())}
    tools = draw(tool_lists())
    if tools or draw(st.booleans()):
        request["tools"] = tools
    if tools and draw(st.booleans()):
        request["tool_choice"] = draw(_tool_choices(tools))
    if draw(st.booleans()):
        request["thinking"] = draw(_thinking(request.get("max_tokens")))
    return request


@st.composite
def conversations(draw: Draw) -> list[Json]:
    """Each result answers a call of an earlier message, once. Some calls stay without one."""
    messages: list[Json] = []
    unanswered: list[str] = []
    made = 0
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.booleans()):
            content, made = draw(_assistant_content(made))
            unanswered += [block["id"] for block in content if block["type"] == "tool_use"]
            messages.append({"role": "assistant", "content": content})
        else:
            answered = [id for id in unanswered if draw(st.booleans())]
            unanswered = [id for id in unanswered if id not in answered]
            messages.append({"role": "user", "content": draw(_user_content(answered))})
    if draw(st.booleans()):
        messages.append({"role": "user", "content": draw(st.sampled_from(_COMMANDS)) + draw(texts)})
    return messages


@st.composite
def _assistant_content(draw: Draw, made: int) -> tuple[list[Json], int]:
    """made: how many calls there are already, for new ids."""
    content = draw(st.lists(said_blocks, max_size=3)) + draw(st.lists(anthropic_blocks, max_size=3))
    for _ in range(draw(st.integers(0, 2))):
        made += 1
        call = objects(
            {"type": "tool_use", "id": f"toolu_{made}", "name": names, "input": json_objects},
            {"caller": json_objects, "toolset_name": texts, **_SIGNED},
        )
        content.insert(draw(st.integers(0, len(content))), draw(call))
    return content, made


@st.composite
def _user_content(draw: Draw, answered: list[str]) -> str | list[Json]:
    if not answered and draw(st.booleans()):
        return str(draw(texts))
    content = draw(st.lists(shown_blocks, max_size=3))
    for id in answered:
        result = objects(
            {"type": "tool_result", "tool_use_id": id},
            {"content": texts | st.lists(shown_blocks, max_size=2), "is_error": st.booleans(), **_CACHED},
        )
        content.insert(draw(st.integers(0, len(content))), draw(result))
    return list(content)


@st.composite
def tool_lists(draw: Draw) -> list[Json]:
    tools = draw(st.lists(function_tools | native_tools | dated_tools, max_size=4))
    named: set[str] = set()
    return [
        tool
        for tool in tools
        if (name := tool.get("name")) is None or (name not in named and not named.add(name))  # type: ignore[func-returns-value]  # it adds
    ]


def _tool_choices(tools: list[Json]) -> st.SearchStrategy[Json]:
    one = {"disable_parallel_tool_use": st.booleans()}
    known = [tool.get("name", tool.get("type")) for tool in tools]
    named = objects({"type": "tool", "name": st.sampled_from(known)}, one)
    return named | objects({"type": st.sampled_from(["auto", "any"])}, one) | st.just({"type": "none"})


def _thinking(max_tokens: int | None) -> st.SearchStrategy[Json]:
    """A budget fits below `max_tokens`."""
    most = 100_000 if max_tokens is None else max_tokens - 1
    optional: Json = {"effort": st.sampled_from("minimal low medium high xhigh max".split())}
    if most >= 1024:
        optional["budget_tokens"] = st.integers(1024, most)
    return objects({"type": st.sampled_from(["enabled", "adaptive"])}, optional) | st.just({"type": "disabled"})
