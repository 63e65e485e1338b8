"""How long a vendor asks to be left alone, however it says so, and whose key it refused."""

from __future__ import annotations

import pytest

from vai_gateway.core.secret import Secret
from vai_gateway.core.vendor_errors import retry_after, vendor_error, without_key

NOW = "Mon, 01 Jan 2024 00:00:00 GMT"
HUGE = "9" * 20

ASKED: list[tuple[dict[str, str], float | None]] = [
    ({}, None),
    ({"retry-after": "7"}, 7.0),
    ({"retry-after": " 1.5 "}, 1.5),
    ({"retry-after": "7", "retry-after-ms": "250"}, 0.25),
    ({"retry-after": "Mon, 01 Jan 2024 00:01:00 GMT"}, 60.0),
    ({"retry-after": "Mon, 01 Jan 2024 00:01:00"}, 60.0),
    ({"retry-after": "Sun, 31 Dec 2023 23:59:00 GMT"}, 0.0),
    ({"retry-after": ""}, None),
    ({"retry-after": "soon"}, None),
    ({"retry-after": "-5"}, None),
    ({"retry-after": HUGE}, None),
    ({"retry-after": f"Mon, 01 Jan {HUGE} 00:00:00 GMT"}, None),
    ({"retry-after": f"Mon, 01 Jan 2024 {HUGE}:00:00 GMT"}, None),
    ({"retry-after": f"Mon, 01 Jan 2024 00:00:00 +{HUGE}"}, None),
]


@pytest.mark.parametrize("headers, expected_s", ASKED, ids=str)
def test_a_wait_is_read_in_each_of_its_forms_and_nonsense_is_none(
    headers: dict[str, str], expected_s: float | None
) -> None:
    assert retry_after({"date": NOW, **headers}) == expected_s


def test_a_date_without_the_reply_s_own_says_nothing() -> None:
    assert retry_after({"retry-after": NOW}) is None


KEY = Secret("sk-canary-123")
OWN = "the gateway's own key for acme is not valid; its operator must replace it"


@pytest.mark.parametrize(
    "key, param, message",
    [
        (KEY, "X-Key", "acme refused the key"),
        (Secret(KEY.reveal(), is_lent=True), None, OWN),
        (None, "X-Key", "acme refused the key"),
    ],
    ids=["the caller's", "the operator's", "none"],
)
def test_a_refused_key_is_laid_at_the_door_of_whoever_it_belongs_to(
    key: Secret | None, param: str | None, message: str
) -> None:
    refused = vendor_error("acme", "authentication_error", message="no", key_header="X-Key")
    error = without_key(refused, key, "acme")
    assert (error.status, error.code, error.param, error.message) == (401, "provider_key_invalid", param, message)
    assert error.args == (message,) or key is None
