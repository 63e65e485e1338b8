"""Whatever Google's SDK knows of a reply is read without loss, whether it was ever recorded or not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from google.genai import types as sdk

from tests.providers.gemini.gem_cases import PCM, inline
from tests.providers.gemini.gem_cases import says as text_block
from tests.providers.gemini.gem_replies import Json, call, chunk, message, text, whole
from tests.providers.gemini.gem_requests import DEV
from tests.providers.sdk_samples import missing, sample
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Message
from vai_gateway.core.collect import collect
from vai_gateway.core.message_stream import MessageStream
from vai_gateway.wire.sse_read import FrameReader

MEMBERS = [field.alias or name for name, field in sdk.Part.model_fields.items()]
REAL: dict[str, Json] = {
    "functionCall": {"name": "/name.", "id": "/id.", "args": {"a": "/a."}},
    "inlineData": {"mimeType": "image/png", "data": "iVBO", "displayName": "/name."},
    "fileData": {"mimeType": "image/png", "fileUri": "https://a.example/x", "displayName": "/name."},
}
"""What members must be to mean something."""
CONTENT = frozenset({"text", "functionCall", "inlineData", "fileData", "executableCode", "toolCall"})
BESIDE = [name for name in MEMBERS if name.endswith(("Metadata", "Resolution", "Processing"))]


def part_of(member: str) -> Json:
    others = dict.fromkeys(name for name in MEMBERS if name != member)
    return sample(sdk.Part, **others, **({member: REAL[member]} if member in REAL else {}))


def told(found: Message) -> list[Any]:
    return [found.content, found.metadata or None]


def in_both(*chunks: Json) -> tuple[Message, Message]:
    return message(*chunks), whole(list(chunks))


@pytest.mark.parametrize("member", MEMBERS)
def test_a_part_is_read_or_kept_whatever_it_holds(member: str) -> None:
    part = part_of(member)
    for found in in_both(chunk(text("So:"), part), chunk(finish="STOP")):
        assert missing(part, told(found)) == []
        said = {"role": "assistant", "content": found.content}
        assert MessageRequest.model_validate({"model": "openai/any", "messages": [said]})


SAYING: dict[str, Json] = {
    "text": text("Hi"),
    "a signed text": text("Hi", thoughtSignature="c2ln"),
    "a signature alone": text("", thoughtSignature="c2ln"),
    "a call": call("f", args={}),
    "a picture": inline("image/png", "iVBO"),
    "samples": inline(PCM, "AAE="),
}


@pytest.mark.parametrize("member", BESIDE)
@pytest.mark.parametrize("part", SAYING.values(), ids=SAYING)
@pytest.mark.parametrize("before", [[], [text("So:")]], ids=["first", "second"])
def test_what_stands_beside_a_parts_content_is_kept_with_the_number_of_its_block(
    part: Json, member: str, before: list[Json]
) -> None:
    beside = part_of(member)
    for found in in_both(chunk(*before, {**part, **beside}), chunk(finish="STOP")):
        number = len(found.content) - 1
        assert isinstance(found.metadata, dict)
        assert found.metadata["gem-dev"]["content"] == {str(number): beside}


def test_what_stands_beside_nothing_that_was_said_is_kept() -> None:
    for found in in_both(chunk(text("", partMetadata={"a": 1})), chunk(text("Hi"), finish="STOP")):
        assert isinstance(found.metadata, dict)
        assert found.metadata["gem-dev"]["content"] == {"0": {"partMetadata": {"a": 1}}}


@pytest.mark.parametrize("beside", [{"inlineData": 5}, {"fileData": [1]}, {"functionCall": {"name": "f"}}])
def test_a_part_that_says_two_things_loses_neither(beside: Json) -> None:
    for found in in_both(chunk({**text("Hi"), **beside}), chunk(finish="STOP")):
        assert isinstance(found.metadata, dict)
        assert (found.content, found.metadata["gem-dev"]["content"]) == ([text_block("Hi")], {"0": beside})


def test_what_stands_beside_the_content_is_kept() -> None:
    candidate = sample(sdk.Candidate, content={"parts": [text("Hi")]}, finishReason="STOP", index=0)
    own = {"sdkHttpResponse", "createTime", "parsed", "automaticFunctionCallingHistory"}
    reply = sample(sdk.GenerateContentResponse, candidates=[candidate], **dict.fromkeys(own))
    del reply["promptFeedback"]["blockReason"]
    for found in in_both(reply):
        assert missing(reply, [found.id, found.model, *told(found)]) == []


REFUSALS = frozenset(
    "SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION "
    "ESCALATION PUP_LIMITED_DISABLED MODEL_ARMOR".split()
)
STOPS = dict.fromkeys(REFUSALS, "refusal") | {"STOP": "end_turn", "MAX_TOKENS": "max_tokens"}
REASONS = [reason.value for reason in sdk.FinishReason if reason.value != "FINISH_REASON_UNSPECIFIED"]


@pytest.mark.parametrize("reason", REASONS)
def test_why_an_answer_ends_is_its_stop_reason(reason: str) -> None:
    for found in in_both(chunk(text("Hi"), finish=reason)):
        assert found.stop_reason == STOPS.get(reason, reason)


@pytest.mark.parametrize("reason", [reason.value for reason in sdk.BlockedReason])
def test_why_a_prompt_was_blocked_is_told_with_the_refusal(reason: str) -> None:
    feedback = {"promptFeedback": {"blockReason": reason}, "usageMetadata": {"promptTokenCount": 4}}
    for found in in_both(feedback):
        assert (found.content, found.stop_reason) == ([], "refusal")
        assert found.metadata == {"gem-dev": {"promptFeedback": {"blockReason": reason}}}


def test_lines_end_in_two_bytes_and_the_stream_without_a_word() -> None:
    chunks = (chunk(text("Grüß ")), chunk(text("Gott"), finish="STOP"))
    sent = "".join(f"data: {json.dumps(each, ensure_ascii=False)}\r\n\r\n" for each in chunks).encode()
    stream, reader = MessageStream("gem-dev", "gem-dev/asked"), FrameReader()
    decoder = DEV.decoder(stream)
    for start in range(len(sent)):
        for frame in reader.feed(sent[start : start + 1]):
            decoder.feed(frame)
    assert reader.flush() == []
    decoder.end()
    assert collect(stream.take()).content == [{"type": "text", "text": "Grüß Gott"}]
