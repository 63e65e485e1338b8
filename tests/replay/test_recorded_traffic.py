"""Recorded replies of real providers, through the whole gateway over real HTTP.

`python -m tests.replay.table` prints what passes and what is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.replay.answer import Answer, facts_of
from tests.replay.contract import breaches
from tests.replay.oracle import differences, to_say_again
from tests.replay.replay import Recording, Replay, recordings, replaying

RECORDINGS = recordings()
if not RECORDINGS:
    pytest.skip("no recorded traffic beside the project (../shared/cassettes/dev)", allow_module_level=True)

JUDGED = [recording for recording in RECORDINGS if not recording.unusable]
ANSWERED = [r for r in JUDGED if r.case.status == 200 and not r.oracle.facts(r.case).error]
STREAMED = [recording for recording in ANSWERED if recording.case.is_event_stream]
PARTNERS = list({recording.oracle.api: recording for recording in reversed(ANSWERED)}.values())
"""One recording of each API, to take a conversation on to."""

id_of = lambda recording: recording.case.id  # noqa: E731


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    with replaying() as running:
        yield running


@pytest.mark.parametrize("recording", JUDGED, ids=id_of)
def test_the_answer_says_what_the_provider_said(recording: Recording, replay: Replay) -> None:
    answer = facts_of(replay.answer(recording), recording.oracle.provider)
    assert differences(recording.oracle.facts(recording.case), answer) == []


@pytest.mark.parametrize("recording", RECORDINGS, ids=id_of)
def test_every_reply_gets_an_answer_that_keeps_the_contract(recording: Recording, replay: Replay) -> None:
    assert breaches(replay.answer(recording)) == []


def without_made_up_ids(answer: Answer) -> str:
    """The events; ids that the gateway makes up where a vendor sends none are new each time."""
    return re.sub(r"(toolu|msg)_[A-Za-z0-9]{24}", r"\1_new", repr(answer.events))


@pytest.mark.parametrize("recording", STREAMED, ids=id_of)
def test_the_answer_does_not_depend_on_where_the_bytes_are_cut(recording: Recording, replay: Replay) -> None:
    first = without_made_up_ids(replay.answer(recording))
    assert without_made_up_ids(replay.answer_in_one_piece(recording)) == first
    for seed in (1, 2):
        assert without_made_up_ids(replay.answer_cut(recording, seed=seed)) == first


@pytest.mark.parametrize("recording", ANSWERED, ids=id_of)
def test_what_was_answered_can_be_sent_back_to_any_provider(recording: Recording, replay: Replay) -> None:
    statuses = {by.oracle.api: replay.going_on(recording, by)[0].status for by in PARTNERS}
    assert statuses == {by.oracle.api: 200 for by in PARTNERS}
    assert replay.going_on_locally(recording).status == 200


@pytest.mark.parametrize("recording", [r for r in ANSWERED if r.oracle.said_again is not None], ids=id_of)
def test_the_provider_that_said_it_gets_it_back_as_it_was(recording: Recording, replay: Replay) -> None:
    assert recording.oracle.said_again is not None
    said = recording.oracle.facts(recording.case)
    _, sent = replay.going_on(recording, recording)
    assert differences(to_say_again(said), recording.oracle.said_again(sent)) == []


@pytest.mark.parametrize("recording", STREAMED, ids=id_of)
def test_a_reply_that_ends_early_is_an_error_and_never_a_short_answer(recording: Recording, replay: Replay) -> None:
    answer = replay.answer_cut_short(recording)
    assert breaches(answer) == []
    assert (answer.body["type"], answer.body["error"].get("code")) == ("error", "upstream_cut")


@pytest.mark.parametrize("recording", STREAMED, ids=id_of)
def test_events_out_of_order_are_a_legal_answer_or_the_providers_error(recording: Recording, replay: Replay) -> None:
    for seed in range(8):
        answer = replay.answer_disordered(recording, seed=seed)
        assert breaches(answer) == []
        assert answer.body["type"] == "message" or answer.body["error"]["type"] == "provider_error"


@pytest.mark.parametrize("recording", [r for r in ANSWERED if not r.case.is_event_stream], ids=id_of)
def test_the_headers_of_a_whole_answer_repeat_its_counts(recording: Recording, replay: Replay) -> None:
    answer = replay.answer(recording)
    usage = answer.body["usage"]
    names = ("x-model", "x-input-tokens", "x-output-tokens", "x-total-tokens")
    counts = (usage["input_tokens"], usage["output_tokens"], usage["total_tokens"])
    assert [answer.headers[name] for name in names] == [answer.body["model"], *map(str, counts)]
