"""What is done to a target, and what it cost."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import IO, cast

from bench.load import Job, Result
from bench.processes import ROOT, Broken, Footprint, Running
from bench.targets import Target, ask
from bench.wire import Marker

_LIMIT_S = 60.0
_QUIET_S = 40.0
"""The gateway keeps a connection to a provider 15 to 30 s for whoever comes next."""
_LEAVING = Marker(words=100, pause_ms=400)
"""Slow words, so that a gateway which notices a departure only when it next writes is seen to be late."""


@dataclass(frozen=True, slots=True)
class Shape:
    """words 0: a JSON reply. pause_ms: between words. is_run: words are those of each turn."""

    name: str
    words: int = 0
    pause_ms: int = 0
    is_run: bool = False

    @property
    def marker(self) -> Marker | None:
        return Marker(self.words, self.pause_ms) if self.words else None


@dataclass(frozen=True, slots=True)
class Sample:
    """cpu_us: of the target's process tree, per word of a stream, run event or JSON request; 0 if nobody is metered.

    peak: where 100 connections or more are held.
    """

    cpu_us: float
    cpu_s: float
    result: Result
    peak: Footprint


@dataclass(frozen=True, slots=True)
class Crowd:
    """Many runs at once. before, after: with no run and no connection."""

    sample: Sample
    before: Footprint
    after: Footprint


def load(target: Target, shape: Shape, *, connections: int, seconds: float, requests: int = 1_000_000) -> Sample:
    """Raises Broken on any wrong answer."""
    job = _job(target, shape.marker, connections=connections, seconds=seconds, requests=requests)
    job = replace(job, warm=0 if shape.pause_ms else 2, is_run=shape.is_run)
    argv = [sys.executable, "-m", "bench.load"]
    with subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as generator:
        commands, answers = cast(IO[str], generator.stdin), cast(IO[str], generator.stdout)
        _tell(commands, json.dumps(asdict(job)))
        if answers.readline() != "ready\n":
            raise Broken(f"the load generator failed against {target.name}")
        before_s = _cpu_s(target)
        _tell(commands, "go")
        peak = _watch(target, generator) if connections >= 100 else Footprint(0.0, 0.0)
        line = answers.readline()
        cpu_s = _cpu_s(target) - before_s
    result = _checked(line, f"{target.name}, {shape.name}, {connections} connections, {target.model}")
    return Sample(cpu_s / result.units * 1e6, cpu_s, result, peak)


def crowd(target: Target, shape: Shape, *, runs: int, at_rest: int) -> Crowd:
    """All at once, each on a connection of its own. Raises Broken if one does not end, or is not told right.

    at_rest: descriptors that the gateway holds when it has nothing to do.
    """
    process = target.process
    assert process
    _until_quiet(process, at_rest)
    before = process.footprint()
    sample = load(target, shape, connections=runs, seconds=0.0, requests=runs)
    if sample.result.answers != runs:
        raise Broken(f"{sample.result.answers} of {runs} runs ended: {target.model}")
    _until_quiet(process, before.descriptors)
    return Crowd(sample, before, process.footprint())


def _until_quiet(process: Running, at_rest: int) -> None:
    """Until the connections that are kept for later have timed out; or until it is clear that some never will."""
    end = time.monotonic() + _QUIET_S
    while process.descriptors() > at_rest and time.monotonic() < end:
        process.expect_alive()
        time.sleep(0.1)


def _job(target: Target, marker: Marker | None, *, connections: int, seconds: float, requests: int) -> Job:
    return Job(
        port=target.port,
        path=target.path(marker),
        headers=target.headers,
        body=target.body(marker).decode(),
        terminal=target.asking.terminal.decode(),
        words=marker.words if marker else 0,
        connections=connections,
        seconds=seconds,
        requests=requests,
    )


def _tell(commands: IO[str], line: str) -> None:
    commands.write(line + "\n")
    commands.flush()


def _cpu_s(target: Target) -> float:
    return target.process.cpu_s() if target.process else 0.0


def _watch(target: Target, generator: subprocess.Popen[str]) -> Footprint:
    """The most seen until the generator is through."""
    peak = Footprint(0.0, 0.0)
    while target.process and generator.poll() is None:
        peak = peak.most(target.process.footprint())
        time.sleep(0.2)
    return peak


def _checked(line: str, what: str) -> Result:
    if not line:
        raise Broken(f"the load generator failed: {what}")
    result = Result(**json.loads(line))
    if result.errors or not result.answers:
        raise Broken(f"{result.errors} wrong answers of {result.errors + result.answers}: {what}: {result.first_error}")
    return result


def until_answering(target: Target) -> None:
    """Ask again and again until an answer is good."""
    end = time.monotonic() + _LIMIT_S
    last = "nothing listens"
    while time.monotonic() < end:
        if target.process:
            target.process.expect_alive()
        try:
            status = ask(target)
            if status == 200:
                return
            last = f"status {status}"
        except (OSError, http.client.HTTPException) as error:
            last = repr(error)
        time.sleep(0.002)
    raise Broken(f"{target.name} gave no good answer within {_LIMIT_S:.0f} s; last: {last}")


def idle_memory(target: Target) -> Footprint:
    """After 20 requests and a second of quiet."""
    for _ in range(20):
        ask(target)
    time.sleep(1.0)
    assert target.process
    return target.process.footprint()


def departure_ms(target: Target, provider: Target) -> float:
    """From a client closing its connection amid a stream to the provider seeing its own close."""
    known = len(_departures(provider))
    job = _job(target, _LEAVING, connections=1, seconds=0.0, requests=1)
    with socket.create_connection(("127.0.0.1", target.port), 5.0) as client:
        client.sendall(job.request())
        _read_until(client, b'"w0001 "')
        left_at = time.monotonic()
    end = left_at + 5.0
    while time.monotonic() < end:
        seen = _departures(provider)
        if len(seen) > known:
            return (seen[-1] - left_at) * 1e3
        time.sleep(0.005)
    raise Broken(f"the provider did not see that the client of {target.name} left")


def _read_until(client: socket.socket, mark: bytes) -> None:
    seen = b""
    while mark not in seen:
        data = client.recv(65536)
        if not data:
            raise Broken(f"the stream ended before {mark!r}: {seen[-300:]!r}")
        seen += data


def _departures(provider: Target) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", provider.port, timeout=5.0)
    try:
        connection.request("GET", "/departures")
        return cast(list[float], json.loads(connection.getresponse().read()))
    finally:
        connection.close()
