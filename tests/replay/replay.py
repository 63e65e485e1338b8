"""Recorded replies through the whole gateway: the replay provider, the gateway, a plain client."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from tests.replay.answer import Answer, facts_of, read
from tests.replay.cases import FOLDER, Case, load
from tests.replay.contract import breaches
from tests.replay.oracle import Json, Oracle, differences, oracles, why_unusable
from tests.replay.upstream import ReplayUpstream, cut
from tests.servers import Host

_FRAME_END = re.compile(rb"\r?\n\r?\n")
QUESTION: Json = {"role": "user", "content": "Go on."}


@dataclass(frozen=True, slots=True)
class Recording:
    """One reply and who judges it. unusable: why it is not judged; empty if it is."""

    oracle: Oracle
    case: Case
    unusable: str


@cache
def recordings(folder: Path = FOLDER) -> tuple[Recording, ...]:
    return tuple(
        Recording(oracle, reply, why_unusable(oracle, reply))
        for oracle in oracles()
        for case in load(oracle.api, folder)
        for reply in (oracle.split(case) if case.body is not None else [case])
    )


class Replay:
    """A running gateway between a client and the replay provider."""

    def __init__(self, upstream: ReplayUpstream, client: httpx.Client) -> None:
        self._upstream = upstream
        self._client = client
        self._answers: dict[str, Answer] = {}

    def answer(self, recording: Recording) -> Answer:
        """Asked for once, then remembered."""
        id = recording.case.id
        if id not in self._answers:
            self._answers[id] = self.answer_cut(recording, seed=0)
        return self._answers[id]

    def answer_cut(self, recording: Recording, *, seed: int) -> Answer:
        """The answer to a reply that is cut in another way with each seed."""
        body = recording.case.body or b""
        return self._ask(recording, cut(body, _chance(recording, seed)))[0]

    def answer_in_one_piece(self, recording: Recording) -> Answer:
        return self._ask(recording, [recording.case.body or b""])[0]

    def answer_cut_short(self, recording: Recording) -> Answer:
        """The answer to a reply that ends before it is whole."""
        body, chance = recording.case.body or b"", _chance(recording, 0)
        ending = recording.oracle.ending.search(body)
        assert ending is not None, "the reply does not end as its oracle says"
        return self._ask(recording, cut(body[: chance.randrange(1, ending.start())], chance))[0]

    def answer_disordered(self, recording: Recording, *, seed: int) -> Answer:
        """The answer to a stream with one event lost, one said twice, and two in each other's place."""
        frames, chance = _FRAME_END.split(recording.case.body or b""), _chance(recording, seed)
        frames.pop(chance.randrange(len(frames)))
        frames.insert(chance.randrange(len(frames)), chance.choice(frames))
        one, other = chance.randrange(len(frames)), chance.randrange(len(frames))
        frames[one], frames[other] = frames[other], frames[one]
        return self._ask(recording, [b"\n\n".join(frames) + b"\n\n"])[0]

    def going_on(self, recording: Recording, by: Recording) -> tuple[Answer, Json]:
        """What was answered goes into a conversation with `by`. Also what its provider was sent."""
        return self._ask(by, [by.case.body or b""], self._history(recording))

    def going_on_locally(self, recording: Recording) -> Answer:
        request = {"model": "local/scripted", "messages": self._history(recording)}
        return read(self._client.post("/v1/messages", json=request))

    def _history(self, recording: Recording) -> list[Json]:
        content = self.answer(recording).body["content"]
        return [QUESTION, {"role": "assistant", "content": content}, QUESTION]

    def _ask(
        self, recording: Recording, pieces: Sequence[bytes], messages: Sequence[Json] = (QUESTION,)
    ) -> tuple[Answer, Json]:
        """The answer, and the body that the provider was sent."""
        case, oracle = recording.case, recording.oracle
        key = self._upstream.key(case, pieces)
        request: Json = {"model": f"{oracle.provider}/{case.model}", "messages": messages}
        if case.stream:
            request["stream"] = True
        response = self._client.post("/v1/messages", json=request, headers={oracle.key_header: key})
        return read(response), self._upstream.asked[key].body


def _chance(recording: Recording, seed: int) -> random.Random:
    return random.Random(f"{seed} {recording.case.id}")


@contextmanager
def replaying() -> Iterator[Replay]:
    upstream = ReplayUpstream()
    with Host() as host:
        address = host.serve(upstream)
        settings = {f"VAI_PROXY_{o.setting}_BASE_URL": address + o.base_path for o in oracles()}
        gateway = host.gateway({"VAI_PROXY_UPSTREAM_RETRIES": "0", **settings})
        with httpx.Client(base_url=gateway, timeout=20.0, trust_env=False) as client:
            yield Replay(upstream, client)


def wrong_with(recording: Recording, answer: Answer) -> list[str]:
    """Where the answer says something else than the recorded reply, or breaks the contract."""
    expected = recording.oracle.facts(recording.case)
    got = facts_of(answer, recording.oracle.provider)
    return [*breaches(answer), *differences(expected, got)]
