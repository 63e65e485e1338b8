"""One item of each kind, as a whole and as it is streamed, and the blocks that it becomes."""

from __future__ import annotations

from typing import Any

from tests.providers.oai_resp.responses import (
    Json,
    added,
    argument_delta,
    begun,
    call_item,
    custom_item,
    done,
    event,
    mark,
    message_item,
    part_added,
    part_done,
    reasoning_item,
    refusal_part,
    said_item,
    text_delta,
    text_part,
)
from vai_gateway.wire.sse_read import Frame

Streamed = tuple[list[Json], list[Frame], list[Json], str]
"""The items, their events, the blocks, the stop reason."""

CITED: Json = {"type": "url_citation", "url": "https://a.test/", "title": "A", "start_index": 0, "end_index": 2}
IN_FILE: Json = {"type": "file_citation", "file_id": "file_1", "filename": "a.pdf", "index": 2}
IN_CONTAINER: Json = {
    "type": "container_file_citation",
    "container_id": "cntr_1",
    "file_id": "cfile_1",
    "filename": "a.txt",
    "start_index": 0,
    "end_index": 2,
}
FILE_PATH: Json = {"type": "file_path", "file_id": "file_2", "index": 0}
SEARCH: Json = {
    "id": "ws_1",
    "type": "web_search_call",
    "status": "completed",
    "action": {"type": "search", "query": "news"},
}
TOOLS_LISTED: Json = {"id": "mcpl_1", "type": "mcp_list_tools", "server_label": "a", "tools": [], "error": None}
PICTURE: Json = {
    "id": "ig_1",
    "type": "image_generation_call",
    "status": "completed",
    "output_format": "jpeg",
    "result": "/9j/4AAQ",
    "revised_prompt": "A sun",
}
COMPUTER: Json = {
    "id": "cu_1",
    "type": "computer_call",
    "call_id": "call_1",
    "status": "completed",
    "actions": [{"type": "click", "button": "left", "x": 1, "y": 2}],
    "pending_safety_checks": [{"id": "sc_1", "code": "malicious_instructions", "message": "?"}],
}
ENCRYPTED = "gAAAAABo/+xyz_-Q=="


def text(said: str, **members: Any) -> Json:
    return {"type": "text", "text": said, **members}


def thinking(said: str, **members: Any) -> Json:
    return {"type": "thinking", "thinking": said, **members}


