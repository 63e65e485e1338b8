"""Keys go where they belong and nowhere else; prompts are in no log, metric or header. Failures are the hard part.

Each secret is a canary: a text that stands nowhere else, looked for in everything that comes out.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.gateway.client import Answer, Connection, ask
from tests.gateway.replies import DIALECTS, Dialect
from tests.gateway.stage import Json, address_of_nobody, environment, upstream_on
from tests.gateway.upstream import Exchange, Script, Upstream, as_the_vendor
from tests.servers import Host
from vai_gateway.app import build
from vai_gateway.core.clock import SystemClock
from vai_gateway.settings import Settings

GATEWAY_KEY = "vai_sk_CanaryOfTheGateway0123456789"
KEYS = {"anthropic": "sk-ant-CanaryOfAnthropic0123456789", "openai": "CanaryOfOpenAIWithoutAnyPrefix0123456789"}
OPERATOR_KEYS = {"anthropic": "sk-ant-CanaryOfTheOperator012345", "openai": "CanaryOfTheOperatorAtOpenAI0123"}
STRAY_KEY = "CanaryForSomebodyElse0123456789"
PROMPT = "CanaryInThePrompt"
SECRETS = (GATEWAY_KEY, *KEYS.values(), *OPERATOR_KEYS.values(), STRAY_KEY)
FOUND_BY = 12
"""So many characters of a secret are too many."""

MODES = [False, True]
REQUEST: Json = {
    "system": f"{PROMPT} of the system",
    "max_tokens": 100,
    "messages": [
        {"role": "user", "content": f"{PROMPT} of the user"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "toolu_1", "name": "look", "input": {"a": f"{PROMPT} in a call"}}],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": f"{PROMPT} of a tool"}],
        },
    ],
    "tools": [{"name": "look", "description": f"{PROMPT} of a tool", "input_schema": {"type": "object"}}],
    "metadata": {"user_id": "somebody", "note": f"{PROMPT} in a note"},
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A gateway with one upstream for each vendor. answers: all that was answered."""

    host: Host
    upstreams: dict[str, Upstream]
    url: str
    log: io.BytesIO
    answers: list[Answer]

    def ask(self, dialect: Dialect, *, stream: bool, **more: object) -> Answer:
        headers = [
            ("authorization", f"Bearer {GATEWAY_KEY}"),
            ("cookie", f"session={STRAY_KEY}"),
            ("x-provider-key-groq", STRAY_KEY),
            ("x-something", STRAY_KEY),
            ("idempotency-key", STRAY_KEY),
            *((other.key_header, KEYS[other.provider]) for other in DIALECTS.values()),
        ]
        body = {**REQUEST, "model": dialect.asked_as, "stream": stream, **more}
        answer = self.host.run(ask(self.url, "POST /v1/messages", body=body, headers=headers))
        self.answers.append(answer)
        return answer


@pytest.fixture(scope="module")
def standing() -> Iterator[Scene]:
    log = io.BytesIO()
    with Host() as host, upstream_on(host) as anthropic, upstream_on(host) as openai:
        upstreams = {"anthropic": anthropic, "openai": openai}
        yield Scene(host, upstreams, host.gateway(settings(upstreams), log=log), log, [])


@pytest.fixture
def scene(standing: Scene) -> Iterator[Scene]:
    """Whatever a test does with it, no secret is where it does not belong."""
    yield standing
    check(standing)
    standing.answers.clear()
    for name, upstream in standing.upstreams.items():
        upstream.received.clear()
        upstream.answer(KEYS[name], as_the_vendor)


def check(scene: Scene) -> None:
    metrics = scene.host.run(ask(scene.url, "GET /metrics"))
    assert leaks(scene.log.getvalue(), *SECRETS, PROMPT) == []
    assert leaks(metrics.body, *SECRETS, PROMPT) == []
    for answer in scene.answers:
        assert leaks(answer.body, *SECRETS) == []
        assert leaks(repr(answer.head).encode(), *SECRETS, PROMPT) == []
    for name, upstream in scene.upstreams.items():
        for received in upstream.received:
            assert received.key == KEYS[name]
            others = [secret for secret in SECRETS if secret != KEYS[name]]
            assert leaks(repr(received).encode(), *others, "in a note") == []


def settings(upstreams: dict[str, Upstream]) -> dict[str, str]:
    urls = {f"{each.setting}_BASE_URL": upstreams[each.provider].url + each.base_path for each in DIALECTS.values()}
    keys = {f"{each.setting}_API_KEY": OPERATOR_KEYS[each.provider] for each in DIALECTS.values()}
    return environment("", **urls, **keys, API_KEYS=GATEWAY_KEY, RATE_LIMIT_RPS="0")


def leaks(where: bytes, *secrets: str) -> list[str]:
    return [secret for secret in secrets if secret[-FOUND_BY:].encode() in where or secret.encode() in where]


