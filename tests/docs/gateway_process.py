"""A gateway started as a user starts it, and a stand-in for Anthropic beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent.parent
GATEWAY = [sys.executable, "-c", "from vai_gateway.cli import main; raise SystemExit(main())"]
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "server")}

REPLY = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": "Paris."}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 14, "output_tokens": 4},
}


@dataclass(frozen=True, slots=True)
class Running:
    """log: its lines so far."""

    url: str
    process: subprocess.Popen[bytes]
    log: list[bytes]


@contextmanager
def gateway_process(environment: dict[str, str]) -> Iterator[str]:
    """Its address, once it listens. Of this machine's environment it hears only what every program needs."""
    with running_gateway(environment) as running:
        yield running.url


@contextmanager
def running_gateway(environment: dict[str, str]) -> Iterator[Running]:
    """The same, for those who look closer. It is stopped in the end unless it has stopped already."""
    command = [*GATEWAY, "serve", "--port", "0"]
    with subprocess.Popen(command, env=ENVIRONMENT | environment, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        log: list[bytes] = []
        reader = threading.Thread(target=_collect, args=[process.stderr, log], daemon=True)
        try:
            url = _address(process.stderr, log)
            # Read on, so that the gateway never waits for its reader.
            reader.start()
            yield Running(url, process, log)
        finally:
            process.terminate()
        process.wait(timeout=40)
        reader.join(timeout=40)


def _collect(lines: IO[bytes], log: list[bytes]) -> None:
    """Line by line, since what has come is looked at meanwhile."""
    log.extend(lines)


def _address(lines: IO[bytes], log: list[bytes]) -> str:
    for line in lines:
        log.append(line)
        if b'"listening"' in line:
            address: str = json.loads(line)["address"]
            return address
    raise RuntimeError("the gateway did not start:\n" + b"".join(log).decode())


@contextmanager
def stand_in_for_anthropic() -> Iterator[str]:
    """Answers every POST that brings a key with REPLY."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Anthropic)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Anthropic(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps(REPLY).encode()
        self.send_response(200 if self.headers["x-api-key"] else 401)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is pytest's."""
