"""What Gemini says part by part, and the content and stop that it means. `ID` stands for an invented id."""

from __future__ import annotations

from typing import Any

from tests.providers.gemini.gem_replies import Json, call, chunk, text, thought, value

ID = "toolu_?"
PCM = "audio/L16;codec=pcm;rate=24000"
CODE = {"executableCode": {"language": "PYTHON", "code": "print(1)", "id": "c1"}, "thoughtSignature": "c2ln"}
RAN = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n", "id": "c1"}}
SEARCH = {"toolCall": {"toolType": "GOOGLE_SEARCH_WEB", "id": "s1", "args": {}}, "thoughtSignature": "c2ln"}
STOP = chunk(finish="STOP")


def inline(kind: str, data: str, **members: Any) -> Json:
    return {"inlineData": {"mimeType": kind, "data": data}, **members}


def says(said: str, **members: Any) -> Json:
    return {"type": "text", "text": said, **members}


def thinks(said: str, **members: Any) -> Json:
    return {"type": "thinking", "thinking": said, **members}


def uses(name: str, arguments: Json, *, id: str = ID, **members: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": name, "input": arguments, **members}


def item(data: Json) -> Json:
    return {"type": "provider_block", "provider": "gem-dev", "data": data}


def medium(media_type: str, data: str, **members: Any) -> Json:
    return {
        "type": media_type.partition("/")[0],
        "source": {"type": "base64", "media_type": media_type, "data": data},
        **members,
    }


SIGNED = {"signature": "gemini:c2ln"}

SAID: dict[str, tuple[list[Json], list[Json], str]] = {
    "text": ([chunk(text("Bon")), chunk(text("jour")), STOP], [says("Bonjour")], "end_turn"),
    "text and the end at once": ([chunk(text("Hi"), finish="STOP")], [says("Hi")], "end_turn"),
    "empty pieces": ([chunk(text("")), chunk(text("Hi")), chunk(text(""), finish="STOP")], [says("Hi")], "end_turn"),
    "parts that say nothing": ([chunk({}, {"thought": True, "text": ""}, text("Hi")), STOP], [says("Hi")], "end_turn"),
    "thoughts, then text": (
        [chunk(thought("h")), chunk(thought("m"), text("so")), STOP],
        [thinks("hm"), says("so")],
        "end_turn",
    ),
    "a signature at the end": (
        [chunk(text("Hi")), chunk(text("", thoughtSignature="c2ln"), finish="STOP")],
        [says("Hi"), says("", **SIGNED)],
        "end_turn",
    ),
    "a signature alone": ([chunk({"thoughtSignature": "c2ln"}, finish="STOP")], [says("", **SIGNED)], "end_turn"),
    "a thought's signature alone": (
        [chunk({"thought": True, "thoughtSignature": "c2ln"}, text("x"), finish="STOP")],
        [thinks("", **SIGNED), says("x")],
        "end_turn",
    ),
    "a signed text between others": (
        [chunk(text("a")), chunk(text("b", thoughtSignature="c2ln")), chunk(text("c")), STOP],
        [says("a"), says("b", **SIGNED), says("c")],
        "end_turn",
    ),
    "two empty signed parts": (
        [chunk(text("a"), text("", thoughtSignature="c2ln"), text("", thoughtSignature="c2ln")), STOP],
        [says("a"), says("", **SIGNED), says("", **SIGNED)],
        "end_turn",
    ),
    "text after a signature": (
        [chunk(text("a")), chunk(text("", thoughtSignature="c2ln")), chunk(text("b")), STOP],
        [says("a"), says("", **SIGNED), says("b")],
        "end_turn",
    ),
    "a signed thought": (
        [chunk(thought("hm", thoughtSignature="c2ln"), thought("ja")), STOP],
        [thinks("hm", **SIGNED), thinks("ja")],
        "end_turn",
    ),
    "a signature that is empty": ([chunk(text("a", thoughtSignature="")), STOP], [says("a")], "end_turn"),
    "a call": ([chunk(call("f", args={"a": 1})), STOP], [uses("f", {"a": 1})], "tool_use"),
    "a call with an id and a signature": (
        [chunk({**call("f", args={}, id="g1"), "thoughtSignature": "c2ln"}), STOP],
        [uses("f", {}, id="g1", **SIGNED)],
        "tool_use",
    ),
    "a call without arguments": ([chunk(call("f")), STOP], [uses("f", {})], "tool_use"),
    "text, then calls": (
        [chunk(text("I look.")), chunk(call("f", args={"a": [1, {}]}), call("f", args={"b": "ü"})), STOP],
        [says("I look."), uses("f", {"a": [1, {}]}), uses("f", {"b": "ü"})],
        "tool_use",
    ),
    "a call that was not expected": (
        [chunk(call("f", args={}), finish="UNEXPECTED_TOOL_CALL")],
        [uses("f", {})],
        "UNEXPECTED_TOOL_CALL",
    ),
    "a call with streamed arguments": (
        [
            chunk({**call("f", willContinue=True), "thoughtSignature": "c2ln"}),
            chunk(call(partialArgs=[value("$.a", stringValue="Bos", more=True)], willContinue=True)),
            chunk(call(partialArgs=[value("$.a", stringValue="ton", more=True)], willContinue=True)),
            chunk(call(partialArgs=[value("$.a", stringValue="")], willContinue=True)),
            chunk(call(willContinue=True)),
            chunk(call(partialArgs=[value("$.n", numberValue=0.5)], willContinue=True)),
            chunk(call(), finish="STOP"),
        ],
        [uses("f", {"a": "Boston", "n": 0.5}, **SIGNED)],
        "tool_use",
    ),
    "streamed calls, one after the other": (
        [
            chunk(call("f", willContinue=True)),
            chunk(call(partialArgs=[value("$.a", stringValue="1")])),
            chunk(call()),
            chunk(call("f", willContinue=True)),
            chunk(call(partialArgs=[value("$.a", stringValue="2")], willContinue=True)),
            chunk(call("g", args={"b": 3})),
            STOP,
        ],
        [uses("f", {"a": "1"}), uses("f", {"a": "2"}), uses("g", {"b": 3})],
        "tool_use",
    ),
    "a streamed call whose pieces repeat name and id": (
        [
            chunk(call("f", id="g1", willContinue=True, args={})),
            chunk(call("f", id="g1", partialArgs=[value("$.a", boolValue=True)], willContinue=True)),
            chunk(call("f", id="g1")),
            STOP,
        ],
        [uses("f", {"a": True}, id="g1")],
        "tool_use",
    ),
    "streamed arguments beside whole ones": (
        [
            chunk(call("f", partialArgs=[value("$.a", nullValue="NULL_VALUE")], willContinue=True)),
            chunk(call(args={"a": 9, "b": {"c": 1}})),
            STOP,
        ],
        [uses("f", {"a": None, "b": {"c": 1}})],
        "tool_use",
    ),
    "a streamed call without arguments": (
        [chunk(call("f", willContinue=True)), chunk(call(), finish="STOP")],
        [uses("f", {})],
        "tool_use",
    ),
    "a streamed call whose end is missing": (
        [
            chunk(call("f", willContinue=True)),
            chunk(call(partialArgs=[value("$.a[0].b", stringValue="x", more=True)], willContinue=True)),
            chunk(text("y"), finish="STOP"),
        ],
        [uses("f", {"a": [{"b": "x"}]}), says("y")],
        "tool_use",
    ),
    "a picture": (
        [chunk(text("Here:"), inline("image/png", "iVBO", thoughtSignature="c2ln")), STOP],
        [says("Here:"), medium("image/png", "iVBO", **SIGNED)],
        "end_turn",
    ),
    "a picture that was only thought": (
        [chunk(inline("image/png", "iVBO", thought=True), text("x")), STOP],
        [item(inline("image/png", "iVBO", thought=True)), says("x")],
        "end_turn",
    ),
    "sound with its words": (
        [chunk(inline("audio/wav", "UklG", audioTranscription={"text": "so"})), STOP],
        [medium("audio/wav", "UklG", transcript="so")],
        "end_turn",
    ),
    "samples in pieces": (
        [chunk(inline(PCM, "AAE=")), chunk(inline(PCM, "AgM=")), chunk(text("x")), chunk(inline(PCM, "BAU=")), STOP],
        [medium(PCM, "AAECAw=="), says("x"), medium(PCM, "BAU=")],
        "end_turn",
    ),
    "a picture by address": (
        [chunk({"fileData": {"mimeType": "image/png", "fileUri": "https://a.example/x"}}), STOP],
        [
            {
                "type": "image",
                "source": {"type": "url", "url": "https://a.example/x", "media_type": "image/png"},
            }
        ],
        "end_turn",
    ),
    "a file that is no medium": (
        [chunk(inline("text/csv", "YSxi")), STOP],
        [item(inline("text/csv", "YSxi"))],
        "end_turn",
    ),
    "a file in a bucket": (
        [chunk({"fileData": {"mimeType": "image/png", "fileUri": "gs://a/x"}}), STOP],
        [item({"fileData": {"mimeType": "image/png", "fileUri": "gs://a/x"}})],
        "end_turn",
    ),
    "Gemini's own tools": (
        [chunk(text("I count.")), chunk(CODE), chunk(RAN), chunk(SEARCH), chunk(text("1")), STOP],
        [says("I count."), item(CODE), item(RAN), item(SEARCH), says("1")],
        "end_turn",
    ),
    "something new": ([chunk({"newData": {"x": None}}), STOP], [item({"newData": {"x": None}})], "end_turn"),
    "nothing but a stop": ([chunk(finish="MAX_TOKENS")], [], "max_tokens"),
    "a stop in the middle": ([chunk(text("Once"), finish="MAX_TOKENS")], [says("Once")], "max_tokens"),
}
