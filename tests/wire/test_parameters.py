"""Header and query parameters are held to the contract's rules."""

from __future__ import annotations

import pytest

from vai_gateway.core.call import Call
from vai_gateway.core.errors import GatewayError
from vai_gateway.wire.parameters import Parameter, check_parameters

PARAMETERS = (
    Parameter("X-VAI-Version", "header", one_of=("1",)),
    Parameter("Idempotency-Key", "header", pattern="^[!-~]+$", min_length=1, max_length=5),
    Parameter("beta", "query", one_of=("true",)),
)


def check(query: bytes = b"", **headers: bytes) -> None:
    raw = {name.replace("_", "-").encode(): value for name, value in headers.items()}
    call = Call("r", "POST", "/", raw, "", 0.0)
    check_parameters(call, {"query_string": query}, PARAMETERS)


@pytest.mark.parametrize("query", [b"", b"beta=true"])
def test_what_the_contract_allows_passes(query: bytes) -> None:
    check(query, x_vai_version=b"1", idempotency_key=b"abc")


REFUSED: list[tuple[bytes, dict[str, bytes], str | None, str]] = [
    (b"", {"x_vai_version": b"2"}, "X-VAI-Version", "unsupported_version"),
    (b"", {"x_vai_version": b"1, 2"}, "X-VAI-Version", "unsupported_version"),
    (b"", {"idempotency_key": b""}, "Idempotency-Key", "out_of_range"),
    (b"", {"idempotency_key": b"abcdef"}, "Idempotency-Key", "out_of_range"),
    (b"", {"idempotency_key": b"a b"}, "Idempotency-Key", "unsupported_value"),
    (b"", {"idempotency_key": b"\xff"}, "Idempotency-Key", "unsupported_value"),
    (b"beta=false", {}, "beta", "unsupported_value"),
    (b"beta=", {}, "beta", "unsupported_value"),
    (b"beta=true&beta=true", {}, "beta", "duplicate_key"),
    (b"limit=5", {}, "limit", "unknown_field"),
    (b"=5", {}, None, "unknown_field"),
    (b"beta", {}, None, "unsupported_value"),
    (b"\xff=1", {}, None, "unsupported_value"),
    (b"%ff=1", {}, None, "unsupported_value"),
]


@pytest.mark.parametrize("query, headers, param, code", REFUSED)
def test_what_breaks_the_contract_is_named(
    query: bytes, headers: dict[str, bytes], param: str | None, code: str
) -> None:
    with pytest.raises(GatewayError) as caught:
        check(query, **headers)
    assert (caught.value.status, caught.value.param, caught.value.code) == (400, param, code)


READ = [
    ({"x_vai_version": b"2"}, "X-VAI-Version: must be 1"),
    ({"idempotency_key": b""}, "Idempotency-Key: must have 1 to 5 characters, has 0"),
    ({"idempotency_key": b"abcdef"}, "Idempotency-Key: must have 1 to 5 characters, has 6"),
    ({"idempotency_key": b"a b"}, "Idempotency-Key: must be visible ASCII characters without spaces"),
]


@pytest.mark.parametrize("headers, message", READ)
def test_a_user_reads_what_would_be_right(headers: dict[str, bytes], message: str) -> None:
    with pytest.raises(GatewayError) as caught:
        check(**headers)
    assert caught.value.message == message
