"""What is told of a request when it has ended, and what must never be told."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest

from tests.fake_clock import FakeClock
from vai_gateway.contract.responses import Usage
from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.core.secret import Secret
from vai_gateway.policy.logs import Level, Log
from vai_gateway.policy.metrics import MAX_REFUSAL_CODES, Metrics
from vai_gateway.policy.report import Reporter

CANARY = "sk-canary-0123456789"
TRACEPARENT = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class House:
    """A reporter with all that it writes to."""

    def __init__(self, level: Level = "info") -> None:
        self.stream = io.BytesIO()
        self.log = Log(self.stream, FakeClock(), level)
        self.metrics = Metrics(models=["anthropic/claude"])
        self.reporter = Reporter(self.log, self.metrics, FakeClock())

    def lines(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(line) for line in self.stream.getvalue().splitlines()]

    def told_of(self, call: Call, now: float = 1002.0) -> dict[str, Any]:
        self.reporter.done(call, now)
        return self.lines()[-1]

    def sample(self, name: str) -> float | None:
        """name: as in the exposition, with labels."""
        for line in self.metrics.text().decode().splitlines():
            if line.rpartition(" ")[0] == name:
                return float(line.rpartition(" ")[2])
        return None


def made_call(**fields: Any) -> Call:
    headers = {b"authorization": b"Bearer " + CANARY.encode(), b"x-provider-key-anthropic": CANARY.encode()}
    call = Call("req_1", "POST", "/v1/messages", headers, "127.0.0.1", 1000.0)
    for name, value in {"operation": "messages.create", "status": 200, **fields}.items():
        setattr(call, name, value)
    return call


def spent(total: int | msgspec.UnsetType = 10) -> Usage:
    return Usage(
        input_tokens=1,
        cache_read_input_tokens=2,
        cache_creation_input_tokens=3,
        output_tokens=4,
        total_tokens=total,
    )


WHOLE = made_call(
    principal="tenant",
    model="anthropic/claude",
    provider="anthropic",
    stream=True,
    usage=spent(),
    first_byte_at=1000.25,
    client_left=True,
    error=GatewayError("api_error", "a deadline passed", code="timeout"),
    headers={b"traceparent": TRACEPARENT},
)


def test_the_line_says_who_asked_what_and_how_it_ended() -> None:
    assert House().told_of(WHOLE) == {
        "time": "2026-01-01T00:16:40Z",
        "level": "warning",
        "event": "request",
        "request_id": "req_1",
        "method": "POST",
        "path": "/v1/messages",
        "operation": "messages.create",
        "principal": "tenant",
        "model": "anthropic/claude",
        "provider": "anthropic",
        "status": 200,
        "stream": True,
        "error_type": "api_error",
        "error_code": "timeout",
        "input_tokens": 1,
        "cache_read_input_tokens": 2,
        "cache_creation_input_tokens": 3,
        "output_tokens": 4,
        "total_tokens": 10,
        "duration_ms": 2000.0,
        "first_byte_ms": 250.0,
        "client_left": True,
        "traceparent": TRACEPARENT.decode(),
    }


def test_the_line_leaves_out_what_there_is_nothing_to_say_about() -> None:
    assert set(House().told_of(made_call())) == {
        "time",
        "level",
        "event",
        "request_id",
        "method",
        "path",
        "operation",
        "status",
        "duration_ms",
    }


def test_usage_of_a_stream_that_was_cut_has_no_total_yet() -> None:
    assert "total_tokens" not in House().told_of(made_call(usage=spent(msgspec.UNSET)))


@pytest.mark.parametrize("sent", [b"", b"junk", b"00-xyz", TRACEPARENT + b"\n", CANARY.encode()])
def test_a_malformed_traceparent_is_not_logged(sent: bytes) -> None:
    assert "traceparent" not in House().told_of(made_call(headers={b"traceparent": sent}))


def test_one_request_is_one_line_whatever_its_path_holds() -> None:
    house = House()
    house.reporter.done(made_call(path='/a\n{"event":"forged"}' + "x" * 70_000), 1001.0)
    (line,) = house.lines()
    assert len(house.stream.getvalue()) < 1000
    assert line["event"] == "request"


@pytest.mark.parametrize(
    "error, level",
    [
        (None, "info"),
        (GatewayError("invalid_request_error", "m", code="out_of_range"), "info"),
        (GatewayError("api_error", "m", code="cancelled"), "info"),
        (GatewayError("api_error", "m", code="internal"), "warning"),
        (GatewayError("provider_error", "m"), "warning"),
        (GatewayError("overloaded_error", "m", code="draining"), "warning"),
    ],
)
def test_the_level_tells_whose_fault_it_was(error: GatewayError | None, level: Level) -> None:
    assert House().told_of(made_call(error=error))["level"] == level


def test_lines_below_the_level_are_not_written_but_counted() -> None:
    house = House("warning")
    house.reporter.done(made_call(), 1001.0)
    assert house.lines() == []
    assert house.sample('vai_requests_total{operation="messages.create",status="200"}') == 1.0


@pytest.mark.parametrize(
    "level, written",
    [("debug", ["debug", "info", "error"]), ("info", ["info", "error"]), ("error", ["error"])],
)
def test_a_log_writes_from_its_level_upwards(level: Level, written: list[str]) -> None:
    house = House(level)
    house.log.log("debug", "e")
    house.log.log("info", "e")
    house.log.log("error", "e")
    assert [line["level"] for line in house.lines()] == written


def test_a_key_prints_as_stars_wherever_it_stands() -> None:
    house = House()
    house.log.log("info", "started", key=Secret(CANARY), keys=[Secret(CANARY)], nested=[{"key": Secret(CANARY)}])
    assert house.lines()[0]["key"] == "***"
    assert CANARY.encode() not in house.stream.getvalue()


def test_what_cannot_be_encoded_is_named_by_its_type_alone() -> None:
    house = House()
    house.log.log("info", "started", things=[ValueError(CANARY)])
    assert house.lines()[0]["things"] == ["<ValueError>"]


def failure() -> Exception:
    secret = CANARY
    try:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(f"bad key {secret}") from error
    except ValueError as error:
        return error


def test_a_bug_is_told_by_its_types_and_stacks_without_what_they_held() -> None:
    house = House()
    house.reporter.bug(made_call(), failure())
    line = house.lines()[0]
    assert (line["level"], line["event"], line["request_id"]) == ("error", "bug", "req_1")
    assert [found["type"] for found in line["exceptions"]] == ["ValueError", "KeyError"]
    assert line["exceptions"][0]["stack"][-1].startswith("policy/test_report.py:")
    assert line["exceptions"][0]["stack"][-1].endswith(" failure")
    assert CANARY.encode() not in house.stream.getvalue()


def test_the_members_of_a_group_are_told_too() -> None:
    house = House()
    house.log.bug(ExceptionGroup("both", [failure(), OSError()]))
    types = [found["type"] for found in house.lines()[0]["exceptions"]]
    assert types == ["ExceptionGroup", "ValueError", "OSError", "KeyError"]


def test_a_chain_without_end_is_cut() -> None:
    house = House()
    error: BaseException = ValueError()
    for _ in range(100):
        following = ValueError()
        following.__cause__, error = error, following
    house.log.bug(error)
    assert len(house.lines()[0]["exceptions"]) == 8


class ClosedPipe:
    def write(self, line: bytes) -> int:
        raise BrokenPipeError


def test_a_log_that_nobody_reads_fails_no_request() -> None:
    metrics = Metrics()
    Reporter(Log(ClosedPipe(), FakeClock()), metrics, FakeClock()).done(made_call(), 1001.0)
    assert b'vai_requests_total{operation="messages.create",status="200"} 1.0' in metrics.text()


SAMPLES = (
    ('vai_requests_total{operation="messages.create",status="200"}', 1.0),
    ('vai_request_duration_seconds_sum{operation="messages.create",stream="true"}', 2.0),
    ('vai_first_byte_seconds_sum{operation="messages.create",stream="true"}', 0.25),
    ('vai_tokens_total{kind="input",model="anthropic/claude",provider="anthropic"}', 1.0),
    ('vai_tokens_total{kind="cache_read",model="anthropic/claude",provider="anthropic"}', 2.0),
    ('vai_tokens_total{kind="cache_creation",model="anthropic/claude",provider="anthropic"}', 3.0),
    ('vai_tokens_total{kind="output",model="anthropic/claude",provider="anthropic"}', 4.0),
    ('vai_upstream_errors_total{provider="anthropic",type="api_error"}', 1.0),
    ('vai_client_disconnects_total{operation="messages.create"}', 1.0),
)


@pytest.mark.parametrize("name, value", SAMPLES)
def test_a_request_is_counted_under_its_labels(name: str, value: float) -> None:
    house = House()
    house.reporter.done(WHOLE, 1002.0)
    assert house.sample(name) == value


def test_a_model_that_no_catalogue_lists_is_counted_as_other() -> None:
    house = House()
    for number in range(100):
        house.reporter.done(made_call(model=f"anthropic/made-up-{number}", provider="anthropic", usage=spent()), 1001.0)
    assert house.sample('vai_tokens_total{kind="input",model="other",provider="anthropic"}') == 100.0
    assert b"made-up" not in house.metrics.text()


def test_an_unknown_path_and_a_client_that_left_unanswered_are_counted_as_none() -> None:
    house = House()
    house.reporter.done(made_call(operation="", status=0), 1001.0)
    assert house.sample('vai_requests_total{operation="none",status="none"}') == 1.0


REFUSED = GatewayError("rate_limit_error", "slow down", code="rate_limited")


@pytest.mark.parametrize(
    "error, provider, name",
    [
        (REFUSED, "", 'vai_refusals_total{code="rate_limited"}'),
        (
            GatewayError("invalid_request_error", "m", code="incompatible_request"),
            "openai",
            'vai_refusals_total{code="incompatible_request"}',
        ),
        (
            GatewayError("overloaded_error", "m", provider_error={}),
            "openai",
            'vai_upstream_errors_total{provider="openai",type="overloaded_error"}',
        ),
        (
            GatewayError("provider_error", "m", code="upstream_cut"),
            "openai",
            'vai_upstream_errors_total{provider="openai",type="provider_error"}',
        ),
        (
            GatewayError("authentication_error", "m", code="provider_key_invalid"),
            "openai",
            'vai_upstream_errors_total{provider="openai",type="authentication_error"}',
        ),
    ],
)
def test_the_gateways_refusals_and_the_vendors_failures_are_counted_apart(
    error: GatewayError, provider: str, name: str
) -> None:
    house = House()
    house.reporter.done(made_call(error=error, provider=provider), 1001.0)
    assert house.sample(name) == 1.0
    totals = [line for line in house.metrics.text().splitlines() if line.startswith((b"vai_ref", b"vai_ups"))]
    assert len([line for line in totals if b"_total{" in line]) == 1


def test_codes_that_never_end_are_counted_as_other() -> None:
    house = House()
    for number in range(MAX_REFUSAL_CODES + 5):
        error = GatewayError("invalid_request_error", "m", code=f"code-{number}")
        house.reporter.done(made_call(error=error), 1001.0)
    assert house.sample('vai_refusals_total{code="other"}') == 5.0


def test_what_is_going_on_is_read_at_each_scrape() -> None:
    house = House()
    active = {"requests": 0, "streams": 0}
    house.metrics.watch_active(lambda: active["requests"], lambda: active["streams"])
    active.update(requests=3, streams=2)
    assert (house.sample("vai_active_requests"), house.sample("vai_active_streams")) == (3.0, 2.0)


def test_no_series_tells_when_another_was_made() -> None:
    house = House()
    house.reporter.done(WHOLE, 1002.0)
    assert b"_created" not in house.metrics.text()


def test_the_process_itself_is_measured_and_two_houses_share_nothing() -> None:
    first, second = House(), House()
    first.reporter.done(made_call(), 1001.0)
    assert (first.sample("process_resident_memory_bytes") or 0) > 0
    assert b'operation="messages.create"' not in second.metrics.text()