def use(input: Json, *, id: str = "call_1", **members: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": "weather", "input": input, **members}


def native(item: Json) -> Json:
    return {"type": "provider_block", "provider": "oai-resp", "data": item}


def quiet(item: Json, index: int = 0) -> list[Frame]:
    return [added(index, begun(item)), done(index, item)]


def summary_delta(said: str, part: int = 0) -> Frame:
    kind = "response.reasoning_summary_text.delta"
    return event(kind, output_index=0, summary_index=part, item_id="rs_?", delta=said, obfuscation="q")


def _spoken(item: Json, *deltas: str, index: int = 0) -> list[Frame]:
    (part,) = item["content"]
    return [
        added(index, begun(item)),
        part_added(index, text_part("")),
        *(text_delta(index, delta) for delta in deltas),
        event("response.output_text.done", output_index=index, content_index=0, text=part["text"], logprobs=[]),
        part_done(index, part),
        done(index, item),
    ]


_SAID = said_item("Hi, you", phase="final_answer")
_CITED = message_item(text_part("ab cd", annotations=[CITED, IN_FILE, IN_CONTAINER, FILE_PATH]))
_TWO_PARTS = message_item(text_part("a"), refusal_part("No."))
_SUMMED_UP = reasoning_item("**A**\n\nOne.", "Two.", encrypted_content=ENCRYPTED)
_OPEN = reasoning_item(content=[{"type": "reasoning_text", "text": "Hm."}])
_CALL = call_item('{"city":"Bern"}', namespace="geo", caller={"type": "program", "caller_id": "call_0"})

STREAMS: dict[str, Streamed] = {
    "text": (
        [_SAID],
        _spoken(_SAID, "Hi", ", ", "you"),
        [text("Hi, you", signature=mark(id="msg_1", phase="final_answer"))],
        "end_turn",
    ),
    "nothing": ([], [], [], "end_turn"),
    "an empty text": (
        [said_item("")],
        _spoken(said_item("")),
        [text("", signature=mark(id="msg_1"))],
        "end_turn",
    ),
    "a message without parts": ([message_item()], quiet(message_item()), [], "end_turn"),
    "citations": (
        [_CITED],
        [
            added(0, begun(_CITED)),
            text_delta(0, "ab cd"),
            *(
                event("response.output_text.annotation.added", output_index=0, content_index=0, annotation=annotation)
                for annotation in (CITED, IN_FILE, IN_CONTAINER, FILE_PATH)
            ),
            part_done(0, _CITED["content"][0]),
            done(0, _CITED),
        ],
        [
            text(
                "ab cd",
                signature=mark(id="msg_1"),
                citations=[
                    CITED,
                    IN_FILE,
                    {**IN_CONTAINER, "type": "file_citation"},
                    {**FILE_PATH, "type": "file_citation"},
                ],
            )
        ],
        "end_turn",
    ),
    "text and a refusal": (
        [_TWO_PARTS],
        [
            added(0, begun(_TWO_PARTS)),
            part_added(0, text_part("")),
            text_delta(0, "a"),
            part_done(0, text_part("a")),
            part_added(0, refusal_part(""), place=1),
            event("response.refusal.delta", output_index=0, content_index=1, delta="No."),
            event("response.refusal.done", output_index=0, content_index=1, refusal="No."),
            part_done(0, refusal_part("No."), place=1),
            done(0, _TWO_PARTS),
        ],
        [text("a", signature=mark(id="msg_1")), text("No.", signature=mark(id="msg_1", type="refusal"))],
        "refusal",
    ),
    "a summary of the reasoning": (
        [_SUMMED_UP],
        [
            added(0, {**begun(_SUMMED_UP), "encrypted_content": "gAAA"}),
            event("response.reasoning_summary_part.added", output_index=0, summary_index=0, part={}),
            summary_delta("**A**\n\n"),
            summary_delta("One."),
            event("response.reasoning_summary_text.done", output_index=0, summary_index=0, text="**A**\n\nOne."),
            summary_delta("Two.", 1),
            done(0, _SUMMED_UP),
        ],
        [
            thinking(
                "**A**\n\nOne.\nTwo.",
                signature=mark(
                    id="rs_1", encrypted_content=ENCRYPTED, parts=[["summary_text", 11], ["summary_text", 4]]
                ),
            )
        ],
        "end_turn",
    ),
    "reasoning without a word": (
        [reasoning_item(encrypted_content=ENCRYPTED, content=[])],
        quiet(reasoning_item(encrypted_content=ENCRYPTED, content=[])),
        [thinking("", signature=mark(id="rs_1", encrypted_content=ENCRYPTED))],
        "end_turn",
    ),
    "reasoning in the open": (
        [_OPEN],
        [
            added(0, begun(_OPEN)),
            event("response.reasoning_text.delta", output_index=0, content_index=0, delta="Hm."),
            done(0, _OPEN),
        ],
        [thinking("Hm.", signature=mark(id="rs_1", parts=[["reasoning_text", 3]]))],
        "end_turn",
    ),
    "a function call": (
        [_CALL],
        [
            added(0, begun(_CALL)),
            argument_delta(0, '{"city"'),
            argument_delta(0, ':"Bern"}'),
            event("response.function_call_arguments.done", output_index=0, arguments='{"city":"Bern"}'),
            done(0, _CALL),
        ],
        [
            use(
                {"city": "Bern"},
                signature=mark(id="fc_1", namespace="geo", caller={"type": "program", "caller_id": "call_0"}),
            )
        ],
        "tool_use",
    ),
    "a call without arguments": (
        [call_item("")],
        quiet(call_item("")),
        [use({}, signature=mark(id="fc_1"))],
        "tool_use",
    ),
    "a custom tool's call": (
        [custom_item('say "4"\n')],
        [
            added(0, begun(custom_item(""))),
            event("response.custom_tool_call_input.delta", output_index=0, delta="say "),
            event("response.custom_tool_call_input.delta", output_index=0, delta='"4"\n'),
            event("response.custom_tool_call_input.done", output_index=0, input='say "4"\n'),
            done(0, custom_item('say "4"\n')),
        ],
        [
            {
                "type": "tool_use",
                "id": "call_1",
                "name": "sum",
                "input": {"input": 'say "4"\n'},
                "signature": mark(type="custom_tool_call", id="ctc_1"),
            }
        ],
        "tool_use",
    ),
    "a custom tool's call without a word": (
        [custom_item("")],
        quiet(custom_item("")),
        [
            {
                "type": "tool_use",
                "id": "call_1",
                "name": "sum",
                "input": {"input": ""},
                "signature": mark(type="custom_tool_call", id="ctc_1"),
            }
        ],
        "tool_use",
    ),
    "a call of the computer": (
        [COMPUTER],
        quiet(COMPUTER),
        [
            {
                "type": "tool_use",
                "id": "call_1",
                "name": "computer",
                "input": {
                    "actions": COMPUTER["actions"],
                    "pending_safety_checks": COMPUTER["pending_safety_checks"],
                },
                "signature": mark(type="computer_call", id="cu_1"),
            }
        ],
        "tool_use",
    ),
    "native items": (
        [SEARCH, TOOLS_LISTED],
        [
            added(0, begun(SEARCH)),
            event("response.web_search_call.in_progress", output_index=0, item_id="ws_1"),
            event("response.web_search_call.searching", output_index=0, item_id="ws_1"),
            event("response.web_search_call.completed", output_index=0, item_id="ws_1"),
            done(0, SEARCH),
            *quiet(TOOLS_LISTED, 1),
        ],
        [native(SEARCH), native(TOOLS_LISTED)],
        "end_turn",
    ),
    "an item of a kind that is new": (
        [{"type": "dream", "id": "dr_1"}],
        quiet({"type": "dream", "id": "dr_1"}),
        [native({"type": "dream", "id": "dr_1"})],
        "end_turn",
    ),
    "a picture": (
        [PICTURE],
        [
            added(0, {"id": "ig_1", "type": "image_generation_call", "status": "in_progress"}),
            event("response.image_generation_call.partial_image", output_index=0, partial_image_b64="AAAA"),
            done(0, PICTURE),
        ],
        [
            {
                "type": "image",
                "source": {"type": "base64", "media_type": "image/jpeg", "data": "/9j/4AAQ"},
                "signature": mark(
                    type="image_generation_call", id="ig_1", output_format="jpeg", revised_prompt="A sun"
                ),
            }
        ],
        "end_turn",
    ),
    "a picture that was not made": (
        [{**PICTURE, "status": "failed", "result": None}],
        quiet({**PICTURE, "status": "failed", "result": None}),
        [native({**PICTURE, "status": "failed", "result": None})],
        "end_turn",
    ),
    "reasoning, commentary and a call": (
        [reasoning_item(), said_item("So.", phase="commentary"), call_item("{}")],
        [
            *quiet(reasoning_item()),
            *_spoken(said_item("So.", phase="commentary"), "So.", index=1),
            *quiet(call_item("{}"), 2),
        ],
        [
            thinking("", signature=mark(id="rs_1")),
            text("So.", signature=mark(id="msg_1", phase="commentary", after="rs_1")),
            use({}, signature=mark(id="fc_1")),
        ],
        "tool_use",
    ),
    "parallel calls": (
        [call_item("{}"), call_item('{"x":1}', id="fc_2", call_id="call_2")],
        [*quiet(call_item("{}")), *quiet(call_item('{"x":1}', id="fc_2", call_id="call_2"), 1)],
        [use({}, signature=mark(id="fc_1")), use({"x": 1}, id="call_2", signature=mark(id="fc_2"))],
        "tool_use",
    ),
}
