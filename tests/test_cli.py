"""The command line: what it prints where, and its exit codes."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_clock import FakeClock
from vai_gateway import __version__
from vai_gateway.cli import main
from vai_gateway.policy.keys import read_rows
from vai_gateway.settings import Settings, describe, markdown_table

CLOCK = FakeClock()
FREE = {"VAI_PROXY_ADDR": "127.0.0.1:0", "VAI_PROXY_LOCAL_SMOLLM2_PATH": __file__}
"""Any port, and weights that are quick to read through."""


class Served:
    """Stands in for the gateway."""

    def __init__(self) -> None:
        self.settings: list[Settings] = []

    def __call__(self, settings: Settings) -> None:
        self.settings.append(settings)


def doctor(environ: dict[str, str], *argv: str) -> int:
    return main(["doctor", *argv], environ=environ, clock=CLOCK)


def program(*argv: str) -> subprocess.CompletedProcess[str]:
    server = Path(__file__).parent.parent / "server"
    command = [sys.executable, "-m", "vai_gateway", *argv]
    return subprocess.run(command, env={"PYTHONPATH": str(server)}, capture_output=True, text=True, timeout=60)


def test_serve_runs_the_gateway_with_the_settings_of_the_environment() -> None:
    served = Served()
    code = main(["serve", "--port", "9000"], environ={"VAI_PROXY_MAX_TOOLS": "7"}, run=served)
    (settings,) = served.settings
    assert (code, settings.host, settings.port, settings.request_limits.max_tools) == (
        0,
        "127.0.0.1",
        9000,
        7,
    )


def test_serve_ends_with_3_where_its_address_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = program("serve", "--port", str(taken.getsockname()[1]))
    assert (ran.returncode, ran.stdout) == (3, "")


def test_serve_takes_the_host_of_the_command_line() -> None:
    served = Served()
    main(["serve", "--host", "::1"], environ={}, run=served)
    assert served.settings[0].host == "::1"


def test_bad_settings_stop_the_start_and_are_told_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    served = Served()
    environ = {"VAI_PROXY_MAX_TOOLS": "x", "VAI_PROXY_LOG_LEVEL": "loud"}
    code = main(["serve"], environ=environ, run=served)
    out, err = capsys.readouterr()
    assert (code, served.settings, out) == (1, [], "")
    assert err.splitlines()[0] == "vai-gateway: cannot start:"
    assert "  VAI_PROXY_MAX_TOOLS: must be a whole number" in err
    assert "  VAI_PROXY_LOG_LEVEL: must be one of" in err


@pytest.mark.parametrize(
    "argv", [[], ["keys"], ["brew"], ["serve", "--port", "x"], ["keys", "create", "--expires", "soon"]]
)
def test_a_command_that_makes_no_sense_gets_the_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv, environ={})
    assert caught.value.code == 2
    assert "usage: vai-gateway" in capsys.readouterr().err


def test_the_version_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"], environ={})
    assert (caught.value.code, capsys.readouterr().out) == (0, f"vai-gateway {__version__}\n")


def test_the_settings_table_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings-table"], environ={}) == 0
    assert capsys.readouterr().out == markdown_table()


def test_a_created_key_is_shown_once_with_the_row_to_keep(capsys: pytest.CaptureFixture[str]) -> None:
    argv = [
        "keys",
        "create",
        "--tenant",
        "acme",
        "--models",
        "local/scripted, a/b",
        "--expires",
        "2027-12-31",
    ]
    assert main(argv, environ={}, clock=CLOCK) == 0
    out, err = capsys.readouterr()
    key, row = out.splitlines()
    sha256 = hashlib.sha256(key.encode()).hexdigest()
    assert json.loads(row) == {
        "id": f"key_{sha256[:16]}",
        "tenant": "acme",
        "sha256": sha256,
        "expires_at": "2027-12-31T00:00:00Z",
        "models": ["a/b", "local/scripted"],
    }
    assert key not in err


def test_the_row_of_a_created_key_goes_into_the_file_and_serves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "keys.json"
    for tenant in ("acme", "other"):
        assert main(["keys", "create", "--tenant", tenant, "--file", str(path)], environ={}, clock=CLOCK) == 0
    keys = capsys.readouterr().out.splitlines()
    served = Served()
    main(["serve"], environ={"VAI_PROXY_KEYS_FILE": str(path)}, run=served)
    assert served.settings[0].keys == read_rows(path)
    assert [row.sha256 for row in read_rows(path)] == [hashlib.sha256(key.encode()).hexdigest() for key in keys]


@pytest.mark.parametrize(
    "argv, said",
    [
        (["--tenant", "a b"], "no key was made"),
        (["--models", "gpt-4o"], "is no model id"),
        (["--expires", "2025-12-31"], "--expires lies in the past"),
        (["--file", "/nowhere/keys.json"], "No such file or directory"),
        (["--file", __file__], "no key was made"),
    ],
)
def test_a_key_that_cannot_be_made_is_told_and_nothing_is_printed(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(__file__).read_bytes()
    assert main(["keys", "create", *argv], environ={}, clock=CLOCK) == 1
    out, err = capsys.readouterr()
    assert (out, said in err) == ("", True)
    assert Path(__file__).read_bytes() == before


@pytest.mark.parametrize("expires", ["2027-12-31T12:00:00", "31.12.2027", "2027-13-01"])
def test_an_expiry_that_is_not_plain_is_refused(expires: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["keys", "create", "--expires", expires], environ={})
    assert repr(expires) in capsys.readouterr().err


def test_doctor_shows_every_setting_with_its_value_and_where_it_comes_from(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = doctor(FREE | {"VAI_PROXY_MAX_TOOLS": "7"})
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("  VAI_PROXY_")]
    assert code == 0
    assert [row[0] for row in rows] == [variable.name for variable in describe()]
    assert ["VAI_PROXY_MAX_TOOLS", "7", "environment"] in rows
    assert ["VAI_PROXY_MAX_MESSAGES", "1000", "default"] in rows
    assert ["VAI_PROXY_AUTH_MODE", "disabled", "default"] in rows


def test_doctor_shows_what_the_command_line_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor({}, "--port", "0") == 0
    assert "  VAI_PROXY_ADDR  " in (out := capsys.readouterr().out)
    assert any(line.split() == ["VAI_PROXY_ADDR", "127.0.0.1:0", "command", "line"] for line in out.splitlines())


def test_doctor_shows_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    secrets = {
        "VAI_PROXY_API_KEYS": "vai_sk_canary",
        "VAI_PROXY_OPENAI_API_KEY": "sk-canary",
        "VAI_PROXY_GROQ_API_KEY": "canary with spaces",
        "VAI_PROXY_OPENAI_BASE_URL": "http://user:canary@a.example",
        "VAI_PROXY_CANARY": "canary",
    }
    assert doctor(FREE | secrets) == 1
    out = capsys.readouterr().out
    assert "canary" not in out
    assert [line.split()[1:] for line in out.splitlines() if line.startswith("  VAI_PROXY_API_KEYS ")] == [
        ["***", "environment"]
    ]


def test_doctor_tells_everything_that_stops_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor({"VAI_PROXY_MAX_TOOLS": "x", "VAI_PROXY_ADDR": ":8080"})
    out = capsys.readouterr().out
    assert code == 1
    assert "What stops the start\n  VAI_PROXY_MAX_TOOLS: must be a whole number" in out
    assert "VAI_PROXY_AUTH_MODE: required, but there is no key" in out
    assert out.endswith("The gateway cannot start.\n")


def test_doctor_notices_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = doctor({}, "--port", str(port))
    assert code == 1
    assert f"cannot listen at 127.0.0.1:{port}: Address already in use" in capsys.readouterr().out


def test_doctor_tells_what_is_wrong_with_the_weights_and_that_it_stops_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert doctor(FREE) == 0
    assert f"the weights at {__file__} are not the expected file" in capsys.readouterr().out


@pytest.mark.parametrize(
    "environ, note",
    [
        (FREE, "Auth is disabled: anybody on this machine may use the gateway."),
        (FREE, "Rate and concurrency limits are off"),
        (FREE | {"VAI_PROXY_TRUST_PROXY_HEADERS": "1"}, "anybody who can reach the proxy"),
        (FREE | {"VAI_PROXY_AUTH_MODE": "optional"}, "callers without a key are served too"),
        (FREE | {"VAI_PROXY_OPENAI_API_KEY": "x"}, "served with the operator's provider keys"),
    ],
)
def test_doctor_notes_what_an_operator_may_not_expect(
    environ: dict[str, str], note: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(environ) == 0
    assert note in capsys.readouterr().out


def test_doctor_notes_keys_that_have_expired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": "k1", "tenant": "acme", "sha256": "0" * 64, "expires_at": "2025-01-01T00:00:00Z"}
    (tmp_path / "keys.json").write_text(json.dumps([row]))
    assert doctor(FREE | {"VAI_PROXY_KEYS_FILE": str(tmp_path / "keys.json")}) == 0
    assert "The key k1 of tenant acme has expired." in capsys.readouterr().out


def test_the_module_runs_as_a_program() -> None:
    ran = program("--version")
    assert (ran.returncode, ran.stdout) == (0, f"vai-gateway {__version__}\n")
