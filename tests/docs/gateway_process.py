"""A gateway started as a user starts it, and a stand-in for Anthropic beside it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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


@contextmanager
def gateway_process(environment: dict[str, str]) -> Iterator[str]:
    """Its address, once it listens. Of this machine's environment it hears only what every program needs."""
    port = _free_port()
    command = [*GATEWAY, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=ENVIRONMENT | environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            reader = _wait_until_listening(process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
        process.wait(timeout=40)
        reader.join(timeout=40)


def _wait_until_listening(process: subprocess.Popen[str]) -> threading.Thread:
    """The thread that reads the rest of the log, so that the gateway never waits for its reader."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if '"listening"' in line:
            reader = threading.Thread(target=process.stderr.read, daemon=True)
            reader.start()
            return reader
    raise RuntimeError("the gateway did not start:\n" + "".join(said))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


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
