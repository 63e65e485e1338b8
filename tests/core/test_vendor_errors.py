"""How long a vendor asks to be left alone, however it says so."""

from __future__ import annotations

import pytest

from vai_gateway.core.vendor_errors import retry_after

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
