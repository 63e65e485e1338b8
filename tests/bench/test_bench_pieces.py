"""The bench's own arithmetic, frames and tables."""

from __future__ import annotations

import pytest

from bench.dialects import DIALECTS, MAIN, Upstream
from bench.figures import Spread, most_at_once, percentile, ratios, spread
from bench.findings import BURST, CROWD, FIRST, JSON, PACED, RUN, Findings, Row
from bench.load import Answers, Job, Result
from bench.phases import Crowd, Sample, Shape
from bench.processes import Footprint
from bench.report import render, table, verdicts
from bench.targets import Name

MESSAGES = DIALECTS["anthropic"].telling


@pytest.mark.parametrize(
    "values, share, expected",
    [
        ([], 0.5, 0.0),
        ([7.0], 0.99, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(101)], 0.99, 99.0),
    ],
)
def test_a_percentile_is_the_value_that_far_up(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_a_spread_is_the_median_between_the_extremes() -> None:
    assert spread([3.0, 1.0, 2.5]) == Spread(2.5, 1.0, 3.0)


def test_ratios_compare_within_a_round() -> None:
    assert ratios([10.0, 30.0], [5.0, 10.0]) == [2.0, 3.0]


def test_ratios_of_unequal_rounds_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratios([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    "spans, most",
    [
        ([], 0),
        ([(0.0, 1.0)], 1),
        ([(0.0, 1.0), (1.0, 2.0)], 1),
        ([(0.0, 3.0), (1.0, 2.0), (1.5, 4.0), (5.0, 6.0)], 3),
    ],
)
def test_what_is_open_at_once_is_counted(spans: list[tuple[float, float]], most: int) -> None:
    assert most_at_once(spans) == most


def _job(count: int, upstream: Upstream = "anthropic") -> Job:
    terminal = DIALECTS[upstream].asking.terminal.decode()
    return Job(1, "/v1/messages", {"authorization": "Bearer x"}, "{}", terminal, count, 1, 1.0)


def test_a_request_is_whole_bytes() -> None:
    head, _, body = _job(0).request().partition(b"\r\n\r\n")
    assert body == b"{}"
    assert {b"content-length: 2", b"authorization: Bearer x", b"host: 127.0.0.1:1"} <= set(head.split(b"\r\n"))


_WHOLE = b"".join(MESSAGES.frames(3))


@pytest.mark.parametrize(
    "status, body, fault",
    [
        (200, _WHOLE, None),
        (500, b"oh", "status 500: b'oh'"),
        (200, _WHOLE.replace(b'"w0001 "', b'""'), "2 of 3 words, or out of order"),
        (200, _WHOLE.replace(b"w0001", b"w0002"), "3 of 3 words, or out of order"),
        (200, _WHOLE.partition(b"event: message_stop")[0], "no end: "),
    ],
)
def test_a_wrong_stream_is_a_fault(status: int, body: bytes, fault: str | None) -> None:
    found = Answers(_job(3)).fault(status, body)
    assert (found or "").startswith(fault or "")
    assert (found is None) is (fault is None)


def test_another_text_in_a_json_reply_is_a_fault() -> None:
    answers = Answers(_job(0))
    assert answers.fault(200, MESSAGES.reply) is None
    assert answers.fault(200, b'{"content":[]}') == "another answer: b'{\"content\":[]}'"


def test_the_result_counts_words_per_read() -> None:
    answers = Answers(_job(10))
    answers.whole_s = [0.001, 0.003, 0.002]
    answers.reads = 15
    result = answers.result(2.0)
    assert result.units == 30
    assert (result.answers, result.p50_us, result.words_per_read) == (3, 2000.0, 2.0)


def test_a_table_has_words_to_the_left_and_figures_to_the_right() -> None:
    assert table(["what", "who", "us"], [["a", "floor", "1"], ["bcdef", "x", "1000"]]).splitlines() == [
        "what   who      us",
        "-----  -----  ----",
        "a      floor     1",
        "bcdef  x      1000",
    ]


def _sample(cpu_us: float, p50_us: float = 100.0) -> Sample:
    result = Result(10, 640, 0, "", 1.0, p50_us, p50_us, p50_us, p50_us, 41_000.0, 1.0, 10, {"run_start": 1})
    return Sample(cpu_us, 1.0, result, Footprint(60.0, 70.0, 2000))


def _findings(upstream: Upstream, shape: Shape, cpu_us: dict[Name, list[float]]) -> Findings:
    findings = Findings()
    for name, costs in cpu_us.items():
        for cost in costs:
            findings.add(Row(upstream, shape, 1), name, _sample(cost))
    return findings


@pytest.mark.parametrize(
    "upstream, shape, gateway_us, kept",
    [
        ("anthropic", JSON, [250.0, 249.0, 260.0], True),
        ("openai", JSON, [251.0, 251.0, 240.0], False),
        ("anthropic", BURST, [160.0, 160.0, 160.0], True),
        ("anthropic", BURST, [161.0, 161.0, 161.0], False),
        ("openai", PACED, [220.0, 220.0, 220.0], True),
        ("openai", PACED, [221.0, 221.0, 221.0], False),
        ("gem-vert", BURST, [220.0, 220.0, 220.0], True),
        ("groq", BURST, [221.0, 221.0, 221.0], False),
    ],
)
def test_the_median_ratio_to_the_floor_is_judged(
    upstream: Upstream, shape: Shape, gateway_us: list[float], kept: bool
) -> None:
    findings = _findings(upstream, shape, {"floor": [100.0] * 3, "gateway": gateway_us})
    assert [verdict.kept for verdict in verdicts(findings)] == [kept]


@pytest.mark.parametrize(
    "idle_mb, cold_s, slowest_ms, kept",
    [
        (109.0, [1.0, 9.0, 1.4], 99.0, [True, True, True]),
        (111.0, [1.6, 1.0, 1.6], 101.0, [False, False, False]),
    ],
)
def test_memory_start_and_departures_are_judged(
    idle_mb: float, cold_s: list[float], slowest_ms: float, kept: list[bool]
) -> None:
    findings = Findings(
        cold_s={"gateway": cold_s, "floor": [9.0]},
        idle={"gateway": Footprint(idle_mb, 200.0)},
        departures_ms={"openai": [1.0, slowest_ms], "anthropic": [2.0]},
    )
    assert [verdict.kept for verdict in verdicts(findings)] == kept


@pytest.mark.parametrize("after, kept", [(14, True), (15, True), (16, False)])
def test_descriptors_that_stay_open_after_a_crowd_are_judged(after: int, kept: bool) -> None:
    crowd = Crowd(_sample(40.0), Footprint(60.0, 70.0, 15), Footprint(90.0, 99.0, after))
    assert [verdict.kept for verdict in verdicts(Findings(crowds={"local": crowd}))] == [kept]


def test_the_most_of_two_footprints_is_taken_part_by_part() -> None:
    assert Footprint(1.0, 9.0, 3).most(Footprint(2.0, 8.0, 3)) == Footprint(2.0, 9.0, 3)


def test_the_time_to_the_first_event_is_not_judged_as_cpu() -> None:
    names: dict[Name, list[float]] = {"direct": [0.0], "floor": [1.0], "gateway": [99.0]}
    assert verdicts(_findings("openai", FIRST, names)) == []


def test_added_latency_is_less_the_direct_one_of_the_same_round() -> None:
    findings, row = Findings(), Row("openai", JSON, 1)
    for direct_us, gateway_us in [(10.0, 110.0), (50.0, 160.0)]:
        findings.add(row, "direct", _sample(0.0, direct_us))
        findings.add(row, "gateway", _sample(1.0, gateway_us))
    assert findings.added_us(row, "gateway", "p50_us") == [100.0, 110.0]


def test_a_whole_report_names_every_part() -> None:
    findings = Findings(
        cold_s={"floor": [0.2], "gateway": [0.5]},
        idle={"floor": Footprint(30.0, 40.0), "gateway": Footprint(60.0, 70.0)},
        departures_ms={"anthropic": [3.0], "openai": [4.0]},
    )
    everyone: tuple[Name, ...] = ("direct", "floor", "gateway")
    findings.crowds["local"] = Crowd(_sample(40.0), Footprint(60.0, 70.0, 15), Footprint(90.0, 99.0, 15))
    for upstream in MAIN:
        for shape, connections in ((JSON, 1), (BURST, 32), (PACED, 200), (RUN, 32)):
            for name in everyone:
                findings.add(Row(upstream, shape, connections), name, _sample(50.0))
    text = render(findings)
    tables = "CPU (us) per|floor adds p50|gap p99 ms|gateway, an event|open at once|cold start s|upstream closed|Bounds"
    assert [part for part in tables.split("|") if part not in text] == []


def test_runs_are_not_judged_by_the_bound_of_words() -> None:
    assert verdicts(_findings("local", RUN, {"floor": [1.0], "gateway": [99.0]})) == []
    assert verdicts(_findings("local", CROWD, {"gateway": [99.0]})) == []


def test_an_empty_run_still_reports() -> None:
    assert render(Findings()) == "Bounds\n"
