"""Rules about the repository as a whole: what may import what, what is pinned, what stands at the root."""

from __future__ import annotations

import ast
import asyncio
import re
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator

import pytest

import vai_gateway
from tests.house.tree import ROOT, Source, hand_written, paths
from tests.servers import Host
from vai_gateway.providers.registry import adapters

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROVIDERS = "server/vai_gateway/providers"
LOCKS = ("requirements.lock", "requirements-dev.lock", "server/requirements-voice.lock")


def test_the_root_holds_at_most_sixteen_names() -> None:
    assert len({path.split("/")[0] for path in paths() if not path.startswith(".")}) <= 16


def test_the_contract_imports_nothing_but_its_two_model_libraries() -> None:
    allowed = {"pydantic", "msgspec", "typing_extensions", *sys.stdlib_module_names}
    contract = [Source(path, (ROOT / path).read_text()) for path in paths() if _is_contract(path)]
    foreign = [(s.path, name) for s in contract for name in _imports(s) if name.split(".")[0] not in allowed]
    assert [(path, name) for path, name in foreign if not name.startswith("vai_gateway.contract")] == []


def _is_contract(path: str) -> bool:
    return path.startswith("server/vai_gateway/contract/") and path.endswith(".py")


@pytest.mark.parametrize("folder, forbidden", [("server", "vai"), ("clients", "vai_gateway"), ("server", "tests")])
def test_server_clients_and_tests_stay_apart(folder: str, forbidden: str) -> None:
    sources = [source for source in hand_written() if source.within(folder)]
    assert [(s.path, name) for s in sources for name in _imports(s) if name.split(".")[0] == forbidden] == []


def test_a_vendor_imports_no_other_vendor_but_the_one_whose_dialect_it_speaks() -> None:
    spoken = {vendor: set(_other_vendors(vendor)) for vendor in _vendors()}
    assert {vendor: others for vendor, others in spoken.items() if len(others) > 1} == {}
    assert {v: others for v, others in spoken.items() if any(spoken[other] for other in others)} == {}


def _vendors() -> set[str]:
    """The modules and packages that the registry names."""
    registry = Source(f"{PROVIDERS}/registry.py", (ROOT / PROVIDERS / "registry.py").read_text())
    return _provider_modules(registry) - {"adapter"}


def _other_vendors(vendor: str) -> Iterator[str]:
    for source in hand_written():
        if source.path == f"{PROVIDERS}/{vendor}.py" or source.within(f"{PROVIDERS}/{vendor}"):
            yield from _provider_modules(source) & _vendors() - {vendor}


def _provider_modules(source: Source) -> set[str]:
    """What `source` imports of the providers' floor; of a package its name alone."""
    package = "vai_gateway.providers."
    return {name.removeprefix(package).split(".")[0] for name in _imports(source) if name.startswith(package)}


def _imports(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_no_floor_but_the_providers_names_a_vendor() -> None:
    vendors = _vendors() | {adapter.facts.name for adapter in adapters()}
    named = [
        f"{source.path}:{node.lineno}: {node.value}"
        for source in hand_written()
        if source.within("server") and not source.within(PROVIDERS)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in vendors
    ]
    assert named == []


def test_the_version_is_the_same_wherever_it_stands() -> None:
    assert PROJECT["project"]["version"] == vai_gateway.__version__


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_an_exact_version_and_hashes(lock: str) -> None:
    exact = re.compile(r"([a-z0-9-]+==\S+( ; [^\\]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+)+")
    assert [pin for pin in _pins(lock).values() if not exact.fullmatch(pin)] == []


@pytest.mark.parametrize("other", LOCKS[1:])
def test_what_the_gateway_needs_is_pinned_in_one_file(other: str) -> None:
    assert _pins(LOCKS[0]).keys() & _pins(other).keys() == set()


def test_what_two_files_pin_has_the_same_versions() -> None:
    development, voice = _pins(LOCKS[1]), _pins(LOCKS[2])
    assert [name for name in development.keys() & voice.keys() if development[name] != voice[name]] == []


def test_every_dependency_is_pinned() -> None:
    runtime = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["local"]]
    groups = PROJECT["dependency-groups"]
    assert _named(runtime + groups["build"] + groups["weights"]) <= _pins(LOCKS[0]).keys()
    assert _named(groups["dev"]) <= _pins(LOCKS[0]).keys() | _pins(LOCKS[1]).keys()
    assert _named(PROJECT["project"]["optional-dependencies"]["voice"]) <= _pins(LOCKS[2]).keys()


def _pins(lock: str) -> dict[str, str]:
    pins = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / lock).read_text())
    named: dict[str, str] = {}
    for pin in filter(None, pins):
        name = pin.split("==")[0]
        named[name] = named.get(name, "") + pin
    return named


def _named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", one)[0].lower().replace("_", "-") for one in requirements}


def called(host: str) -> None:
    socket.create_connection((host, 80), timeout=1).close()


def called_from_a_server_s_loop(host: str) -> None:
    with Host() as servers:
        servers.run(asyncio.open_connection(host, 80))


def sent_a_datagram(host: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, 80))


@pytest.mark.parametrize(
    "way, host",
    [
        (called, "example.org"),
        (called, "192.0.2.1"),
        (called_from_a_server_s_loop, "example.org"),
        (called_from_a_server_s_loop, "192.0.2.1"),
        (sent_a_datagram, "192.0.2.1"),
    ],
)
def test_tests_cannot_leave_this_machine(way: Callable[[str], None], host: str) -> None:
    with pytest.raises(PermissionError, match="stay on this machine"):
        way(host)
