"""The contract's messages as Gemini's contents."""

from __future__ import annotations

import pytest

from tests.providers.gemini.declared import misfits
from tests.providers.gemini.gem_requests import (
    MP4,
    NEW,
    OLD,
    PDF,
    PNG,
    WAV,
    Json,
    ask,
    body,
    contents,
    model_said,
    result,
    text,
    use,
    user,
)
from vai_gateway.providers.gemini.contents import UNSIGNED
from vai_gateway.providers.gemini.vertex import GEM_VERT

INLINE = {"inlineData": {"mimeType": "image/png", "data": "iVBO"}}
CODE = {"executableCode": {"language": "PYTHON", "code": "1", "id": "x"}, "thoughtSignature": "czE="}
SEARCH = {"toolCall": {"toolType": "GOOGLE_SEARCH_WEB", "id": "y", "args": {}}, "thoughtSignature": "dDE="}


def by_url(url: str, **members: str) -> Json:
    return {"type": "url", "url": url, **members}


def called(id: str, name: str = "weather", **members: str) -> Json:
    return {"functionCall": {"id": id, "name": name, "args": {}}, **members}


def answered(id: str, output: str = "", *, name: str = "weather", **members: object) -> Json:
    return {"functionResponse": {"id": id, "name": name, "response": {"output": output}, **members}}


USERS: dict[str, tuple[Json, list[Json]]] = {
    "text": (user("a", "", "b"), [{"text": "a"}, {"text": "b"}]),
    "an image": (user({"type": "image", "source": PNG}), [INLINE]),
    "an image by address": (
        user({"type": "image", "source": by_url("https://a.example/x", media_type="image/webp")}),
        [{"fileData": {"fileUri": "https://a.example/x", "mimeType": "image/webp"}}],
    ),
    "sound": (
        user({"type": "audio", "source": WAV, "transcript": "said"}),
        [{"inlineData": {"mimeType": "audio/wav", "data": "UklG"}}],
    ),
    "a video": (
        user({"type": "video", "source": MP4}),
        [{"inlineData": {"mimeType": "video/mp4", "data": "AAAA"}}],
    ),
    "a video that Gemini fetches": (
        user({"type": "video", "source": by_url("https://www.youtube.com/watch?v=1")}),
        [{"fileData": {"fileUri": "https://www.youtube.com/watch?v=1", "mimeType": "video/mp4"}}],
    ),
    "a document": (
        user({"type": "document", "source": PDF, "title": "T", "context": "C", "filename": "f.pdf"}),
        [{"text": "T\nC"}, {"inlineData": {"mimeType": "application/pdf", "data": "JVBE"}}],
    ),
    "a document of text": (
        user({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}, "title": "T"}),
        [{"text": "T\nx"}],
    ),
    "a document of blocks": (
        user(
            {
                "type": "document",
                "source": {"type": "content", "content": [text("x"), {"type": "image", "source": PNG}]},
            }
        ),
        [{"text": "x"}, INLINE],
    ),
    "a document of one text": (
        user({"type": "document", "source": {"type": "content", "content": "x"}}),
        [{"text": "x"}],
    ),
}


@pytest.mark.parametrize("message, parts", USERS.values(), ids=USERS)
def test_what_a_user_says_becomes_parts(message: Json, parts: list[Json]) -> None:
    sent = contents(message)
    assert sent == [{"role": "user", "parts": parts}]
    assert misfits({"contents": sent}) == []


@pytest.mark.parametrize(
    "url, kind",
    [
        ("https://a.example/b/c.JPG?x=.pdf", "image/jpeg"),
        ("https://a.example/c.pdf#page", "application/pdf"),
        ("https://youtu.be/x", "video/mp4"),
    ],
)
def test_a_media_type_is_read_off_the_address_if_that_is_wished(url: str, kind: str) -> None:
    (content,) = contents(user({"type": "image", "source": by_url(url)}), gem={"infer_media_type": True})
    assert content["parts"][0]["fileData"]["mimeType"] == kind


MODELS: dict[str, tuple[list[Json], list[Json]]] = {
    "text": ([text("a"), text(""), text("b")], [{"text": "a"}, {"text": "b"}]),
    "text that Gemini signed": ([text("a", signature="gemini:czE=")], [{"text": "a", "thoughtSignature": "czE="}]),
    "an empty part that Gemini signed": (
        [text("a"), text("", signature="gemini:c+/E")],
        [{"text": "a"}, {"text": "", "thoughtSignature": "c+/E"}],
    ),
    "text that another family signed": ([text("a", signature="openai:s")], [{"text": "a"}]),
    "thoughts that Gemini signed": (
        [{"type": "thinking", "thinking": "hm", "signature": "gemini:czE="}],
        [{"text": "hm", "thought": True, "thoughtSignature": "czE="}],
    ),
    "thoughts of others": (
        [
            {"type": "thinking", "thinking": "hm"},
            {"type": "thinking", "thinking": "hm", "signature": "Eq=="},
            {"type": "redacted_thinking", "data": "x"},
            text("a"),
        ],
        [{"text": "a"}],
    ),
    "a call": (
        [use("g1", input={"a": 1}, signature="gemini:czE=")],
        [{"functionCall": {"id": "g1", "name": "weather", "args": {"a": 1}}, "thoughtSignature": "czE="}],
    ),
    "calls of which the first is signed": (
        [use("g1", signature="gemini:czE="), use("g2")],
        [called("g1", thoughtSignature="czE="), called("g2")],
    ),
    "calls that another model made": (
        [text("a"), use("toolu_1"), use("toolu_2")],
        [{"text": "a"}, called("toolu_1", thoughtSignature=UNSIGNED), called("toolu_2")],
    ),
    "an image of its own": (
        [{"type": "image", "source": PNG, "signature": "gemini:czE="}],
        [{**INLINE, "thoughtSignature": "czE="}],
    ),
    "an image of unknown kind": (
        [{"type": "image", "source": by_url("https://a.example/x")}, text("a")],
        [{"text": "a"}],
    ),
    "speech": ([{"type": "audio", "source": WAV, "transcript": "said", "signature": "openai:x"}], [{"text": "said"}]),
    "what it has no place for": (
        [
            {"type": "audio", "source": WAV},
            {"type": "video", "source": MP4},
            {"type": "document", "source": PDF},
            {"type": "server_tool_use", "id": "x", "name": "web_search", "input": {}},
            {"type": "provider_block", "provider": "openai", "data": {"type": "x"}},
            text("a"),
        ],
        [{"text": "a"}],
    ),
    "items of its own tools": (
        [
            {"type": "provider_block", "provider": "gem-vert", "data": CODE},
            {"type": "provider_block", "provider": "gem-dev", "data": SEARCH},
        ],
        [CODE, SEARCH],
    ),
}


