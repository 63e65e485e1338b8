"""What `vai-gateway doctor` finds: every setting and where it comes from, and whatever stops the start."""

from __future__ import annotations

import errno
import platform
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from vai_gateway import __version__
from vai_gateway.core.clock import Clock
from vai_gateway.providers.local.provider import MODELS
from vai_gateway.providers.local.smollm2_weights import weights_report
from vai_gateway.readers import loopback
from vai_gateway.settings import Settings, SettingsError, describe
from vai_gateway.variables import Variable, api_key_name
from vai_gateway.voice.local.packages import HEART, WHISPER, report

DISTRIBUTION = "vai-gateway"
LOCAL_MODELS = (*MODELS, WHISPER.model, HEART.model)


@dataclass(frozen=True, slots=True)
class Findings:
    """lines: for people. problems: what stops the start."""

    lines: Sequence[str]
    problems: Sequence[str]


def examine(environ: Mapping[str, str], *, clock: Clock, host: str | None = None, port: int | None = None) -> Findings:
    settings: Settings | None = None
    problems: list[str] = []
    try:
        settings = Settings.from_environment(environ, host=host, port=port)
    except SettingsError as error:
        problems.extend(error.problems)
    packages, missing = _packages()
    problems.extend(missing)
    rows = _settings(environ, settings, overridden=host is not None or port is not None)
    lines = [f"{DISTRIBUTION} {__version__}, Python {platform.python_version()}, {platform.platform()}"]
    lines += ["", "Settings", *_columns(rows), "", "Packages", *_columns(packages)]
    weights = environ.get("VAI_PROXY_LOCAL_SMOLLM2_PATH", "").strip()
    lines += _section("Embedded model", weights_report(Path(weights) if weights else None).lines)
    lines += _section("Embedded voice", report())
    if settings is not None:
        problems.extend(_occupied(settings.host, settings.port))
        lines += _section("Notes", [*_notes(settings), *_expired(settings, clock)])
    lines += _section("What stops the start", problems)
    return Findings([*lines, "", "The gateway cannot start." if problems else "The gateway can start."], problems)


def _settings(
    environ: Mapping[str, str], settings: Settings | None, *, overridden: bool
) -> Iterator[tuple[str, str, str]]:
    derived = {} if settings is None else _derived(settings)
    for variable in describe():
        text = environ.get(variable.name, "").strip()
        if overridden and settings is not None and variable.name == "VAI_PROXY_ADDR":
            yield variable.name, f"{settings.host}:{settings.port}", "command line"
        elif text:
            yield variable.name, _shown(variable, text), "environment"
        else:
            default = variable.default or derived.get(variable.name, variable.absent)
            yield variable.name, f"{default} {variable.unit}".strip(), "default"


def _derived(settings: Settings) -> dict[str, str]:
    """The defaults that depend on other settings."""
    return {
        "VAI_PROXY_AUTH_MODE": settings.auth_mode,
        "VAI_PROXY_OPERATOR_KEYS": str(settings.use_operator_keys).lower(),
        "VAI_PROXY_WEB_FETCH": str(settings.web_fetch).lower(),
    }


def _shown(variable: Variable, text: str) -> str:
    """A value that cannot be read may hold anything, so it is not shown here."""
    try:
        variable.read(text)
    except ValueError:
        return "(wrong)"
    return "***" if variable.secret else f"{text} {variable.unit}".strip()


def _packages() -> tuple[list[tuple[str, str]], list[str]]:
    """The versions of what this distribution asks for, and what of it is missing."""
    try:
        wanted = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return [(DISTRIBUTION, "is not installed as a package")], []
    rows, missing = [], []
    for requirement in wanted:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        optional = "extra ==" in requirement
        try:
            rows.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            rows.append((name, "not installed" + (" (optional)" if optional else "")))
            missing += [] if optional else [f"the package {name} is not installed"]
    return rows, missing


def _occupied(host: str, port: int) -> list[str]:
    """Why the address cannot be listened at."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        with ExitStack() as stack:
            for family, kind, protocol, _, address in found:
                listener = stack.enter_context(socket.socket(family, kind, protocol))
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return [f"{host}:{port} is taken, perhaps by a gateway that runs already; `--port` chooses another port"]
        return [f"cannot listen at {host}:{port}: {error.strerror}"]
    return []


def _notes(settings: Settings) -> Iterator[str]:
    if settings.auth_mode != "required":
        yield from _open_notes(settings)
    if settings.enforced_limits is None:
        yield "Rate and concurrency limits are off: the gateway is on loopback with auth disabled."
    if settings.operator_keys and not settings.use_operator_keys:
        names = ", ".join(map(api_key_name, settings.operator_keys))
        yield f"{names}: set, and used for no caller; VAI_PROXY_OPERATOR_KEYS=true uses them."
    for model in sorted(settings.model_allowlist):
        if model.startswith("local/") and model not in LOCAL_MODELS:
            yield f"VAI_PROXY_MODEL_ALLOWLIST: there is no {model}; there are {', '.join(LOCAL_MODELS)}."


def _open_notes(settings: Settings) -> Iterator[str]:
    """Where callers need no gateway key."""
    inside = loopback(settings.host)
    with_keys = settings.use_operator_keys and settings.operator_keys
    if not inside:
        keys = ", with the operator's provider keys" if with_keys else ""
        yield f"WARNING: Anyone who reaches {settings.host} may call without a gateway key{keys}."
    if settings.auth_mode == "optional":
        yield "Auth is optional: callers without a gateway key are served too."
    elif inside:
        yield "Auth is disabled: anybody on this machine may use the gateway."
    if settings.trusted_proxy_hops and inside:
        yield "A proxy is trusted, so that may be anybody who can reach the proxy."
    if with_keys and inside:
        yield "Callers without a gateway key are served with the operator's provider keys."


def _expired(settings: Settings, clock: Clock) -> Iterator[str]:
    now = clock.wall()
    for row in settings.keys:
        if row.expires_at is not None and row.expires_at <= now:
            yield f"The key {row.id} of tenant {row.tenant} has expired."


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _columns(rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> list[str]:
    table = list(rows)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]) - 1)]
    return ["  " + "  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in table]
