"""`python -m tests.replay.table [folder]`: which recorded replies pass, and why the others are not judged."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.replay.cases import FOLDER
from tests.replay.replay import Recording, Replay, recordings, replaying, wrong_with


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else FOLDER
    found = recordings(folder)
    if not found:
        print(f"no recorded traffic in {folder}")
        return 2
    with replaying() as replay:
        wrong = {recording.case.id: _wrong(recording, replay) for recording in found if not recording.unusable}
    failed = {id: problems for id, problems in wrong.items() if problems}
    _print_counts(found, set(failed))
    for recording in found:
        if recording.unusable:
            print(f"\nnot judged: {recording.case.id}\n    {recording.unusable}")
    for id, problems in failed.items():
        print(f"\nfailed: {id}", *problems, sep="\n    ")
    return 1 if failed else 0


def _wrong(recording: Recording, replay: Replay) -> list[str]:
    try:
        return wrong_with(recording, replay.answer(recording))
    except AssertionError as error:
        return [str(error)]


def _print_counts(found: Sequence[Recording], failed: set[str]) -> None:
    print(f"{'API':24} {'replies':>8} {'streams':>8} {'passed':>8} {'failed':>8} {'not judged':>11}")
    for api in dict.fromkeys(recording.oracle.api for recording in found):
        of_api = [recording for recording in found if recording.oracle.api == api]
        states = Counter("x" if r.unusable else "f" if r.case.id in failed else "p" for r in of_api)
        streams = sum(recording.case.stream for recording in of_api)
        print(f"{api:24} {len(of_api):8} {streams:8} {states['p']:8} {states['f']:8} {states['x']:11}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
