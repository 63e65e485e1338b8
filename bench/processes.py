"""Child processes and their meters, read from Linux's /proc."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Broken(Exception):
    """The bench cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """pss counts 1/n of a page that n processes share, so it flatters while others use the same files."""

    pss_mb: float
    rss_mb: float
    descriptors: int = 0

    def most(self, other: Footprint) -> Footprint:
        """The larger of each."""
        return Footprint(
            max(self.pss_mb, other.pss_mb),
            max(self.rss_mb, other.rss_mb),
            max(self.descriptors, other.descriptors),
        )


class Running:
    """A started child. Its meters count its whole process tree."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self._process = process
        self._log = log

    def cpu_s(self) -> float:
        """User and system time so far."""
        return sum(time.clock_gettime(_cpu_clock(pid)) for pid in self._tree())

    def footprint(self) -> Footprint:
        pss_mb, rss_mb = (sum(part) * 1024 / 1e6 for part in zip(*map(_memory_kib, self._tree()), strict=True))
        return Footprint(pss_mb, rss_mb, self.descriptors())

    def descriptors(self) -> int:
        """Open files and sockets."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self._tree())

    def expect_alive(self) -> None:
        if self._process.poll() is not None:
            tail = self._log.read_text(errors="replace")[-2000:]
            raise Broken(f"{self.name} exited with {self._process.returncode}:\n{tail}")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tree(self) -> list[int]:
        pids = [self._process.pid]
        for pid in pids:
            pids += [
                int(child)
                for file in Path(f"/proc/{pid}/task").glob("*/children")
                for child in file.read_text().split()
            ]
        return pids


def _cpu_clock(pid: int) -> int:
    """What clock_getcpuclockid(3) gives on Linux: it counts nanoseconds, where /proc counts steps of 10 ms."""
    return (~pid << 3) | 2


def _memory_kib(pid: int) -> tuple[int, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {name: int(size.split()[0]) for name, _, size in (line.partition(":") for line in lines)}
    return sizes["Pss"], sizes["Rss"]


@contextmanager
def running(name: str, argv: Sequence[str], *, logs: Path, env: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Started with this interpreter in the project's root; its output goes to a file in `logs`."""
    log = logs / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, *argv], cwd=ROOT, env=env, stdout=output, stderr=output)
    child = Running(name, process, log)
    try:
        yield child
    finally:
        child.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def until_listening(child: Running, port: int, limit_s: float = 30.0) -> None:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        child.expect_alive()
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        except OSError:
            time.sleep(0.002)
    raise Broken(f"{child.name} does not listen on its port after {limit_s:.0f} s")
