"""What vendors send as chat completions, by name, and the message that each says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.providers.openai_chat.chat_chunks import DONE, USAGE, Json, call, chunk, usage_chunk
from vai_gateway.wire.sse_read import Frame

FIRST = chunk({"role": "assistant", "content": "", "refusal": None})
STOP = chunk({}, "stop")
CALLED = chunk({}, "tool_calls")
END = (usage_chunk(USAGE), DONE)

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
DRAWN: Json = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBO"}}
THOUGHT: Json = {"type": "thinking", "thinking": "hm", "signature": "openai:reasoning_content"}
MISTRAL_THINKS: Json = {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}], "closed": True}

WEATHER = '{"city":"Paris"}'


def use(id: str, name: str, **arguments: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": name, "input": arguments}


STREAMS: dict[str, tuple[Sequence[Frame], list[Json], str]] = {
    "text": (
        [FIRST, chunk({"content": "Hel"}), chunk({"content": "lo"}), STOP],
        [{"type": "text", "text": "Hello"}],
        "end_turn",
    ),
    "nothing": ([FIRST, chunk({"content": None}), STOP], [], "end_turn"),
    "an only choice without an index": (
        [chunk({"content": "a"}, index=None), chunk({"content": "b"}, "stop", index=None)],
        [{"type": "text", "text": "ab"}],
        "end_turn",
    ),
    "parts": (
        [
            chunk({"content": [MISTRAL_THINKS]}),
            chunk({"content": [{"type": "thinking", "thinking": "m"}, {"type": "text", "text": "Fo"}]}),
            chunk({"content": [{"type": "reference", "reference_ids": [1]}, {"type": "text", "text": "ur"}]}),
            chunk({"content": "."}, "stop"),
        ],
        [{"type": "thinking", "thinking": "hmm"}, {"type": "text", "text": "Four."}],
        "end_turn",
    ),
    "pictures": (
        [
            chunk({"content": "Here:"}),
            chunk({"images": [PICTURE, {"image_url": "https://a.test/b.png"}]}),
            chunk({"content": "Done."}),
            STOP,
        ],
        [
            {"type": "text", "text": "Here:"},
            DRAWN,
            {"type": "image", "source": {"type": "url", "url": "https://a.test/b.png"}},
            {"type": "text", "text": "Done."},
        ],
        "end_turn",
    ),
    "cut by the limit while thinking": ([FIRST, chunk({}, "length")], [], "max_tokens"),
    "a stop of its own": (
        [chunk({"content": "x"}), chunk({}, "eos")],
        [{"type": "text", "text": "x"}],
        "eos",
    ),
    "filtered": ([FIRST, chunk({}, "content_filter")], [], "refusal"),
    "refusal": (
        [FIRST, chunk({"refusal": "I "}), chunk({"refusal": "won't."}), STOP],
        [{"type": "text", "text": "I won't."}],
        "refusal",
    ),
    "thinking as reasoning_content": (
        [chunk({"reasoning_content": "hm", "content": None}), chunk({"content": "4"}), STOP],
        [THOUGHT, {"type": "text", "text": "4"}],
        "end_turn",
    ),
    "thinking as reasoning, and again after text": (
        [
            chunk({"reasoning": "a"}),
            chunk({"content": "b", "reasoning": None}),
            chunk({"reasoning": "c"}),
            STOP,
        ],
        [
            {"type": "thinking", "thinking": "a"},
            {"type": "text", "text": "b"},
            {"type": "thinking", "thinking": "c"},
        ],
        "end_turn",
    ),
    "a call in pieces": (
        [
            chunk({"role": "assistant", "content": None, **call(index=0, id="c1", name="weather")}),
            chunk(call('{"ci', index=0)),
            chunk(call('ty":"Paris"}', index=0)),
            CALLED,
        ],
        [use("c1", "weather", city="Paris")],
        "tool_use",
    ),
    "a call without arguments": (
        [chunk(call(index=0, id="c1", name="now")), CALLED],
        [use("c1", "now")],
        "tool_use",
    ),
    "a call whose function has no arguments member": (
        [chunk({"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "now"}}]}), CALLED],
        [use("c1", "now")],
        "tool_use",
    ),
    "a forced call, which ends in stop": (
        [chunk(call(WEATHER, index=0, id="c1", name="weather")), STOP],
        [use("c1", "weather", city="Paris")],
        "tool_use",
    ),
    "text and then two calls": (
        [
            chunk({"content": "Let me see."}),
            chunk(call("{}", index=0, id="c1", name="a")),
            chunk(call('{"x":', index=1, id="c2", name="b")),
            chunk(call("1}", index=1)),
            CALLED,
        ],
        [{"type": "text", "text": "Let me see."}, use("c1", "a"), use("c2", "b", x=1)],
        "tool_use",
    ),
    "calls that interleave": (
        [
            chunk(call('{"x":', index=0, id="c1", name="a")),
            chunk(call('{"y":', index=1, id="c2", name="b")),
            chunk(call("1}", index=0)),
            chunk(call("2}", index=1)),
            CALLED,
        ],
        [use("c1", "a", x=1), use("c2", "b", y=2)],
        "tool_use",
    ),
    "several calls in one chunk, without an index": (
        [
            chunk(
                {
                    "tool_calls": [
                        {"id": "c1", "function": {"name": "a", "arguments": "{}"}},
                        {"id": "c2", "function": {"name": "b", "arguments": '{"x": 1}'}},
                    ]
                },
                "tool_calls",
            )
        ],
        [use("c1", "a"), use("c2", "b", x=1)],
        "tool_use",
    ),
    "pieces without an index": (
        [
            chunk(call('{"x"', id="c1", name="a")),
            chunk(call(":1}")),
            chunk(call("{}", id="c2", name="b")),
            CALLED,
        ],
        [use("c1", "a", x=1), use("c2", "b")],
        "tool_use",
    ),
    "two calls under one index": (
        [
            chunk(call("{}", index=0, id="c1", name="a")),
            chunk(call("{}", index=0, id="c2", name="b")),
            CALLED,
        ],
        [use("c1", "a"), use("c2", "b")],
        "tool_use",
    ),
    "one call twice in one chunk": (
        [
            chunk(
                {
                    "tool_calls": [
                        {"index": 0, "id": "c1", "function": {"name": "a", "arguments": ""}},
                        {"index": 0, "id": "c1", "function": {"name": "a", "arguments": "{}"}},
                    ]
                }
            ),
            CALLED,
        ],
        [use("c1", "a")],
        "tool_use",
    ),
    "an id and a name that come late": (
        [
            chunk(call('{"x"', index=0)),
            chunk(call(":1", index=0, name="a")),
            chunk(call("}", index=0, id="c1")),
            CALLED,
        ],
        [use("c1", "a", x=1)],
        "tool_use",
    ),
    "arguments as an object": (
        [
            chunk({"tool_calls": [{"index": 0, "id": "c1", "function": {"name": "a", "arguments": {"x": 1}}}]}),
            CALLED,
        ],
        [use("c1", "a", x=1)],
        "tool_use",
    ),
    "text after a call": (
        [chunk(call("{}", index=0, id="c1", name="a")), chunk({"content": "Done."}), CALLED],
        [use("c1", "a"), {"type": "text", "text": "Done."}],
        "tool_use",
    ),
    "text within a call": (
        [
            chunk(call("{", index=0, id="c1", name="a")),
            chunk({"content": "Hm"}),
            chunk(call("}", index=0)),
            chunk({"content": "m."}),
            CALLED,
        ],
        [use("c1", "a"), {"type": "text", "text": "Hmm."}],
        "tool_use",
    ),
    "a call to a custom tool": (
        [
            chunk({"tool_calls": [{"index": 0, "id": "c1", "type": "custom", "custom": {"name": "sql", "input": ""}}]}),
            chunk({"tool_calls": [{"index": 0, "custom": {"input": 'select "'}}]}),
            chunk({"tool_calls": [{"index": 0, "custom": {"input": 'a"\n'}}]}),
            CALLED,
        ],
        [{**use("c1", "sql", input='select "a"\n'), "signature": 'openai:{"type":"custom"}'}],
        "tool_use",
    ),
    "a call to a custom tool without input": (
        [
            chunk({"tool_calls": [{"index": 0, "id": "c1", "type": "custom", "custom": {"name": "sql"}}]}),
            CALLED,
        ],
        [{**use("c1", "sql", input=""), "signature": 'openai:{"type":"custom"}'}],
        "tool_use",
    ),
    "citations": (
        [
            chunk({"content": "See docs."}),
            chunk(
                {
                    "annotations": [
                        {
                            "type": "url_citation",
                            "url_citation": {
                                "url": "https://a.test",
                                "title": "A",
                                "start_index": 4,
                                "end_index": 8,
                            },
                        }
                    ]
                }
            ),
            STOP,
        ],
        [
            {
                "type": "text",
                "text": "See docs.",
                "citations": [
                    {
                        "type": "url_citation",
                        "url": "https://a.test",
                        "title": "A",
                        "start_index": 4,
                        "end_index": 8,
                    }
                ],
            }
        ],
        "end_turn",
    ),
    "citations before their text": (
        [
            chunk({"content": "", "annotations": [{"url_citation": {"url": "https://a.test"}}]}),
            chunk({"reasoning": "hm"}),
            chunk({"content": "See."}),
            STOP,
        ],
        [
            {"type": "thinking", "thinking": "hm"},
            {"type": "text", "text": "See.", "citations": [{"type": "url_citation", "url": "https://a.test"}]},
        ],
        "end_turn",
    ),
    "speech": (
        [
            chunk({"audio": {"id": "audio_1"}}),
            chunk({"audio": {"data": "UklGRg==", "transcript": "Hel"}}),
            chunk({"audio": {"data": "AAAA", "transcript": "lo"}}),
            chunk({"audio": {"expires_at": 9}}),
            STOP,
        ],
        [
            {
                "type": "audio",
                "source": {"type": "base64", "media_type": "audio/wav", "data": "UklGRgAAAA=="},
                "transcript": "Hello",
                "signature": "openai:audio_1",
            }
        ],
        "end_turn",
    ),
}


WHOLE: dict[str, tuple[Json, str | None, list[Json], str]] = {
    "text": ({"content": "Hello"}, "stop", [{"type": "text", "text": "Hello"}], "end_turn"),
    "nothing": ({"content": ""}, "length", [], "max_tokens"),
    "refusal": (
        {"content": None, "refusal": "No."},
        "stop",
        [{"type": "text", "text": "No."}],
        "refusal",
    ),
    "thinking": (
        {"content": "4", "reasoning_content": "hm"},
        "stop",
        [THOUGHT, {"type": "text", "text": "4"}],
        "end_turn",
    ),
    "parts": (
        {
            "content": [
                MISTRAL_THINKS,
                {"type": "text", "text": "Fo"},
                {"type": "reference", "reference_ids": [1]},
                {"type": "text", "text": "ur"},
            ]
        },
        "stop",
        [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Four"}],
        "end_turn",
    ),
    "no parts": ({"content": []}, "stop", [], "end_turn"),
    "a picture": ({"content": "", "images": [PICTURE]}, "stop", [DRAWN], "end_turn"),
    "calls, and no content member": (
        {
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "a", "arguments": WEATHER}},
                {"id": "c2", "type": "function", "function": {"name": "b", "arguments": ""}},
                {"id": "c3", "type": "custom", "custom": {"name": "sql", "input": "select 1"}},
            ]
        },
        "tool_calls",
        [
            use("c1", "a", city="Paris"),
            use("c2", "b"),
            {**use("c3", "sql", input="select 1"), "signature": 'openai:{"type":"custom"}'},
        ],
        "tool_use",
    ),
    "citations": (
        {
            "content": "See.",
            "annotations": [{"type": "url_citation", "url_citation": {"url": "https://a.test", "title": None}}],
        },
        "stop",
        [
            {
                "type": "text",
                "text": "See.",
                "citations": [{"type": "url_citation", "url": "https://a.test"}],
            }
        ],
        "end_turn",
    ),
    "speech": (
        {
            "content": None,
            "audio": {"id": "audio_1", "data": "SUQzBAAA", "transcript": "Hi", "expires_at": 9},
        },
        "stop",
        [
            {
                "type": "audio",
                "source": {"type": "base64", "media_type": "audio/mpeg", "data": "SUQzBAAA"},
                "transcript": "Hi",
                "signature": "openai:audio_1",
            }
        ],
        "end_turn",
    ),
    "no finish_reason": ({"content": "x"}, None, [{"type": "text", "text": "x"}], "end_turn"),
}
