"""Who may do what: keys, models, rates, places, origins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.client import Answer, Connection, ask
from tests.gateway.replies import Dialect
from tests.gateway.stage import Json, Stage, message, until_active
from vai_gateway.contract.headers import REQUEST_HEADERS, RESPONSE_HEADERS

KEY = "vai_sk_" + "0123456789abcdef" * 3
OTHER = "vai_sk_" + "fedcba9876543210" * 3
HANGING = message(text="[[hang]]")
HANGING_STREAM = message(text="[[hang after=1]]", stream=True)
FREE = {"RATE_LIMIT_RPS": "0", "RATE_LIMIT_BURST": "0"}


def asked(stage: Stage, url: str, *headers: tuple[str, str], method: str = "POST", body: Json | None = None) -> Answer:
    if method == "POST":
        return stage.run(ask(url, f"{method} /v1/messages", body=body or message(), headers=headers))
    return stage.run(ask(url, f"{method} /v1/models", headers=headers))


RIGHT: list[tuple[tuple[str, str], ...]] = [
    (("authorization", f"Bearer {KEY}"),),
    (("authorization", f"bearer {KEY}"),),
    (("x-api-key", KEY),),
    (("authorization", f"Bearer {KEY}"), ("x-api-key", KEY)),
]
WRONG: list[tuple[tuple[str, str], ...]] = [
    (("authorization", f"Bearer {OTHER}"),),
    (("authorization", "Bearer "),),
    (("authorization", "Basic dXNlcjpwYXNz"),),
    (("authorization", KEY),),
    (("x-api-key", KEY + "x"),),
    (("x-api-key", KEY[:-1]),),
    (("x-api-key", "caf\xe9"),),
    (("authorization", f"Bearer {KEY}"), ("x-api-key", OTHER)),
    (("authorization", f"Bearer {KEY}"), ("authorization", f"Bearer {KEY}")),
]
MODES = ["required", "optional", "disabled"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("headers", RIGHT, ids=repr)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_right_key_passes_in_every_mode(stage: Stage, mode: str, headers: Any, method: str) -> None:
    url = stage.gateway(AUTH_MODE=mode, API_KEYS=KEY, **FREE)
    assert asked(stage, url, *headers, method=method).status == 200


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("headers", WRONG, ids=repr)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_key_is_refused_in_every_mode(stage: Stage, mode: str, headers: Any, method: str) -> None:
    url = stage.gateway(AUTH_MODE=mode, API_KEYS=KEY, **FREE)
    answer = asked(stage, url, *headers, method=method)
    assert (answer.status, answer.error["type"], answer.error["code"]) == (
        401,
        "authentication_error",
        "invalid_api_key",
    )
    assert answer.headers["www-authenticate"] == 'Bearer realm="vai-gateway"'
    assert answer.error["param"] in ("Authorization", "x-api-key")


@pytest.mark.parametrize(
    "settings, header",
    [
        ({"GROQ_API_KEY": "gsk-1"}, None),
        ({"GROQ_API_KEY": "gsk-1", "OPERATOR_KEYS": "false"}, "X-Provider-Key-Groq"),
        ({"GROQ_BASE_URL": "http://127.0.0.1:9"}, None),
        ({"OPENROUTER_API_KEY": "sk-1"}, "X-Provider-Key-Groq"),
    ],
)
def test_the_catalogue_names_a_key_only_where_callers_need_one(
    stage: Stage, settings: dict[str, str], header: str | None
) -> None:
    url = stage.gateway(**{"MODEL_ALLOWLIST": "groq/any", "GROQ_BASE_URL": ""} | settings)
    (row,) = asked(stage, url, method="GET").json()["data"]
    assert row["auth"] == ({} if header is None else {"requires_byok_header": header})


@pytest.mark.parametrize("mode, status", [("required", 401), ("optional", 200), ("disabled", 200)])
def test_no_key_passes_where_none_is_required(stage: Stage, mode: str, status: int) -> None:
    url = stage.gateway(AUTH_MODE=mode, API_KEYS=KEY, **FREE)
    assert {asked(stage, url, method=method).status for method in ("GET", "POST")} == {status}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"])
def test_what_needs_no_key_judges_none(stage: Stage, path: str) -> None:
    url = stage.gateway(AUTH_MODE="required", API_KEYS=KEY, **FREE)
    assert stage.run(ask(url, f"GET {path}", headers=[("x-api-key", "wrong")])).status == 200


def test_where_there_are_no_keys_a_key_that_an_sdk_sends_is_not_judged(stage: Stage) -> None:
    assert asked(stage, stage.gateway(), ("x-api-key", "sk-whatever")).status == 200


def row(key: str, **more: Any) -> Json:
    name = f"id-of-{key[-4:]}"
    return {"id": name, "tenant": name, "sha256": hashlib.sha256(key.encode()).hexdigest(), **more}


def keys_file(folder: Path, rows: Iterable[Json]) -> str:
    path = folder / "keys.json"
    path.write_text(json.dumps(list(rows)))
    return str(path)


def test_a_key_holds_until_it_expires(stage: Stage, tmp_path: Path) -> None:
    rows = [row(KEY, expires_at="2000-01-01T00:00:00Z"), row(OTHER, expires_at="2999-01-01T00:00:00Z")]
    url = stage.gateway(KEYS_FILE=keys_file(tmp_path, rows), **FREE)
    expired = asked(stage, url, ("x-api-key", KEY))
    assert (expired.status, expired.error["message"]) == (401, "this gateway key has expired")
    assert asked(stage, url, ("x-api-key", OTHER)).status == 200


def test_a_key_is_good_for_its_models_alone(stage: Stage, tmp_path: Path) -> None:
    rows = [row(KEY, models=["anthropic/claude-sonnet-4-5"]), row(OTHER)]
    url = stage.gateway(KEYS_FILE=keys_file(tmp_path, rows), **FREE)
    refused = asked(stage, url, ("x-api-key", KEY))
    assert (refused.status, refused.error["code"], refused.error["param"]) == (403, "model_not_allowed", "model")
    provider = ("X-Provider-Key-Anthropic", "any")
    allowed = asked(stage, url, ("x-api-key", KEY), provider, body=message("anthropic/claude-sonnet-4-5"))
    assert allowed.status == 200
    listed = asked(stage, url, ("x-api-key", KEY), method="GET")
    assert [model["id"] for model in listed.json()["data"]] == ["anthropic/claude-sonnet-4-5"]
    whole = asked(stage, url, ("x-api-key", OTHER), method="GET")
    assert len(whole.json()["data"]) > 5
    assert [answer.headers["cache-control"].partition(",")[0] for answer in (listed, whole)] == ["private"] * 2


def test_the_gateway_may_serve_some_models_alone(stage: Stage) -> None:
    url = stage.gateway(MODEL_ALLOWLIST="local/scripted")
    assert asked(stage, url).status == 200
    assert asked(stage, url, body=message("anthropic/claude-sonnet-4-5")).status == 403


def test_a_missing_provider_key_is_401_naming_its_header(stage: Stage, dialect: Dialect) -> None:
    """At the vendor's own address. The gateway's own key is not what is wrong here."""
    default = {"ANTHROPIC": "https://api.anthropic.com", "OPENAI": "https://api.openai.com/v1"}
    url = stage.gateway(**{f"{dialect.setting}_BASE_URL": default[dialect.setting]})
    answer = asked(stage, url, body=message(dialect.asked_as))
    assert (answer.status, answer.error["code"]) == (401, "provider_key_missing")
    assert answer.error["param"] == dialect.key_header
    assert "www-authenticate" not in answer.headers


OPERATORS = [("disabled", "", True), ("required", "", False), ("required", "true", True), ("optional", "false", False)]


@pytest.mark.parametrize("mode, use, used", OPERATORS)
def test_the_operator_s_key_serves_callers_without_their_own(stage: Stage, mode: str, use: str, used: bool) -> None:
    settings = {"AUTH_MODE": mode, "API_KEYS": KEY, "ANTHROPIC_API_KEY": "key-of-the-operator", **FREE}
    url = stage.gateway(**settings, **({"OPERATOR_KEYS": use} if use else {}))
    body = message("anthropic/claude-sonnet-4-5")
    asked(stage, url, ("x-api-key", KEY), body=body)
    assert (stage.upstream.received[-1].key == "key-of-the-operator") is used
    asked(stage, url, ("x-api-key", KEY), ("X-Provider-Key-Anthropic", "key-of-the-caller"), body=body)
    assert stage.upstream.received[-1].key == "key-of-the-caller"


LIMITED = {"AUTH_MODE": "required", "API_KEYS": f"{KEY},{OTHER}"}


def test_more_requests_than_the_rate_are_429_and_told_when_to_come_back(stage: Stage) -> None:
    url = stage.gateway(**LIMITED, RATE_LIMIT_RPS="0.1", RATE_LIMIT_BURST="3")
    answers = [asked(stage, url, ("x-api-key", KEY)) for _ in range(5)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    refused = answers[-1]
    assert (refused.error["type"], refused.error["code"]) == ("rate_limit_error", "rate_limited")
    assert refused.headers["retry-after"] == str(refused.error["retry_after"])
    assert 1 <= refused.error["retry_after"] <= 10
    assert asked(stage, url, ("x-api-key", OTHER)).status == 200
    assert stage.run(ask(url, "GET /healthz")).status == 200


def test_a_refused_request_takes_nothing_from_the_rate(stage: Stage) -> None:
    url = stage.gateway(**LIMITED, RATE_LIMIT_RPS="0.1", RATE_LIMIT_BURST="2")
    for _ in range(4):
        assert asked(stage, url, ("x-api-key", "vai_sk_wrong")).status == 401
    assert [asked(stage, url, ("x-api-key", KEY)).status for _ in range(3)] == [200, 200, 429]


PLACES = [
    ("MAX_CONCURRENT_REQUESTS", HANGING, "too_many_requests"),
    ("MAX_STREAMS_PER_PRINCIPAL", HANGING_STREAM, "too_many_streams"),
]


@pytest.mark.parametrize("setting, body, code", PLACES)
def test_more_at_once_than_there_are_places_is_429_until_one_is_free(
    stage: Stage, setting: str, body: Json, code: str
) -> None:
    mine = ("x-api-key", KEY)

    async def scenario() -> list[Answer]:
        async with AsyncExitStack() as stack:
            holding = [await stack.enter_async_context(Connection(url)) for _ in range(2)]
            for connection in holding:
                await connection.request("POST", "/v1/messages", body=body, headers=[mine])
            await until_active(url, 2)
            refused = await ask(url, "POST /v1/messages", body=body, headers=[mine])
            other = await ask(url, "POST /v1/messages", body=message(), headers=[("x-api-key", OTHER)])
            holding[0].reset()
            await until_active(url, 1)
            last = await ask(url, "POST /v1/messages", body=message(stream=True), headers=[mine])
        await until_active(url, 0)
        return [refused, other, last]

    url = stage.gateway(**LIMITED, **FREE, **{setting: "2"})
    refused, other, last = stage.run(scenario())
    assert (refused.status, refused.error["code"]) == (429, code)
    assert refused.headers["retry-after"] == "1"
    assert (other.status, last.status) == (200, 200)


def test_a_key_s_own_limits_win(stage: Stage, tmp_path: Path) -> None:
    rows = [row(KEY, limits={"requests_per_s": 0.1, "burst": 1}), row(OTHER)]
    url = stage.gateway(KEYS_FILE=keys_file(tmp_path, rows), **FREE)
    assert [asked(stage, url, ("x-api-key", KEY)).status for _ in range(2)] == [200, 429]
    assert [asked(stage, url, ("x-api-key", OTHER)).status for _ in range(6)] == [200] * 6


def test_nothing_is_limited_on_loopback_with_auth_disabled(stage: Stage) -> None:
    url = stage.gateway(RATE_LIMIT_RPS="0.1", RATE_LIMIT_BURST="1")
    assert [asked(stage, url).status for _ in range(4)] == [200] * 4


def test_callers_without_keys_are_told_apart_by_their_address_behind_a_proxy(stage: Stage) -> None:
    settings = {"AUTH_MODE": "optional", "API_KEYS": KEY, "RATE_LIMIT_RPS": "0.1", "RATE_LIMIT_BURST": "1"}
    url = stage.gateway(**settings, TRUST_PROXY_HEADERS="true")
    told = ["192.0.2.1", "198.51.100.7, 192.0.2.1", "192.0.2.2"]
    assert [asked(stage, url, ("x-forwarded-for", each)).status for each in told] == [200, 429, 200]


ORIGIN = "https://chat.example.com"


def preflight(stage: Stage, url: str, *wanted: str, origin: str = ORIGIN) -> Answer:
    headers = [("origin", origin), ("access-control-request-method", "POST")]
    return stage.run(
        ask(
            url,
            "OPTIONS /v1/messages",
            headers=[*headers, ("access-control-request-headers", ", ".join(wanted))],
        )
    )


def test_a_listed_origin_may_send_the_contract_s_headers(stage: Stage) -> None:
    url = stage.gateway(CORS_ORIGINS=f"{ORIGIN},https://other.example.com", **LIMITED)
    answer = preflight(stage, url, *(name.lower() for name in REQUEST_HEADERS), "x-unknown")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = {name.strip() for name in answer.headers["access-control-allow-headers"].split(",")}
    assert allowed == set(REQUEST_HEADERS)
    assert "Origin" in answer.headers["vary"]
    assert "access-control-allow-credentials" not in answer.headers


def test_another_origin_is_refused_a_preflight(stage: Stage) -> None:
    url = stage.gateway(CORS_ORIGINS=f"{ORIGIN},https://other.example.com", **LIMITED)
    answer = preflight(stage, url, "content-type", origin="https://evil.example.com")
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("key, status", [(KEY, 200), ("wrong", 401)])
@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_a_listed_origin_may_read_answers_and_errors(stage: Stage, key: str, status: int, stream: bool) -> None:
    url = stage.gateway(CORS_ORIGINS=ORIGIN, **LIMITED, **FREE)
    answer = asked(stage, url, ("origin", ORIGIN), ("x-api-key", key), body=message(stream=stream))
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, ORIGIN)
    assert {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")} == set(
        RESPONSE_HEADERS
    )
    assert answer.headers["vary"] == "Origin"


def test_another_origin_is_answered_without_leave_to_read_it(stage: Stage) -> None:
    url = stage.gateway(CORS_ORIGINS=ORIGIN, **LIMITED, **FREE)
    answer = asked(stage, url, ("origin", "https://evil.example.com"), ("x-api-key", KEY))
    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.headers


def test_where_no_origin_is_listed_there_is_no_cors(stage: Stage) -> None:
    url = stage.gateway()
    assert preflight(stage, url, "content-type").status == 405
    answer = asked(stage, url, ("origin", ORIGIN))
    assert not [name for name in answer.headers if name.startswith("access-control-") or name == "vary"]


def test_every_status_can_be_read_by_a_page(stage: Stage) -> None:
    url = stage.gateway(CORS_ORIGINS=ORIGIN)
    for method, path in (("GET", "/nothing"), ("DELETE", "/v1/models"), ("GET", "/healthz")):
        answer = stage.run(ask(url, f"{method} {path}", headers=[("origin", ORIGIN)]))
        assert answer.headers["access-control-allow-origin"] == ORIGIN
