"""What is JSON for the gateway, and what is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vai_gateway.core.errors import GatewayError
from vai_gateway.wire import strict_json


def members(count: int) -> bytes:
    return json.dumps({str(n): 0 for n in range(count)}).encode()


REFUSED = {
    "nothing": (b"", "invalid_json"),
    "a trailing comma": (b'{"a":1,}', "invalid_json"),
    "something after the value": (b'{"a":1} 2', "invalid_json"),
    "invalid UTF-8": (b'{"a":"\xff"}', "invalid_json"),
    "a byte order mark": (b'\xef\xbb\xbf{"a":1}', "invalid_json"),
    "NaN": (b'{"a":NaN}', "invalid_json"),
    "Infinity": (b'{"a":Infinity}', "invalid_json"),
    "minus infinity": (b'{"a":-Infinity}', "invalid_json"),
    "a number beyond a double": (b'{"a":1e400}', "invalid_json"),
    "an integer of 5000 digits": (b"9" * 5000, "invalid_json"),
    "a lone high surrogate": (rb'{"a":"\ud800"}', "invalid_json"),
    "a lone low surrogate as a key": (rb'{"\uDC00":1}', "invalid_json"),
    "a control character in a string": (b'{"a":"\x01"}', "invalid_json"),
    "a key twice": (b'{"a":1,"a":2}', "duplicate_key"),
    "a key twice, deep inside": (b'{"a":[{"b":{"c":1,"c":2}}]}', "duplicate_key"),
    "129 levels": (b"[" * 129 + b"]" * 129, "invalid_json"),
    "a million levels": (b"[" * 1_000_000, "invalid_json"),
    "an object of 10,001 members": (members(10_001), "invalid_json"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_json_forbids_is_refused_with_a_code(name: str) -> None:
    body, code = REFUSED[name]
    with pytest.raises(GatewayError) as caught:
        strict_json.parse(body)
    assert (caught.value.status, caught.value.code) == (400, code)


@pytest.mark.parametrize(
    "body", [b"[" * 128 + b"]" * 128, rb'"\ud83d\ude00"', b'{"a":60.0}', b"[" + b"{}," * 500 + b"1]", members(10_000)]
)
def test_what_json_allows_is_taken(body: bytes) -> None:
    assert strict_json.parse(body) == json.loads(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_json_value_is_read_as_it_was_written(value: object) -> None:
    assert strict_json.parse(json.dumps(value, ensure_ascii=True).encode()) == value


@given(st.binary(max_size=60))
def test_no_bytes_whatever_raise_anything_else(body: bytes) -> None:
    try:
        strict_json.parse(body)
    except GatewayError as error:
        assert error.status == 400
