"""Whatever OpenAI's SDK knows of a response is read without loss, whether it was ever recorded or not."""

from __future__ import annotations

import json
from typing import Any

import openai.types.responses as sdk
import pytest
from msgspec import UNSET
from openai.types.responses.response import IncompleteDetails
from pydantic import BaseModel

from tests.providers.oai_resp.responses import (
    CREATED,
    SHELL,
    Json,
    added,
    begun,
    body,
    call_item,
    completed,
    custom_item,
    done,
    event,
    incomplete,
    mark,
    message,
    message_item,
    reasoning_item,
    refusal_part,
    response,
    said_item,
    streamed,
    text_part,
    whole,
)
from tests.providers.oai_resp.streams import quiet, text
from tests.providers.sdk_samples import choices_of, kind_of, members_of, missing, sample
from vai_gateway.contract.requests import MessageRequest
from vai_gateway.contract.responses import Message
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.sse_read import Frame


def told(result: Message) -> list[Any]:
    return [result.content, result.metadata or None]


@pytest.mark.parametrize("model", members_of(sdk.ResponseOutputItem), ids=kind_of)
def test_an_item_comes_whole_streamed_or_not(model: type[BaseModel]) -> None:
    item = sample(model, **({"arguments": '{"a":"/a."}'} if kind_of(model) == "function_call" else {}))
    in_one = whole(body(item))
    in_pieces = message(CREATED, added(0, begun(item)), done(0, item), completed(item))
    assert in_one.content == in_pieces.content
    assert missing(item, told(in_one)) == missing(item, told(in_pieces)) == []
    said = {"role": "assistant", "content": in_one.content}
    assert MessageRequest.model_validate({"model": "openai/any", "messages": [said]})


OF_THE_RESPONSE = frozenset(
    {
        "error",
        "response.created",
        "response.queued",
        "response.in_progress",
        "response.completed",
        "response.incomplete",
        "response.failed",
    }
)
EVENTS = [model for model in members_of(sdk.ResponseStreamEvent) if kind_of(model) not in OF_THE_RESPONSE]
ITEM_OF: list[tuple[tuple[str, ...], Json]] = [
    (("response.reasoning",), reasoning_item("Hm.")),
    (("response.function_call",), call_item()),
    (("response.custom_tool_call",), custom_item("x")),
    (("response.refusal.",), message_item(refusal_part("No."))),
    (("response.content_part.", "response.output_text.", "response.output_item."), said_item("")),
    (("response.",), {"id": "x_1", "type": "dream"}),
]


@pytest.mark.parametrize("model", EVENTS, ids=kind_of)
def test_no_event_spoils_what_its_item_says_at_the_end(model: type[BaseModel]) -> None:
    kind = kind_of(model)
    item = next(item for starts, item in ITEM_OF if kind.startswith(starts))
    members = sample(model, output_index=0, content_index=0, summary_index=0, item=item, part=text_part(""))
    del members["type"]
    members["delta"] = {"stdout": "x"} if kind.startswith("response.shell_call_output") else ""
    members.pop("annotation", None)
    start, end = (CREATED, added(0, begun(item))), (done(0, item), completed(item))
    assert message(*start, event(kind, **members), *end).content == message(*start, *end).content


def test_sound_that_is_streamed_beside_the_items_is_kept() -> None:
    kinds = ("response.audio.delta", "response.audio.transcript.delta")
    frames = [event(kind, delta=f"/{kind}.") for kind in kinds]
    result = message(CREATED, *frames, event("response.audio.done"), completed(said_item("Hi")))
    assert result.metadata is not UNSET
    assert result.metadata["oai-resp"]["audio"] == [{"type": kind, "delta": f"/{kind}."} for kind in kinds]


ECHOED = frozenset(
    "instructions metadata model object previous_response_id prompt prompt_cache_key prompt_cache_options reasoning "
    "safety_identifier text tool_choice tools user".split()
)
"""What of a response only repeats the request, or stands elsewhere in the message."""


def test_what_stands_beside_the_output_is_kept() -> None:
    beside = sample(sdk.Response, id="r", output=[], status="completed", error=None, **dict.fromkeys(ECHOED))
    assert missing(beside, told(whole(json.dumps(beside).encode()))) == []


@pytest.mark.parametrize("reason", choices_of(IncompleteDetails, "reason"))
def test_why_a_response_is_not_complete_is_its_stop_reason(reason: str) -> None:
    result = message(CREATED, *quiet(said_item("Hi")), incomplete(reason, said_item("Hi")))
    ours = {"max_output_tokens": "max_tokens", "content_filter": "refusal"}
    assert (result.stop_reason, result.content[0]["text"]) == (ours.get(reason, reason), "Hi")


@pytest.mark.parametrize("status", choices_of(sdk.Response, "status"))
def test_a_status_is_a_stop_reason_or_an_error(status: str) -> None:
    ours = {"completed": "end_turn", "incomplete": "max_tokens"}
    if status == "failed":
        with pytest.raises(GatewayError):
            whole(body(status=status))
    else:
        assert whole(body(status=status)).stop_reason == ours.get(status, status)


KINDS = {"server_error": "provider_error", "vector_store_timeout": "provider_error"} | {
    "rate_limit_exceeded": "rate_limit_error"
}


@pytest.mark.parametrize("code", choices_of(sdk.ResponseError, "code"))
def test_a_response_that_failed_says_whose_fault_it_was(code: str) -> None:
    failed = response(status="failed", error={"code": code, "message": "So."})
    with pytest.raises(GatewayError) as raised:
        streamed(CREATED, event("response.failed", response=failed))
    assert (raised.value.kind, raised.value.message) == (KINDS.get(code, "invalid_request_error"), "So.")


def test_several_messages_keep_their_phases() -> None:
    items = [said_item("So.", phase="commentary"), said_item("Four.", id="msg_2", phase="final_answer")]
    result = message(CREATED, *quiet(items[0]), *quiet(items[1], 1), completed(*items))
    assert result.content == [
        text("So.", signature=mark(id="msg_1", phase="commentary")),
        text("Four.", signature=mark(id="msg_2", phase="final_answer")),
    ]


def test_events_need_no_sequence_number() -> None:
    frames = [event("response.created", response=SHELL), *quiet(said_item("Hi")), completed(said_item("Hi"))]
    unnumbered = [_without(frame, "sequence_number") for frame in frames]
    assert message(*unnumbered).content == message(*frames).content


def test_an_event_may_be_named_by_its_frame_alone() -> None:
    frames = [CREATED, *quiet(said_item("Hi")), completed(said_item("Hi"))]
    assert message(*[_without(frame, "type") for frame in frames]).content == message(*frames).content


def _without(frame: Frame, name: str) -> Frame:
    members = json.loads(frame.data)
    del members[name]
    return Frame(frame.event, json.dumps(members).encode())