@pytest.mark.parametrize("blocks, parts", MODELS.values(), ids=MODELS)
def test_what_a_model_said_becomes_parts(blocks: list[Json], parts: list[Json]) -> None:
    sent = contents(user("x"), model_said(*blocks), user("y"))
    assert sent[1:-1] == [{"role": "model", "parts": parts}]
    assert misfits({"contents": sent}) == []


def test_vertex_gets_back_no_items_of_server_side_tools() -> None:
    said = model_said(
        {"type": "provider_block", "provider": "gem-dev", "data": CODE},
        {"type": "provider_block", "provider": "gem-dev", "data": SEARCH},
    )
    assert contents(user("x"), said, dialect=GEM_VERT)[1]["parts"] == [CODE]


def test_older_models_need_no_signature_on_calls() -> None:
    said = contents(user("x"), model_said(use("t1")), user(result("t1")), model=OLD)[1]
    assert said["parts"] == [called("t1")]


ANSWERS: dict[str, tuple[str, Json, list[Json]]] = {
    "a text": (NEW, {"content": "18 degrees"}, [answered("t1", "18 degrees")]),
    "nothing": (NEW, {}, [answered("t1")]),
    "no blocks": (NEW, {"content": []}, [answered("t1")]),
    "texts": (NEW, {"content": [text("a"), text("b")]}, [answered("t1", "a\nb")]),
    "an error": (
        NEW,
        {"content": "no", "is_error": True},
        [{"functionResponse": {"id": "t1", "name": "weather", "response": {"error": "no"}}}],
    ),
    "an image": (
        NEW,
        {"content": [text("a"), {"type": "image", "source": PNG}]},
        [answered("t1", "a", parts=[INLINE])],
    ),
    "a document by address": (
        NEW,
        {"content": [{"type": "document", "source": by_url("https://a.example/x", media_type="application/pdf")}]},
        [answered("t1", parts=[{"fileData": {"fileUri": "https://a.example/x", "mimeType": "application/pdf"}}])],
    ),
    "an image, before Gemini 3": (
        OLD,
        {"content": [{"type": "image", "source": PNG}, text("a")]},
        [answered("t1", "a"), INLINE],
    ),
    "sound": (
        NEW,
        {"content": [{"type": "audio", "source": WAV}]},
        [answered("t1"), {"inlineData": {"mimeType": "audio/wav", "data": "UklG"}}],
    ),
}


@pytest.mark.parametrize("model, members, parts", ANSWERS.values(), ids=ANSWERS)
def test_a_tool_result_answers_its_call_by_name_and_id(model: str, members: Json, parts: list[Json]) -> None:
    sent = contents(user("x"), model_said(use("t1")), user(result("t1", **members)), model=model)
    assert sent[2] == {"role": "user", "parts": parts}
    assert misfits({"contents": sent}) == []


def test_all_answers_stand_in_one_content_first_and_in_the_order_of_their_calls() -> None:
    sent = contents(
        user("x"),
        model_said(use("t1", "a"), use("t2", "b")),
        user("so:", result("t2", content="2")),
        user(result("t1", content="1"), "and?"),
    )
    assert [content["role"] for content in sent] == ["user", "model", "user"]
    assert sent[2]["parts"] == [
        answered("t1", "1", name="a"),
        answered("t2", "2", name="b"),
        {"text": "so:"},
        {"text": "and?"},
    ]


def test_a_model_that_said_nothing_is_left_out_but_a_user_who_did_is_not() -> None:
    sent = contents(user(""), {"role": "assistant", "content": ""}, {"role": "user", "content": ""}, user("x"))
    assert sent == [{"role": "user", "parts": [{"text": ""}, {"text": ""}, {"text": "x"}]}]


def test_the_callers_own_blocks_are_left_as_they_were() -> None:
    item = {"type": "provider_block", "provider": "gem-dev", "data": called("g1")}
    asked = ask(messages=[user("x"), model_said(item)])
    before = asked.request.model_dump_json()
    assert body(asked)["contents"][1]["parts"] == [called("g1", thoughtSignature=UNSIGNED)]
    assert asked.request.model_dump_json() == before
