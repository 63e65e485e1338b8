"""What holds for every test: it talks to this machine only, and it is the same test on every run."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

from hypothesis import HealthCheck, settings

_NAMES_OF_THIS_MACHINE = (None, "", "localhost", b"localhost", "testserver")
_LOOK_UPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_CALLS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


def _is_this_machine(host: object) -> bool:
    if host in _NAMES_OF_THIS_MACHINE:
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: it cannot be taken off again, and it sees what any library does by Python's sockets.

    uvloop has sockets of its own; tests/servers.py sees to them.
    """
    if event in _LOOK_UPS and not _is_this_machine(arguments[0]):
        raise PermissionError(f"a test looked up {arguments[0]!r}; tests stay on this machine")
    if event in _CALLS and isinstance(arguments[1], tuple) and not _is_this_machine(arguments[1][0]):
        raise PermissionError(f"a test called {arguments[1][0]!r}; tests stay on this machine")


def pytest_configure() -> None:
    sys.addaudithook(_stay_here)
    settings.register_profile("house", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
