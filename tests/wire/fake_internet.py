"""An internet of names and public addresses, all of which end at one server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from typing import Any

from vai_gateway.wire.egress_client import AddressInfo


class FakeInternet:
    """names: what each look-up of a name answers in turn; the last answer stays.

    looked_up, dialled: what was asked of it. A dialled address leads to `port` on loopback, whatever it is.
    """

    def __init__(
        self,
        names: Mapping[str, Sequence[Sequence[str]]],
        port: int = 9,
        dialled: list[tuple[str, int]] | None = None,
    ) -> None:
        self._answers = {name: list(answers) for name, answers in names.items()}
        self._port = port
        self.looked_up: list[str] = []
        self.dialled = [] if dialled is None else dialled

    async def lookup(self, host: str, port: int) -> Sequence[str]:
        self.looked_up.append(host)
        answers = self._answers.get(host)
        if not answers:
            raise OSError("no such name")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def new_socket(self, info: AddressInfo) -> socket.socket:
        return _Line(self, info)

    def connect(self, line: _Line, address: Any) -> None:
        self.dialled.append((address[0], address[1]))
        socket.socket.connect(line, ("127.0.0.1", self._port))


class _Line(socket.socket):
    def __init__(self, internet: FakeInternet, info: AddressInfo) -> None:
        super().__init__(socket.AF_INET, info[1], 0)
        self._internet = internet
        self._declared = socket.AddressFamily(info[0])

    @property
    def family(self) -> socket.AddressFamily:
        """As asked for, since the event loop reads the address by it."""
        return self._declared

    def connect(self, address: Any) -> None:
        self._internet.connect(self, address)
