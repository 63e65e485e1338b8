"""The three turns as Gemini's contents. The Developer API gives its calls ids, and Vertex AI does not."""

from __future__ import annotations

from collections.abc import Iterable

from tests.sdk.declared import GEMINI
from tests.sdk.turns import Json, Said, Wire, mismatch


def _loose_ends(request: Json) -> str:
    """Names and ids match in number and order, from one content to the next."""
    waiting: list[str] = []
    for content in request["contents"]:
        parts = content["parts"]
        answered = [_told(part["functionResponse"]) for part in parts if "functionResponse" in part]
        if found := mismatch(waiting, answered):
            return found
        waiting = [_told(part["functionCall"]) for part in parts if "functionCall" in part]
    return mismatch(waiting, [])


def _told(call: Json) -> str:
    return f"{call.get('id')}: {call['name']}"


def _replayed(request: Json) -> list[list[Json]]:
    return [content["parts"] for content in request["contents"] if content["role"] == "model"]


class _Dialect:
    def __init__(self, *, gives_ids: bool) -> None:
        self._gives_ids = gives_ids

    def wire(self) -> Wire:
        return Wire(
            declared=GEMINI,
            turn=lambda request: len(_replayed(request)),
            loose_ends=_loose_ends,
            replayed=self._replayed,
            kept=self._kept,
            whole=self._whole,
            frames=self._frames,
        )

    def _parts(self, said: Said) -> list[Json]:
        """The first call of a turn is signed, for all of them."""
        parts: list[Json] = [{"text": said.thought, "thought": True}] if said.calls else []
        parts.append({"text": said.text})
        for place, call in enumerate(said.calls):
            id = {"id": call.id} if self._gives_ids else {}
            signed = {} if place else {"thoughtSignature": said.signature}
            parts.append({"functionCall": {**id, "name": call.name, "args": call.input}, **signed})
        return parts

    def _kept(self, said: Said) -> list[Json]:
        return [part for part in self._parts(said) if "thought" not in part]

    def _replayed(self, request: Json) -> list[list[Json]]:
        """Without the ids that the gateway made up."""
        turns = _replayed(request)
        return turns if self._gives_ids else [[_without_id(part) for part in parts] for parts in turns]

    def _whole(self, said: Said) -> Json:
        usage = {"promptTokenCount": 10, "candidatesTokenCount": 5, "totalTokenCount": 15}
        content = {"role": "model", "parts": self._parts(said)}
        candidate = {"index": 0, "content": content, "finishReason": "STOP"}
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": said.model, "responseId": "r1"}

    def _frames(self, said: Said) -> Iterable[Json]:
        whole = self._whole(said)
        (candidate,) = whole.pop("candidates")
        parts = candidate["content"]["parts"]
        usage = whole.pop("usageMetadata")
        for part in parts[:-1]:
            yield {**whole, "candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}}]}
        last = {**candidate, "content": {"role": "model", "parts": parts[-1:]}}
        yield {**whole, "candidates": [last], "usageMetadata": usage}


def _without_id(part: Json) -> Json:
    if "functionCall" not in part:
        return part
    return {**part, "functionCall": {name: value for name, value in part["functionCall"].items() if name != "id"}}


GEM_DEV = _Dialect(gives_ids=True).wire()
GEM_VERT = _Dialect(gives_ids=False).wire()
