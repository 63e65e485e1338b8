"""The tables, and whether each figure keeps its bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.dialects import DIALECTS, Upstream
from bench.figures import Spread, spread
from bench.findings import BURST, JSON, PACED, RUN, RUN_SPACED, SPACED, Findings, Row
from bench.targets import Name

CPU_PER_REQUEST = 2.5
CPU_PER_WORD_SAME_FORMAT = 1.6
CPU_PER_WORD_TRANSLATED = 2.2
IDLE_MB = 110.0
COLD_S = 1.5
DEPARTURE_MS = 100.0
_UNITS = {
    JSON: "request, JSON reply",
    BURST: "word, 64 flushed without pause",
    SPACED: "word, 64 words 5 ms apart",
    PACED: "word, 100 words 40 ms apart",
}
_RUN_UNITS = {RUN: "run event, 64 words a turn, no pause", RUN_SPACED: "run event, 64 words a turn, 5 ms apart"}
_MEASURED: tuple[Name, ...] = ("floor", "gateway")


@dataclass(frozen=True, slots=True)
class Verdict:
    what: str
    value: float
    bound: float
    unit: str

    @property
    def kept(self) -> bool:
        return self.value <= self.bound

    def __str__(self) -> str:
        word = "kept  " if self.kept else "MISSED"
        return f"{word} {self.what}: {_short(self.value)}{self.unit} (at most {_short(self.bound)}{self.unit})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they need; the first two to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def render(findings: Findings) -> str:
    tables = (_cpu, _latency, _paced, _runs, _crowds, _process, _departures)
    parts = [make(findings) for make in tables]
    judged = "\n".join(map(str, verdicts(findings)))
    return "\n\n".join([*filter(None, parts), f"Bounds\n{judged}"])


def verdicts(findings: Findings) -> list[Verdict]:
    found = [_cpu_verdict(findings, row) for row in findings.rows() if row.shape in _UNITS]
    if "gateway" in findings.idle:
        found.append(Verdict("idle memory (PSS)", findings.idle["gateway"].pss_mb, IDLE_MB, " MB"))
    if "gateway" in findings.cold_s:
        found.append(Verdict("cold start", spread(findings.cold_s["gateway"]).median, COLD_S, " s"))
    found += [
        Verdict(f"descriptors left by {crowd.sample.result.answers} runs at once, {upstream}", left, 0, "")
        for upstream, crowd in findings.crowds.items()
        for left in [max(0, crowd.after.descriptors - crowd.before.descriptors)]
    ]
    left = [time for times in findings.departures_ms.values() for time in times]
    if left:
        found.append(Verdict("client left -> upstream closed, slowest", max(left), DEPARTURE_MS, " ms"))
    return found


def _cpu_verdict(findings: Findings, row: Row) -> Verdict:
    per_word = CPU_PER_WORD_TRANSLATED if DIALECTS[row.upstream].is_translated else CPU_PER_WORD_SAME_FORMAT
    bound = CPU_PER_REQUEST if row.shape == JSON else per_word
    what = f"CPU per {_UNITS[row.shape]}, {row.connections} connections, {_named(row.upstream)}"
    return Verdict(what, spread(findings.cpu_ratios(row)).median, bound, "x floor")


def _named(upstream: Upstream) -> str:
    return f"{upstream}, {'translated' if DIALECTS[upstream].is_translated else 'same format'}"


def _cpu(findings: Findings) -> str:
    head = "CPU (us) per|upstream|conns|floor|gateway|ratio|floor/s|gateway/s|words/read".split("|")
    rows = [
        [
            _UNITS[row.shape],
            _named(row.upstream),
            str(row.connections),
            *(_with_noise(spread(findings.cpu_us(row, name))) for name in _MEASURED),
            _with_noise(spread(findings.cpu_ratios(row))),
            *(_per_second(findings, row, name) for name in _MEASURED),
            _words_per_read(findings, row),
        ]
        for row in findings.rows()
        if row.shape in _UNITS
    ]
    return table(head, rows) if rows else ""


def _per_second(findings: Findings, row: Row, name: Name) -> str:
    rates = [s.result.units / s.result.seconds for s in findings.samples[row, name]]
    return f"{spread(rates).median:.0f}"


def _words_per_read(findings: Findings, row: Row) -> str:
    if row.shape == JSON:
        return ""
    reads = [spread([s.result.words_per_read for s in findings.samples[row, name]]).median for name in _MEASURED]
    return " / ".join(f"{value:.1f}" for value in reads)


def _latency(findings: Findings) -> str:
    head = "one connection, us|upstream|direct p50|p99|floor adds p50|p99|gateway adds p50|p99".split("|")
    rows = []
    for row in findings.rows():
        if (row, "direct") not in findings.samples:
            continue
        figures = ("p50_us", "p99_us") if row.shape == JSON else ("first_event_p50_us", "first_event_p99_us")
        what = "JSON reply" if row.shape == JSON else "first event of a stream"
        cells = [_short(spread(findings.figures(row, "direct", figure)).median) for figure in figures]
        for name in _MEASURED:
            cells += [_with_noise(spread(findings.added_us(row, name, figure))) for figure in figures]
        rows.append([what, row.upstream, *cells])
    return table(head, rows) if rows else ""


def _paced(findings: Findings) -> str:
    head = [
        "200 streams, 100 words 40 ms apart",
        "upstream",
        "whole p50 s",
        "gap p99 ms",
        "first event p99 ms",
    ]
    rows = []
    for (row, name), samples in findings.samples.items():
        if row.shape != PACED:
            continue
        figures = [
            (
                sample.result.p50_us / 1e6,
                sample.result.gap_p99_us / 1e3,
                sample.result.first_event_p99_us / 1e3,
            )
            for sample in samples
        ]
        rows.append([name, row.upstream, *(_short(spread(column).median) for column in zip(*figures, strict=True))])
    return table(head, rows) if rows else ""


def _runs(findings: Findings) -> str:
    head = "CPU (us) per|model|conns|floor, a word|gateway, an event|ratio|events/s|runs/s|events of a run".split("|")
    rows = [
        [
            _RUN_UNITS[row.shape],
            row.upstream,
            str(row.connections),
            *(_with_noise(spread(findings.cpu_us(row, name))) for name in _MEASURED),
            _with_noise(spread(findings.cpu_ratios(row))),
            _per_second(findings, row, "gateway"),
            f"{spread([s.result.answers / s.result.seconds for s in findings.samples[row, 'gateway']]).median:.0f}",
            str(sum(findings.samples[row, "gateway"][0].result.events.values())),
        ]
        for row in findings.rows()
        if row.shape in _RUN_UNITS
    ]
    return table(head, rows) if rows else ""


def _crowds(findings: Findings) -> str:
    head = [
        "runs at once",
        "model",
        "ended well",
        "events of each",
        "open at once",
        "whole p50 s",
        "CPU (us) per event",
    ]
    rows, footprints = [], []
    for upstream, crowd in findings.crowds.items():
        result, peak = crowd.sample.result, crowd.sample.peak
        counts = (result.answers, sum(result.events.values()), result.at_once)
        asked = str(result.answers + result.errors)
        times = (result.p50_us / 1e6, crowd.sample.cpu_us)
        rows.append([asked, upstream, *map(str, counts), *map(_short, times)])
        for when, seen in (("before", crowd.before), ("most", peak), ("after", crowd.after)):
            footprints.append(
                [asked, upstream, when, f"{seen.pss_mb:.1f}", f"{seen.rss_mb:.1f}", str(seen.descriptors)]
            )
    if not rows:
        return ""
    return (
        f"{table(head, rows)}\n\n{table(['runs at once', 'model', '', 'PSS MB', 'RSS MB', 'descriptors'], footprints)}"
    )


def _process(findings: Findings) -> str:
    head = ["process", "", "cold start s", "idle PSS MB", "idle RSS MB", "200 streams PSS MB", "RSS MB"]
    rows = []
    for name in _MEASURED:
        cold = findings.cold_s.get(name)
        cells = [_with_noise(spread(cold)) if cold else "-"]
        for memory in (findings.idle.get(name), findings.peak(name)):
            cells += [f"{memory.pss_mb:.1f}", f"{memory.rss_mb:.1f}"] if memory else ["-", "-"]
        rows.append([name, "", *cells])
    return table(head, rows) if findings.cold_s or findings.peak("gateway") else ""


def _departures(findings: Findings) -> str:
    rows = [["gateway", upstream, _with_noise(spread(times))] for upstream, times in findings.departures_ms.items()]
    return table(["client left -> upstream closed", "upstream", "ms"], rows) if rows else ""


def _with_noise(of: Spread) -> str:
    return f"{_short(of.median)} ({_short(of.low)}..{_short(of.high)})"


def _short(value: float) -> str:
    """Three digits that matter."""
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"
