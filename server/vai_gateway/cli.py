"""The command line: `vai-gateway serve | keys create | doctor | settings-table`.

Results go to stdout, what is meant for people to stderr.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec

from vai_gateway import __version__
from vai_gateway.core.clock import Clock, SystemClock
from vai_gateway.doctor import examine
from vai_gateway.policy.keys import append_row, mint
from vai_gateway.settings import Settings, SettingsError, markdown_table

Run = Callable[[Settings], None]


def main(
    argv: Sequence[str] | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    run: Run | None = None,
    clock: Clock | None = None,
) -> int:
    """run: serves until told to stop. Returns the exit code."""
    arguments = _parser().parse_args(argv)
    clock = clock or SystemClock()
    match arguments.command:
        case "serve":
            return _serve(arguments, environ, run=run or _run)
        case "keys":
            return _create_key(arguments, clock)
        case "doctor":
            return _doctor(arguments, environ, clock=clock)
        case _:
            sys.stdout.write(markdown_table())
            return 0


def _serve(arguments: argparse.Namespace, environ: Mapping[str, str], *, run: Run) -> int:
    try:
        settings = Settings.from_environment(environ, host=arguments.host, port=arguments.port)
    except SettingsError as error:
        return _failed("cannot start", *error.problems)
    run(settings)
    return 0


def _run(settings: Settings) -> None:
    from vai_gateway import app  # Here, so that no other command waits for it.

    app.serve(settings)


def _create_key(arguments: argparse.Namespace, clock: Clock) -> int:
    if arguments.expires is not None and arguments.expires <= clock.wall():
        return _failed("--expires lies in the past")
    try:
        minted = mint(tenant=arguments.tenant, models=arguments.models, expires_at=arguments.expires)
        if arguments.file is not None:
            append_row(arguments.file, minted.row)
    except ValueError as error:
        return _failed("no key was made", str(error))
    except OSError as error:
        return _failed("no key was made", f"{arguments.file}: {error.strerror}")
    print(minted.key.reveal())
    if arguments.file is None:
        print(msgspec.json.encode(minted.row, order="deterministic").decode())
        _tell("The first line is the key; nobody can show it again.")
        _tell("The second is its row for the file that VAI_PROXY_KEYS_FILE names, a JSON array of rows.")
    else:
        _tell(f"This is the key; nobody can show it again. Its row is in {arguments.file}.")
        _tell("A gateway that is running takes it at its next start.")
    return 0


def _doctor(arguments: argparse.Namespace, environ: Mapping[str, str], *, clock: Clock) -> int:
    findings = examine(environ, clock=clock, host=arguments.host, port=arguments.port)
    print("\n".join(findings.lines))
    return 1 if findings.problems else 0


def _failed(what: str, *why: str) -> int:
    _tell(f"vai-gateway: {what}" + (":" if why else ""))
    for line in why:
        _tell(f"  {line}")
    return 1


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vai-gateway",
        description="One stable API over every model provider. Settings are VAI_PROXY_* variables.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    address = argparse.ArgumentParser(add_help=False)
    address.add_argument("--host", help="where to listen, in place of the host in VAI_PROXY_ADDR")
    address.add_argument("--port", type=int, help="in place of the port in VAI_PROXY_ADDR; 0 takes any that is free")
    commands.add_parser("serve", parents=[address], help="run the gateway")
    commands.add_parser("doctor", parents=[address], help="show every setting and what stops the start")
    keys = commands.add_parser("keys", help="make gateway keys").add_subparsers(required=True, metavar="command")
    _add_create(keys.add_parser("create", help="make one key and show it, once"))
    commands.add_parser("settings-table", help="print the table of all settings, in Markdown")
    return parser


def _add_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tenant", help="whose usage and limits it counts as; else it is a tenant of its own")
    parser.add_argument("--models", type=_models, help="the only models it may use, by comma")
    parser.add_argument("--expires", type=_instant, help="2027-12-31 (0:00 UTC) or 2027-12-31T12:00:00Z")
    parser.add_argument("--file", type=Path, help="add the row to this keys file")


def _models(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _instant(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        pass
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date") from None
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} needs a zone, such as Z")
    return instant