def test_the_search_finds_what_it_looks_for() -> None:
    assert leaks(f"... {KEYS['openai'][3:]} ...".encode(), *SECRETS) == [KEYS["openai"]]


@pytest.mark.parametrize("stream", MODES)
def test_a_key_goes_to_its_own_provider_alone(scene: Scene, dialect: Dialect, stream: bool) -> None:
    assert scene.ask(dialect, stream=stream).status == 200
    (received,) = scene.upstreams[dialect.provider].received
    assert PROMPT in received.body.decode()
    assert sum(len(upstream.received) for upstream in scene.upstreams.values()) == 1


def test_a_provider_gets_no_header_but_those_it_needs(scene: Scene, dialect: Dialect) -> None:
    scene.ask(dialect, stream=False)
    (received,) = scene.upstreams[dialect.provider].received
    own = {"x-api-key", "anthropic-version"} if dialect.provider == "anthropic" else {"authorization"}
    plain = {"host", "accept", "accept-encoding", "content-type", "content-length", "user-agent"}
    assert set(received.headers) == own | plain


def telling(kind: str, text: str, *, status: int = 200) -> Callable[[str], Script]:
    """An answer of this kind that quotes the key."""

    def scripted(key: str) -> Script:
        async def script(exchange: Exchange) -> None:
            body = text.replace("KEY", key).encode()
            await exchange.answer(body, status=status, kind=kind, headers=[("x-echo", key), ("location", f"/?{key}")])

        return script

    return scripted


def error(message: str, **more: object) -> str:
    return json.dumps({"type": "error", "error": {"type": "a_type", "message": message, **more}})


JSON, SSE, HTML = "application/json", "text/event-stream", "text/html"
QUOTING: list[Callable[[str], Script]] = [
    telling(JSON, error("Incorrect API key provided: KEY."), status=401),
    telling(JSON, error("The key KEY may not.", param="KEY", code="KEY"), status=403),
    telling(JSON, error("No.", inner={"headers": [{"x-api-key": "KEY"}], "KEY": "KEY"}), status=400),
    telling(JSON, error("Slow down, KEY."), status=429),
    telling(JSON, error("KEY"), status=500),
    telling(JSON, '{"error": "KEY"}', status=500),
    telling(JSON, '["KEY"]', status=400),
    telling(HTML, "<html>KEY</html>", status=502),
    telling(HTML, "<html>KEY</html>"),
    telling(JSON, "KEY"),
    telling(JSON, '{"KEY": '),
    telling(JSON, error("Said within a 200: KEY.")),
    telling(SSE, f"event: error\ndata: {error('KEY')}\n\n"),
    telling(SSE, "data: KEY\n\n"),
    telling(SSE, "event: KEY\ndata: {}\n\n"),
    telling(JSON, "", status=302),
    telling(JSON, '{"id": "x", "model": 5, "content": "KEY", "choices": "KEY"}'),
]


@pytest.mark.parametrize("stream", MODES)
@pytest.mark.parametrize("scripted", QUOTING)
def test_a_provider_that_quotes_the_key_is_not_repeated(
    scene: Scene, dialect: Dialect, scripted: Callable[[str], Script], stream: bool
) -> None:
    scene.upstreams[dialect.provider].answer(KEYS[dialect.provider], scripted(KEYS[dialect.provider]))
    answer = scene.ask(dialect, stream=stream)
    assert answer.status >= 400


@pytest.mark.parametrize("position", [1, 3])
def test_a_stream_that_breaks_with_the_key_in_it_is_not_repeated(scene: Scene, dialect: Dialect, position: int) -> None:
    key = KEYS[dialect.provider]

    async def script(exchange: Exchange) -> None:
        await exchange.start()
        await exchange.chunk(*dialect.frames("Hello ", "there.")[:position])
        await exchange.chunk(f"event: error\ndata: {error(f'We saw {key}.')}\n\n".encode())

    scene.upstreams[dialect.provider].answer(key, script)
    answer = scene.ask(dialect, stream=True)
    assert answer.events[-1]["type"] == "error"


async def a_reset(exchange: Exchange) -> None:
    exchange.reset()


async def garbage(exchange: Exchange) -> None:
    await exchange.write(f"{exchange.received.key}\r\n\r\n".encode())


