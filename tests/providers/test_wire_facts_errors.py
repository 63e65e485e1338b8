"""Whatever a provider does wrong is one clear error: an HTTP answer before the first event, the last event after it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.providers.vendor_faults import GEM_DEV, GEM_VERT, QUOTED_KEY, RETRY, VENDORS, Vendor, google_error
from tests.replay.answer import Answer, read
from tests.replay.cases import Case
from tests.replay.contract import breaches
from tests.replay.upstream import ReplayUpstream
from tests.servers import Host
from vai_gateway.providers.registry import adapters

SSE, JSON, HTML = "text/event-stream", "application/json", "text/html"
PAGE = b"<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>"
MODES = pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
EACH = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.provider)


@dataclass
class House:
    upstream: ReplayUpstream
    client: httpx.Client

    def ask(
        self,
        vendor: Vendor,
        *pieces: bytes,
        stream: bool,
        status: int = 200,
        kind: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What the gateway answers where the vendor answers with these pieces."""
        told = {"content-type": kind or (SSE if stream else JSON), "retry-after": "7", **(headers or {})}
        case = Case("fault", "", vendor.model, status, told, b"".join(pieces), stream)
        request: dict[str, Any] = {
            "model": f"{vendor.provider}/{vendor.model}",
            "messages": [{"role": "user", "content": "Hi"}],
        }
        if stream:
            request["stream"] = True
        key = self.upstream.key(case, pieces)
        response = self.client.post("/v1/messages", json=request, headers={vendor.key_header: key})
        assert key not in response.text and QUOTED_KEY not in response.text
        answer = read(response)
        assert breaches(answer) == []
        return answer


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    upstream = ReplayUpstream()
    with Host() as host:
        address = host.serve(upstream)
        settings = {f"VAI_PROXY_{each.setting}_BASE_URL": address + each.base_path for each in VENDORS}
        gateway = host.gateway({"VAI_PROXY_UPSTREAM_RETRIES": "0", **settings})
        with httpx.Client(base_url=gateway, timeout=20.0, trust_env=False) as client:
            yield House(upstream, client)


def failed(answer: Answer) -> Any:
    """The error of an answer that is none."""
    assert answer.events == ()
    assert answer.status != 200
    return answer.body["error"]


def broken_off(answer: Answer) -> Any:
    """The error that ended a stream after its first words; it is the last event and the only error."""
    kinds = [event["type"] for event in answer.events]
    assert (answer.status, kinds[0], kinds[-1], kinds.count("error")) == (200, "message_start", "error", 1)
    assert any(event["type"] == "content_block_delta" for event in answer.events)
    return answer.events[-1]["error"]


def test_every_provider_with_a_wire_is_here() -> None:
    assert {vendor.provider for vendor in VENDORS} == {adapter.facts.name for adapter in adapters()}


STATUSES = [
    (400, "invalid_request_error", 400),
    (401, "authentication_error", 401),
    (402, "permission_error", 403),
    (403, "permission_error", 403),
    (404, "not_found_error", 404),
    (408, "api_error", 504),
    (413, "invalid_request_error", 400),
    (422, "invalid_request_error", 400),
    (429, "rate_limit_error", 429),
    (500, "provider_error", 502),
    (502, "provider_error", 502),
    (503, "overloaded_error", 529),
    (504, "api_error", 504),
    (529, "overloaded_error", 529),
]


@MODES
@EACH
@pytest.mark.parametrize("status, kind, ours", STATUSES)
@pytest.mark.parametrize("form", ["its own", "cut", "a page", "nothing"])
def test_a_refusal_is_the_error_of_its_status(
    house: House, vendor: Vendor, status: int, kind: str, ours: int, form: str, stream: bool
) -> None:
    own = json.dumps(vendor.said(status)).encode()
    body = {"its own": own, "cut": own[:-9], "a page": PAGE, "nothing": b""}[form]
    answer = house.ask(vendor, body, stream=stream, status=status, kind=HTML if form == "a page" else JSON)
    error = failed(answer)
    assert (answer.status, error["type"]) == (ours, kind)
    assert vendor.provider in error["message"] or form == "its own"
    waits = status == 429 or status >= 500
    assert (error.get("retry_after"), answer.headers.get("retry-after")) == ((7, "7") if waits else (None, None))
    if status == 401:
        assert (error["param"], error["code"]) == (vendor.key_header, "provider_key_invalid")
    if form == "its own":
        assert error["provider_error"]


FAULTS = [(vendor, name) for vendor in VENDORS for name in vendor.within]
each_fault = pytest.mark.parametrize("vendor, name", FAULTS, ids=[f"{each.provider}: {name}" for each, name in FAULTS])


@each_fault
def test_an_error_that_is_all_a_stream_says_is_an_answer_with_its_status(
    house: House, vendor: Vendor, name: str
) -> None:
    said, kind, status = vendor.within[name]
    answer = house.ask(vendor, said, stream=True)
    error = failed(answer)
    assert (answer.status, error["type"], error.get("retry_after")) == (status, kind, vendor.waits_s.get(name))


