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
from vai_gateway.providers.local.smollm2_weights import WEIGHTS_BYTES
from vai_gateway.settings import Settings, describe, markdown_table

CLOCK = FakeClock()
FREE = {"VAI_PROXY_ADDR": "127.0.0.1:0"}
OPEN = {"VAI_PROXY_ADDR": "0.0.0.0:0", "VAI_PROXY_AUTH_MODE": "optional"}
CLOSED = FREE | {"VAI_PROXY_API_KEYS": "vai_sk_x"}


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
        port = taken.getsockname()[1]
        ran = program("serve", "--port", str(port))
    assert (ran.returncode, ran.stdout) == (3, "")
    (line,) = map(json.loads, ran.stderr.splitlines())
    assert (line["level"], line["event"]) == ("error", "cannot listen")
    assert line["address"] == f"127.0.0.1:{port}"
    assert "perhaps by a gateway that runs already; `--port` chooses another port" in line["said"]


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
        (["--tenant", "a b"], "tenant must be 1 to 64 of A-Za-z0-9._-, got 'a b'"),
        (["--models", "gpt-4o"], "is no model id"),
        (["--expires", "2025-12-31"], "--expires lies in the past"),
        (["--file", "/nowhere/keys.json"], "/nowhere/keys.json: No such file or directory"),
        (["--file", __file__], "test_cli.py is no keys file: it must be a list of rows"),
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
    out = capsys.readouterr().out
    assert f"127.0.0.1:{port} is taken, perhaps by a gateway that runs already; `--port` chooses another port" in out


def test_doctor_notices_an_address_that_is_not_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor(OPEN, "--host", "192.0.2.7") == 1
    assert "cannot listen at 192.0.2.7:0: " in capsys.readouterr().out


@pytest.mark.parametrize("path", [__file__, "/nowhere.gguf"])
def test_doctor_calls_no_weights_ready_where_their_setting_is_wrong(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(FREE | {"VAI_PROXY_LOCAL_SMOLLM2_PATH": path}) == 1
    told = capsys.readouterr().out.partition("Embedded model")[2].partition("Embedded voice")[0]
    assert "ready" not in told
    assert path in told
    assert "VAI_PROXY_LOCAL_SMOLLM2_PATH" in told


def test_weights_of_the_right_size_alone_stop_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.gguf"
    with path.open("wb") as file:
        file.truncate(WEIGHTS_BYTES)
    assert doctor(FREE | {"VAI_PROXY_LOCAL_SMOLLM2_PATH": str(path)}) == 0
    assert f"the weights at {path} are not the expected file" in capsys.readouterr().out


@pytest.mark.parametrize(
    "environ, note",
    [
        (FREE, "Auth is disabled: anybody on this machine may use the gateway."),
        (FREE, "Rate and concurrency limits are off"),
        (FREE | {"VAI_PROXY_TRUST_PROXY_HEADERS": "1"}, "anybody who can reach the proxy"),
        (FREE | {"VAI_PROXY_AUTH_MODE": "optional"}, "callers without a gateway key are served too"),
        (
            FREE | {"VAI_PROXY_AUTH_MODE": "optional", "VAI_PROXY_TRUST_PROXY_HEADERS": "1"},
            "anybody who can reach the proxy",
        ),
        (FREE | {"VAI_PROXY_OPENAI_API_KEY": "x"}, "served with the operator's provider keys"),
        (OPEN, "WARNING: Anyone who reaches 0.0.0.0 may call without a gateway key."),
        (
            OPEN | {"VAI_PROXY_OPENAI_API_KEY": "x"},
            "WARNING: Anyone who reaches 0.0.0.0 may call without a gateway key, with the operator's provider keys.",
        ),
        (
            CLOSED | {"VAI_PROXY_OPENAI_API_KEY": "x", "VAI_PROXY_GROQ_API_KEY": "y"},
            "VAI_PROXY_OPENAI_API_KEY, VAI_PROXY_GROQ_API_KEY: set, and used for no caller; VAI_PROXY_OPERATOR_KEYS=",
        ),
        (
            FREE | {"VAI_PROXY_MODEL_ALLOWLIST": "local/scripted,local/heart,local/smollm2-135,openai/new"},
            "there is no local/smollm2-135; there are local/smollm2-135m, local/scripted, local/whisper-tiny.en, ",
        ),
    ],
)
def test_doctor_notes_what_an_operator_may_not_expect(
    environ: dict[str, str], note: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(environ) == 0
    assert note in capsys.readouterr().out


@pytest.mark.parametrize(
    "environ",
    [
        FREE | {"VAI_PROXY_AUTH_MODE": "optional"},
        CLOSED,
        CLOSED | {"VAI_PROXY_OPENAI_API_KEY": "x", "VAI_PROXY_OPERATOR_KEYS": "true"},
        FREE | {"VAI_PROXY_MODEL_ALLOWLIST": "local/scripted,local/heart,openai/new"},
    ],
)
def test_doctor_warns_of_nothing_where_all_is_as_expected(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor(environ) == 0
    out = capsys.readouterr().out
    assert [words for words in ("WARNING", "used for no caller", "there is no") if words in out] == []


def test_doctor_notes_keys_that_have_expired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": "k1", "tenant": "acme", "sha256": "0" * 64, "expires_at": "2025-01-01T00:00:00Z"}
    (tmp_path / "keys.json").write_text(json.dumps([row]))
    assert doctor(FREE | {"VAI_PROXY_KEYS_FILE": str(tmp_path / "keys.json")}) == 0
    assert "The key k1 of tenant acme has expired." in capsys.readouterr().out


def test_the_module_runs_as_a_program() -> None:
    ran = program("--version")
    assert (ran.returncode, ran.stdout) == (0, f"vai-gateway {__version__}\n")
