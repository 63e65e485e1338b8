"""A closed-loop load generator: each connection asks again when its answer is whole and right.

The first line of stdin is the job as JSON. When every connection is open and warm it prints `ready`, waits
for a line, then runs and prints the result as JSON. The pause lets the caller read its CPU meters.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import cast

import httptools
import uvloop

from bench.figures import most_at_once, percentile
from bench.runs import story, story_fault, tally
from bench.wire import ANSWER, QUERY, WORD, words


@dataclass(frozen=True, slots=True)
class Job:
    """words: of each streamed answer, or of each turn of a run; 0 asks for JSON. terminal: ends the stream.

    seconds, requests: whichever is reached first ends the load. warm: requests per connection before it.
    """

    port: int
    path: str
    headers: dict[str, str]
    body: str
    terminal: str
    words: int
    connections: int
    seconds: float
    requests: int = 1_000_000
    warm: int = 2
    is_run: bool = False

    def request(self, query: str = QUERY) -> bytes:
        """query: what a run searches for, of the same length."""
        body = self.body.replace(QUERY, query).encode()
        headers = {
            "host": f"127.0.0.1:{self.port}",
            "content-type": "application/json",
            "content-length": str(len(body)),
            **self.headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {self.path} HTTP/1.1\r\n{head}\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Result:
    """Times in microseconds. gap: between words of one answer. words_per_read: how much the wire gathered.

    units: words, run events or JSON replies, in all. events: of each run, by kind.
    at_once: the most answers that were between their first byte and their last.
    """

    answers: int
    units: int
    errors: int
    first_error: str
    seconds: float
    p50_us: float
    p99_us: float
    first_event_p50_us: float
    first_event_p99_us: float
    gap_p99_us: float
    words_per_read: float
    at_once: int
    events: dict[str, int]


class Answers:
    """What all connections saw. events: of a run by kind, as the first good one had them."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._terminal = job.terminal.encode()
        self._words = words(job.words)
        self.events: dict[str, int] = {}
        self.reset()

    def reset(self) -> None:
        self.whole_s: list[float] = []
        self.first_event_s: list[float] = []
        self.open_s: list[tuple[float, float]] = []
        self.gaps_s: list[float] = []
        self.reads = 0
        self.errors: list[str] = []

    def add(self, sent_at: float, *, first_at: float, ended_at: float) -> None:
        """An answer that is whole and right."""
        self.whole_s.append(ended_at - sent_at)
        self.first_event_s.append(first_at - sent_at)
        self.open_s.append((first_at, ended_at))

    def fault(self, status: int, body: bytes, query: str = QUERY) -> str | None:
        if status != 200:
            return f"status {status}: {body[:300]!r}"
        if self._job.is_run:
            return story_fault(body, query, self._job.words) or self._other_events(body)
        if not self._words:
            return None if ANSWER.encode() in body else f"another answer: {body[:300]!r}"
        if WORD.findall(body) != self._words:
            return f"{len(WORD.findall(body))} of {len(self._words)} words, or out of order"
        return None if self._terminal in body.rpartition(self._words[-1])[2] else f"no end: {body[-80:]!r}"

    def _other_events(self, body: bytes) -> str | None:
        """Every run of one load is told in as many events of each kind."""
        events = tally(story(body))
        self.events = self.events or events
        return None if events == self.events else f"{events} where another run had {self.events}"

    def result(self, seconds: float) -> Result:
        total = len(self.whole_s)
        units = total * (sum(self.events.values()) or len(self._words) or 1)
        return Result(
            answers=total,
            units=units,
            errors=len(self.errors),
            first_error=self.errors[0] if self.errors else "",
            seconds=seconds,
            p50_us=percentile(self.whole_s, 0.5) * 1e6,
            p99_us=percentile(self.whole_s, 0.99) * 1e6,
            first_event_p50_us=percentile(self.first_event_s, 0.5) * 1e6,
            first_event_p99_us=percentile(self.first_event_s, 0.99) * 1e6,
            gap_p99_us=percentile(self.gaps_s, 0.99) * 1e6,
            words_per_read=units / max(1, self.reads),
            at_once=most_at_once(self.open_s),
            events=self.events,
        )


class Connection(asyncio.Protocol):
    """number: what its runs search for."""

    def __init__(self, job: Job, answers: Answers, *, number: int) -> None:
        self._query = f"q{number:06d}"
        self._request = job.request(self._query)
        self._answers = answers
        self._parser = httptools.HttpResponseParser(self)
        self._done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done and not self._done.done():
            self._answers.errors.append(f"connection lost: {exc!r}")
            self._done.set_result(None)

    def ask(self, until: float, most: int) -> asyncio.Future[None]:
        """Keeps asking until the time is over or `most` answers came."""
        self._until = until
        self._left = most
        self._done = asyncio.get_running_loop().create_future()
        self._send()
        return self._done

    def _send(self) -> None:
        self._left -= 1
        self._pieces: list[bytes] = []
        self._first_at = self._word_at = 0.0
        self._sent_at = perf_counter()
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._answers.reads += 1
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        now = perf_counter()
        self._first_at = self._first_at or now
        self._pieces.append(body)
        if b'"w' in body:
            if self._word_at:
                self._answers.gaps_s.append(now - self._word_at)
            self._word_at = now

    def on_message_complete(self) -> None:
        now = perf_counter()
        answers = self._answers
        fault = answers.fault(self._parser.get_status_code(), b"".join(self._pieces), self._query)
        if fault:
            answers.errors.append(fault)
        else:
            answers.add(self._sent_at, first_at=self._first_at, ended_at=now)
        if self._left > 0 and now < self._until:
            self._send()
        elif self._done:
            self._done.set_result(None)


async def run(job: Job) -> Result:
    answers = Answers(job)
    connections = [await _connect(job, answers, number) for number in range(job.connections)]
    if job.warm:
        await asyncio.gather(*(one.ask(float("inf"), job.warm) for one in connections))
    print("ready", flush=True)
    sys.stdin.readline()
    if not answers.errors:
        answers.reset()
    began = perf_counter()
    most = -(-job.requests // job.connections)
    await asyncio.gather(*(one.ask(began + job.seconds, most) for one in connections))
    result = answers.result(perf_counter() - began)
    for one in connections:
        one.transport.abort()
    return result


async def _connect(job: Job, answers: Answers, number: int) -> Connection:
    loop = asyncio.get_running_loop()
    made = await loop.create_connection(lambda: Connection(job, answers, number=number), "127.0.0.1", job.port)
    return made[1]


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(run(Job(**json.loads(sys.stdin.readline())))))))
