"""Where Gemini says its words come from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.gemini.gem_replies import Json, chunk, joined, message, text, whole

WEB = [{"web": {"uri": "https://a.example", "title": "A"}}, {"web": {"uri": "https://b.example"}}]
UMLAUTS = "Größe: 5 µm. Süß. Ende."


def support(said: str, at: tuple[int, int], *chunks: int, **members: Any) -> Json:
    """at: from and to, in bytes."""
    start, end = at
    segment = {"text": said, "endIndex": end, **({"startIndex": start} if start else {})}
    return {"segment": segment, "groundingChunkIndices": list(chunks), **members}


def grounded(*supports: Json, sources: list[Json] = WEB) -> Json:
    return {"groundingMetadata": {"groundingChunks": sources, "groundingSupports": list(supports)}}


def cited(url: str, at: tuple[int, int], **members: str) -> Json:
    """at: from and to, in code points."""
    start, end = at
    return {"type": "url_citation", "url": f"https://{url}.example", **members, "start_index": start, "end_index": end}


def citations(content: list[Json]) -> list[list[Json]]:
    return [block.get("citations", []) for block in content]


def test_bytes_become_code_points() -> None:
    said = support("Süß.", (16, 22), 0, 1)
    found = whole(chunk(text(UMLAUTS), finish="STOP", **grounded(said))).content
    assert citations(found) == [[cited("a", (13, 17), title="A"), cited("b", (13, 17))]]
    assert UMLAUTS[13:17] == "Süß."


def test_the_words_decide_where_the_bytes_are_off() -> None:
    found = whole(chunk(text(UMLAUTS), finish="STOP", **grounded(support("Ende.", (20, 25), 1)))).content
    assert citations(found) == [[cited("b", (18, 23))]]


@pytest.mark.parametrize(
    "said",
    [
        support("not there", (0, 9), 0),
        support("a", (1, 2), 0),
        support("", (1, 3), 0),
        support("", (5, 2), 0),
        support("Größe", (0, 7), 7, -1),
        {"segment": {"endIndex": 2}},
        {"groundingChunkIndices": [0]},
    ],
)
def test_what_does_not_fit_stays_in_the_metadata(said: Json) -> None:
    found = whole(chunk(text("Größe a a"), finish="STOP", **grounded(said)))
    assert citations(found.content) == [[]]
    assert isinstance(found.metadata, dict)
    assert found.metadata["gem-dev"]["grounding"]["groundingSupports"] == [said]


STREAM = [
    chunk(text("It is "), groundingMetadata={}),
    chunk(text("warm.")),
    chunk(text("", thoughtSignature="c2ln"), finish="STOP", **grounded(support("It is warm.", (0, 11), 0))),
]


def test_a_stream_cites_the_text_that_is_open_at_its_end() -> None:
    assert citations(message(*STREAM).content) == [[cited("a", (0, 11), title="A")], []]


def test_a_stream_cites_no_text_that_is_over() -> None:
    chunks = [chunk(text("It is warm.")), chunk({"executableCode": {"code": "1"}}), chunk(text("So.")), STREAM[-1]]
    assert citations(message(*chunks).content) == [[], [], [], []]


def test_a_whole_reply_cites_every_text() -> None:
    chunks = [chunk(text("It is warm.")), chunk({"executableCode": {"code": "1"}}), chunk(text("So.")), STREAM[-1]]
    assert citations(whole(joined(*chunks)).content) == [[cited("a", (0, 11), title="A")], [], [], []]


def test_the_same_is_cited_once() -> None:
    said = support("warm", (0, 4), 0, 0)
    found = whole(chunk(text("warm"), finish="STOP", **grounded(said, said))).content
    assert citations(found) == [[cited("a", (0, 4), title="A")]]


@pytest.mark.parametrize(
    "source, expected",
    [
        ({"maps": {"uri": "https://a.example", "title": "A"}}, cited("a", (0, 4), title="A")),
        ({"retrievedContext": {"uri": "https://b.example"}}, cited("b", (0, 4))),
        (
            {"retrievedContext": {"uri": "gs://x/y.pdf", "title": "y.pdf"}},
            {"type": "file_citation", "file_id": "y.pdf", "filename": "y.pdf"},
        ),
        (
            {"retrievedContext": {"documentName": "projects/1/d"}},
            {"type": "file_citation", "file_id": "projects/1/d"},
        ),
        ({"retrievedContext": {"text": "x", "fileSearchStore": "s"}}, None),
        ({"web": {}}, None),
        ({"new": 1}, None),
        (7, None),
    ],
)
def test_sources_are_pages_or_files(source: Any, expected: Json | None) -> None:
    found = whole(chunk(text("warm"), finish="STOP", **grounded(support("warm", (0, 4), 0), sources=[source]))).content
    assert citations(found) == [[] if expected is None else [expected]]


@pytest.mark.parametrize("name", ["citations", "citationSources"])
def test_what_the_model_knows_by_heart_is_cited(name: str) -> None:
    sources = [{}, {"uri": "https://a.example"}, {"uri": "https://b.example", "startIndex": 1, "endIndex": 3}]
    said = chunk(text("abcd"), finish="STOP", citationMetadata={name: sources})
    assert citations(whole(said).content) == [[cited("b", (1, 3))]]
