"""The gateway's own keys: made, kept as hashes, found again, and added to a file."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vai_gateway.policy.keys import (
    KeyLimits,
    KeyRing,
    KeyRow,
    append_row,
    check_rows,
    is_strong,
    mint,
    model_id,
    read_rows,
    row_of,
)

SHA256 = hashlib.sha256(b"vai_sk_one").hexdigest()
ROW = {"id": "k1", "tenant": "acme", "sha256": SHA256}


def written(path: Path, content: object) -> Path:
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_minted_key_is_long_random_and_written_like_a_gateway_key() -> None:
    keys = {mint().key.reveal() for _ in range(50)}
    assert len(keys) == 50
    assert all(is_strong(key) and len(key) == 50 for key in keys)


def test_a_minted_row_holds_the_hash_and_never_the_key() -> None:
    minted = mint(tenant="acme")
    key = minted.key.reveal()
    assert minted.row.sha256 == hashlib.sha256(key.encode()).hexdigest()
    assert key not in repr(minted)


def test_a_key_without_a_tenant_is_a_tenant_of_its_own() -> None:
    rows = [mint().row, mint().row, row_of("vai_sk_one")]
    assert len({row.tenant for row in rows}) == 3
    assert all(row.tenant == row.id for row in rows)


@pytest.mark.parametrize(
    "tenant, models", [("a b", None), ("", None), ("10.0.0.7", None), ("acme", ["no-slash"]), ("acme", [])]
)
def test_what_no_keys_file_may_hold_is_not_minted(tenant: str, models: list[str] | None) -> None:
    with pytest.raises(ValueError, match=r"tenant|model id|length"):
        mint(tenant=tenant, models=models)


def test_a_ring_finds_the_row_of_each_of_its_keys() -> None:
    minted = [mint() for _ in range(100)]
    ring = KeyRing(m.row for m in minted)
    assert [ring.find(m.key.reveal().encode()) for m in minted] == [m.row for m in minted]


@pytest.mark.parametrize("key", [b"", b"vai_sk_other", SHA256.encode(), b"\xff\xfe", b"x" * 10_000])
def test_a_ring_finds_nothing_for_what_is_no_key_of_its(key: bytes) -> None:
    assert KeyRing([row_of("vai_sk_one")]).find(key) is None


def test_a_ring_keeps_rows_apart_whose_hashes_begin_alike() -> None:
    row = row_of("vai_sk_one")
    near = KeyRow(id="near", tenant="near", sha256=row.sha256[:-1] + ("0" if row.sha256[-1] != "0" else "1"))
    assert KeyRing([near, row]).find(b"vai_sk_one") == row


def test_a_ring_without_rows_counts_as_no_keys() -> None:
    assert [bool(KeyRing([])), bool(KeyRing([row_of("vai_sk_one")]))] == [False, True]


@pytest.mark.parametrize(
    "key, strong",
    [
        ("vai_sk_0123456789abcdef", True),
        ("vai_sk_0123456789abcde", False),
        ("sk_0123456789abcdef0123456789abcdef", False),
        ("vai_sk_0123456789abcdef!", False),
    ],
)
def test_a_key_is_strong_if_it_looks_minted(key: str, strong: bool) -> None:
    assert is_strong(key) is strong


def test_a_keys_file_gives_its_rows(tmp_path: Path) -> None:
    full = ROW | {
        "expires_at": "2027-01-01T00:00:00Z",
        "models": ["anthropic/claude-x"],
        "limits": {"requests_per_s": 10, "burst": 20},
    }
    assert read_rows(written(tmp_path / "keys.json", [full])) == (
        KeyRow(
            id="k1",
            tenant="acme",
            sha256=SHA256,
            expires_at=datetime(2027, 1, 1, tzinfo=UTC),
            models=frozenset({"anthropic/claude-x"}),
            limits=KeyLimits(requests_per_s=10, burst=20),
        ),
    )


BAD_FILES: list[tuple[object, str]] = [
    ("", "it is no JSON: it ends too early"),
    ("[{", "it is no JSON: it ends too early"),
    ("keys", "it is no JSON: invalid character (byte 0)"),
    (b"[\xff]", "it is no JSON: "),
    (b'[{"id": "\xff"}]', "it is no JSON: it is not written in UTF-8"),
    ({"keys": []}, "it must be a list of rows, as `vai-gateway keys create` writes them"),
    (["vai_sk_secret"], "row 1 must be an object"),
    ([{"id": "k1", "tenant": "acme"}], "row 1 lacks sha256"),
    ([ROW, ROW | {"key": "vai_sk_secret"}], "row 2 has key, which does not exist"),
    ([ROW | {"sha256": SHA256.upper()}], "row 1: sha256 must be 64 digits of 0-9a-f"),
    ([ROW | {"sha256": SHA256 + "\n"}], "row 1: sha256 must be 64 digits of 0-9a-f"),
    ([ROW | {"id": 7}], "row 1: id must be 1 to 64 of A-Za-z0-9._-"),
    ([ROW | {"tenant": "a b"}], "row 1: tenant must be 1 to 64 of A-Za-z0-9._-"),
    ([ROW | {"tenant": "10.0.0.7"}], "tenant 10.0.0.7 is an address"),
    (
        [ROW | {"expires_at": "2027-01-01T00:00:00"}],
        "row 1: expires_at must be a time with its zone, as in 2027-12-31T12:00:00Z",
    ),
    ([ROW | {"expires_at": "soon"}], "row 1: expires_at must be a time with its zone"),
    ([ROW | {"models": []}], "row 1: models must be a list of at least one model id"),
    ([ROW | {"models": [1]}], "row 1: models must be a list of at least one model id"),
    ([ROW | {"models": ["claude"]}], "'claude' is no model id"),
    ([ROW | {"limits": {"requests_per_s": -1}}], "row 1: requests_per_s must be a number of at least 0"),
    ([ROW | {"limits": {"burst": 1.5}}], "row 1: burst must be a whole number of at least 0"),
    ([ROW | {"limits": 3}], "row 1: limits must be an object"),
    ([ROW | {"limits": {"rps": 1}}], "row 1: limits has rps, which does not exist"),
    ([ROW, ROW | {"sha256": "0" * 64}], "two keys have the id k1"),
    ([ROW, ROW | {"id": "k2"}], "k2 and k1 are the same key"),
    (
        [ROW, ROW | {"id": "k2", "sha256": "0" * 64, "limits": {"burst": 1}}],
        "tenant acme have different limits",
    ),
]


@pytest.mark.parametrize("content, problem", BAD_FILES)
def test_a_bad_keys_file_is_refused_by_what_is_wrong_and_shows_no_key(
    content: object, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_rows(written(tmp_path / "keys.json", content))
    assert problem in str(caught.value)
    assert "secret" not in str(caught.value)
    assert not any(word in str(caught.value) for word in ("`$", "regex", "Expected", "byte array"))


@pytest.mark.parametrize("text", ["anthropic/claude-x", "openrouter/openai/gpt-4o", "local/a.b:c@d+e"])
def test_a_model_id_of_the_contract_is_taken(text: str) -> None:
    assert model_id(text) == text


@pytest.mark.parametrize("text", ["", "claude", "Anthropic/x", "a/", "a//b", "a/../b", "a/.", "a/b c", "a/b\n"])
def test_what_is_no_model_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no model id"):
        model_id(text)


def test_rows_that_agree_stand_together() -> None:
    check_rows([row_of("vai_sk_one"), row_of("vai_sk_two"), KeyRow(id="a", tenant="t", sha256="0" * 64)])


def test_appending_makes_the_file_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    row = mint(tenant="acme", models=["b/b", "a/a"], expires_at=datetime(2027, 1, 1, tzinfo=UTC)).row
    append_row(path, row)
    assert read_rows(path) == (row,)
    assert path.stat().st_mode & 0o777 == 0o600


def test_appending_keeps_the_rows_before_it_and_the_permissions(tmp_path: Path) -> None:
    path = written(tmp_path / "keys.json", [ROW])
    path.chmod(0o640)
    append_row(path, row := mint().row)
    assert [r.id for r in read_rows(path)] == ["k1", row.id]
    assert path.stat().st_mode & 0o777 == 0o640


def test_appending_follows_a_link_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("[]")
    (tmp_path / "link.json").symlink_to("real.json")
    append_row(tmp_path / "link.json", mint().row)
    assert (tmp_path / "link.json").is_symlink()
    assert len(read_rows(tmp_path / "real.json")) == 1


@pytest.mark.parametrize("content", ["not json", json.dumps([ROW])])
def test_a_refused_append_leaves_the_file_and_nothing_else(content: str, tmp_path: Path) -> None:
    path = written(tmp_path / "keys.json", content)
    with pytest.raises(ValueError, match=r"is no keys file: it is no JSON|same key"):
        append_row(path, row_of("vai_sk_one"))
    assert path.read_text() == content
    assert list(tmp_path.iterdir()) == [path]


def test_appending_at_the_same_time_loses_no_row(tmp_path: Path) -> None:
    rows = [mint().row for _ in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda row: append_row(tmp_path / "keys.json", row), rows))
    assert {row.id for row in read_rows(tmp_path / "keys.json")} == {row.id for row in rows}
