"""Every kind of valid request that local/scripted must answer, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.providers.local.asks import TOOLS

IMAGE = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
LINK = {"type": "url", "url": "https://example.com/a.pdf"}
TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "calculate 2+3",
            "weather in Paris and calculate 1+1",
            "search for cats",
            "[[words=7]]",
            "[[words=70 think=3 redacted cite]]",
            "[[refuse]]",
            "[[stop=pause_turn words=0]]",
            '[[call=calculator call=nothing input={"a":"b c"}]]',
            "[[wrods=2]]",
        ]
    ),
)
TEXT_BLOCKS = st.builds(lambda text: {"type": "text", "text": text}, TEXT)
MEDIA = st.sampled_from(
    [
        {"type": "image", "source": IMAGE},
        {"type": "image", "source": LINK},
        {"type": "audio", "source": {**IMAGE, "media_type": "audio/wav"}, "transcript": "hm"},
        {"type": "video", "source": LINK},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a b"}},
        {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "c"}]}},
        {"type": "document", "source": LINK, "title": "t", "citations": {"enabled": True}},
    ]
)
USER = st.one_of(
    TEXT, st.lists(st.one_of(TEXT_BLOCKS, MEDIA, st.just({"type": "audio_stt", "source": IMAGE})), max_size=3)
)
ASSISTANT = st.one_of(
    TEXT,
    st.lists(
        st.one_of(
            TEXT_BLOCKS,
            MEDIA,
            st.sampled_from(
                [
                    {"type": "thinking", "thinking": "hm", "signature": "s"},
                    {"type": "redacted_thinking", "data": "d"},
                    {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}},
                    {"type": "provider_block", "provider": "openai", "data": {}},
                ]
            ),
        ),
        max_size=3,
    ),
)
RESULTS = st.one_of(
    st.text(max_size=20),
    st.lists(st.one_of(TEXT_BLOCKS, MEDIA), max_size=2),
)
NATIVE_TOOLS: list[dict[str, Any]] = [
    {"type": "web_search"},
    {"type": "web_fetch"},
    {"type": "code_execution"},
    {"type": "file_search"},
    {"type": "computer_use", "config": {"display_width": 1, "display_height": 1}},
    {"type": "text_editor"},
    {"type": "bash_20250124", "name": "bash"},
]
SCHEMAS = st.sampled_from(
    [
        {},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        {"type": "array", "items": {"enum": [1, 2]}, "minItems": 3},
        {"$ref": "#"},
        {"required": "x"},
    ]
)


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """The body of a valid request that commands no failure and no delay."""
    body: dict[str, Any] = {"model": "local/scripted", "messages": draw(_messages())}
    tools = [*draw(st.lists(st.sampled_from(TOOLS), unique_by=_name, max_size=3))]
    tools += draw(st.lists(st.sampled_from(NATIVE_TOOLS), unique_by=_name, max_size=2))
    if tools:
        body |= {"tools": tools} | draw(_choice(tools))
    return body | draw(
        st.fixed_dictionaries(
            {},
            optional={
                "max_tokens": st.integers(1, 100),
                "stop_sequences": st.lists(st.text(min_size=1, max_size=3), max_size=3),
                "thinking": st.sampled_from([{"type": kind} for kind in ("enabled", "adaptive", "disabled")]),
                "output_format": st.builds(lambda one: {"type": "json_schema", "json_schema": one}, SCHEMAS),
                "system": st.one_of(TEXT, st.lists(TEXT_BLOCKS, max_size=2)),
                "temperature": st.floats(0, 2),
                "stream": st.booleans(),
            },
        )
    )


@st.composite
def _messages(draw: st.DrawFn) -> list[dict[str, Any]]:
    messages = [
        {"role": role, "content": draw(USER if role == "user" else ASSISTANT)}
        for role in draw(st.lists(st.sampled_from(["user", "assistant"]), min_size=1, max_size=3))
    ]
    if draw(st.booleans()):
        call = {"type": "tool_use", "id": "toolu_1", "name": "calculator", "input": {}}
        result: dict[str, Any] = {"type": "tool_result", "tool_use_id": "toolu_1"}
        result |= draw(st.fixed_dictionaries({}, optional={"content": RESULTS, "is_error": st.booleans()}))
        messages += [{"role": "assistant", "content": [call]}, {"role": "user", "content": [result]}]
    return messages


def _name(tool: dict[str, Any]) -> str:
    return str(tool.get("name", tool.get("type")))


def _choice(tools: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    names = [_name(tool) for tool in tools]
    choices = st.one_of(
        st.just({"type": "none"}),
        st.builds(
            lambda kind, one: {"type": kind, "disable_parallel_tool_use": one},
            st.sampled_from(["auto", "any"]),
            st.booleans(),
        ),
        st.builds(lambda name: {"type": "tool", "name": name}, st.sampled_from(names)),
    )
    return st.one_of(st.just({}), choices.map(lambda choice: {"tool_choice": choice}))