@each_fault
@pytest.mark.parametrize("size", [0, 1, 40])
def test_an_error_within_a_stream_is_its_one_last_event(house: House, vendor: Vendor, name: str, size: int) -> None:
    """size: of the pieces that it arrives in; 0 is all at once."""
    said, kind, _ = vendor.within[name]
    body = vendor.begun + said
    pieces = [body[start : start + size] for start in range(0, len(body), size)] if size else [body]
    error = broken_off(house.ask(vendor, *pieces, stream=True))
    assert (error["type"], error.get("retry_after")) == (kind, vendor.waits_s.get(name))


@MODES
@EACH
@pytest.mark.parametrize("kind", [SSE, JSON, HTML, "text/plain"])
def test_an_error_in_a_200_is_that_error_whatever_its_content_type(
    house: House, vendor: Vendor, kind: str, stream: bool
) -> None:
    body = b"\n  " + json.dumps(vendor.said(429), indent=2).encode()
    error = failed(house.ask(vendor, body, stream=stream, kind=kind))
    assert (error["type"], "It failed" in error["message"]) == ("rate_limit_error", True)


UNREAD: dict[str, bytes] = {
    "a page": PAGE,
    "nothing": b"",
    "white space": b"\n \n",
    "half an object": b'{"id": "x", "choices": [{"mess',
    "words": b"upstream connect error",
    "no UTF-8": b'{"a": "\xff"}',
}


@MODES
@EACH
@pytest.mark.parametrize("kind", [SSE, JSON, HTML])
@pytest.mark.parametrize("body", UNREAD.values(), ids=UNREAD)
def test_what_is_no_answer_at_all_is_the_providers_fault(
    house: House, vendor: Vendor, kind: str, body: bytes, stream: bool
) -> None:
    answer = house.ask(vendor, body, stream=stream, kind=kind)
    error = failed(answer)
    assert (answer.status, error["type"]) == (502, "provider_error")
    assert error["code"] in ("provider_invalid_response", "upstream_cut")


LATER: dict[str, bytes] = {
    "nothing": b"",
    "half a frame": b"data: {",
    "a page": PAGE,
    "words": b"upstream connect error\n\n",
    "an object of nobody's": b'{"hello": "there"}',
    "half an object": b'{"error": {"mess',
}


@EACH
@pytest.mark.parametrize("garbage", LATER.values(), ids=LATER)
def test_a_stream_that_is_not_whole_is_never_a_short_answer(house: House, vendor: Vendor, garbage: bytes) -> None:
    error = broken_off(house.ask(vendor, vendor.begun, garbage, stream=True))
    assert (error["type"], error["code"]) == ("provider_error", "upstream_cut")


@EACH
@pytest.mark.parametrize("kind", [SSE, JSON, HTML, "text/plain", "application/octet-stream"])
def test_a_whole_stream_is_an_answer_whatever_its_content_type(house: House, vendor: Vendor, kind: str) -> None:
    answer = house.ask(vendor, vendor.begun, vendor.ended, stream=True, kind=kind)
    assert (answer.body["content"][0]["text"], answer.body["stop_reason"]) == ("Once", "end_turn")


@EACH
def test_the_last_event_needs_no_end_of_its_line(house: House, vendor: Vendor) -> None:
    ended = vendor.ended.removesuffix(b"data: [DONE]\n\n").rstrip()
    assert house.ask(vendor, vendor.begun, ended, stream=True).body["stop_reason"] == "end_turn"


@EACH
def test_nothing_that_follows_the_end_makes_a_second_one(house: House, vendor: Vendor) -> None:
    """An error behind the end comes too late, except where only the body's end is the end."""
    said = next(iter(vendor.within.values()))[0]
    answer = house.ask(vendor, vendor.begun, vendor.ended + said, stream=True)
    kinds = [event["type"] for event in answer.events]
    assert kinds.count("message_stop") + kinds.count("error") == 1
    assert (kinds[-1] == "error") is vendor.provider.startswith("gem-")


@EACH
def test_every_place_that_a_stream_can_be_cut_at_gives_an_error(house: House, vendor: Vendor) -> None:
    for end in range(0, len(vendor.begun), 7):
        answer = house.ask(vendor, vendor.begun[:end], stream=True)
        error = answer.events[-1]["error"] if answer.events else failed(answer)
        assert error["type"] == "provider_error"


@pytest.mark.parametrize("vendor", [GEM_DEV, GEM_VERT], ids=lambda vendor: vendor.provider)
@pytest.mark.parametrize("wrap", [False, True], ids=["an object", "a list"])
def test_googles_errors_come_as_plain_json_to_a_call_for_a_stream(house: House, vendor: Vendor, wrap: bool) -> None:
    told = google_error(429, RETRY)
    body = json.dumps([told] if wrap else told, indent=2).encode()
    answer = house.ask(vendor, body, stream=True, status=429, kind=f"{SSE}; charset=utf-8", headers={"retry-after": ""})
    assert (answer.status, failed(answer)["retry_after"], answer.headers["retry-after"]) == (429, 35, "35")