async def a_cut(exchange: Exchange) -> None:
    await exchange.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{")


@pytest.mark.parametrize("stream", MODES)
@pytest.mark.parametrize("script", [a_reset, garbage, a_cut])
def test_a_connection_that_breaks_says_nothing_of_the_request(
    scene: Scene, dialect: Dialect, script: Script, stream: bool
) -> None:
    scene.upstreams[dialect.provider].answer(KEYS[dialect.provider], script)
    assert scene.ask(dialect, stream=stream).status == 502


@pytest.mark.parametrize("stream", MODES)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_that_does_not_answer_says_nothing_of_the_request(
    dialect: Dialect, scheme: str, stream: bool
) -> None:
    """Nobody listens there, or nobody who speaks TLS."""
    log = io.BytesIO()
    with Host() as host, upstream_on(host) as upstream:
        address = upstream.url if scheme == "https" else address_of_nobody()
        place = address.replace("http:", f"{scheme}:")
        scene = Scene(host, {}, host.gateway(environment(place, API_KEYS=GATEWAY_KEY), log=log), log, [])
        answer = scene.ask(dialect, stream=stream)
    assert (answer.status, answer.error["code"]) == (502, "provider_unreachable")
    assert leaks(answer.body + log.getvalue(), *SECRETS, PROMPT) == []
    assert place.removeprefix(f"{scheme}://").encode() not in answer.body


WRONG: list[Json] = [
    {"messages": [{"role": "user", "content": [{"type": "text", "text": PROMPT, "more": PROMPT}]}]},
    {"messages": [{"role": "user", "content": {"text": PROMPT}}]},
    {"messages": [{"role": PROMPT, "content": PROMPT}]},
    {"messages": PROMPT},
    {"system": [PROMPT]},
    {"max_tokens": PROMPT},
    {"temperature": 3, "system": PROMPT},
    {"stop_sequences": [PROMPT, 5]},
    {"tool_choice": {"type": "tool", "name": PROMPT}},
    {"extensions": {PROMPT: {}}},
    {PROMPT: PROMPT},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:40])
def test_what_is_wrong_with_a_prompt_is_not_logged(scene: Scene, wrong: Json) -> None:
    assert scene.ask(DIALECTS["anthropic"], stream=False, **wrong).status == 400


def test_a_wrong_gateway_key_is_not_repeated(scene: Scene) -> None:
    for name in ("x-api-key", "authorization"):
        sent = [(name, f"Bearer {STRAY_KEY}")]
        answer = scene.host.run(ask(scene.url, "POST /v1/messages", body=REQUEST, headers=sent))
        scene.answers.append(answer)
        assert answer.status == 401


def test_a_key_in_the_wrong_place_is_not_logged(scene: Scene) -> None:
    """In a query it might stand in everybody's logs, but not in ours."""
    answer = scene.host.run(ask(scene.url, f"GET /v1/models?key={STRAY_KEY}"))
    assert answer.status == 400


@pytest.mark.parametrize("stage_of_it", ["blocking", "before the first event", "within the stream"])
def test_a_client_that_leaves_leaves_nothing_behind(scene: Scene, dialect: Dialect, stage_of_it: str) -> None:
    async def script(exchange: Exchange) -> None:
        if stage_of_it == "within the stream":
            await exchange.start()
            await exchange.chunk(*dialect.frames("Hello ", "there.")[:3])
        asked.set()
        await exchange.until_left()
        left.set()

    async def scenario() -> None:
        body = {**REQUEST, "model": dialect.asked_as, "stream": stage_of_it != "blocking"}
        headers = [("x-api-key", GATEWAY_KEY), (dialect.key_header, KEYS[dialect.provider])]
        async with Connection(scene.url) as connection:
            await connection.request("POST", "/v1/messages", body=body, headers=headers)
            await asked.wait()
            connection.reset()
        await left.wait()

    asked, left = asyncio.Event(), asyncio.Event()
    scene.upstreams[dialect.provider].answer(KEYS[dialect.provider], script)
    scene.host.run(scenario())


class Breaking(SystemClock):
    """Breaks once, in the middle of a request, with secrets in what it says. tell: whether to."""

    tell = False

    def wall(self) -> datetime:
        if self.tell:
            self.tell = False
            raise RuntimeError(f"{GATEWAY_KEY} {KEYS} {PROMPT}") from ValueError(STRAY_KEY)
        return super().wall()


def test_a_bug_of_the_gateway_s_shows_nothing_of_the_request(tmp_path: Path) -> None:
    clock, log = Breaking(), io.BytesIO()
    keys = tmp_path / "keys.json"
    digest = hashlib.sha256(GATEWAY_KEY.encode()).hexdigest()
    keys.write_text(json.dumps([{"id": "a", "tenant": "a", "sha256": digest, "expires_at": "2999-01-01T00:00:00Z"}]))
    gateway = build(Settings.from_environment({"VAI_PROXY_KEYS_FILE": str(keys)}), clock=clock, log_stream=log)
    with Host() as host:
        scene = Scene(host, {}, host.serve(gateway.app, lifespan=True), log, [])
        clock.tell = True
        answer = scene.ask(DIALECTS["anthropic"], stream=False)
    assert (answer.status, answer.error["code"]) == (500, "internal")
    assert leaks(answer.body + log.getvalue(), *SECRETS, PROMPT) == []
    bug = json.loads(log.getvalue().splitlines()[0])
    assert (bug["event"], bug["request_id"]) == ("bug", answer.error["request_id"])
    assert [each["type"] for each in bug["exceptions"]] == ["RuntimeError", "ValueError"]
