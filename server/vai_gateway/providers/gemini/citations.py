"""Where Gemini says its words come from, as citations of the text blocks.

Gemini counts in bytes of UTF-8, the contract in code points; and Gemini's counts are off by a few at times, so the
words that it quotes decide. (2026-06)

Source: https://ai.google.dev/gemini-api/docs/google-search#attributing_sources_with_inline_citations
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from vai_gateway.providers.gemini.wire import a_list, a_text, an_object, objects

Json = dict[str, Any]
Place: TypeAlias = tuple[int, int, int]
"""The block's number, and a span of its code points."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """start, end: in bytes. text: what stands there; empty where it is not told."""

    start: int
    end: int
    text: str


def citations_of(candidate: Json, texts: Sequence[str]) -> list[tuple[int, Json]]:
    """The number of the text among `texts`, and a citation of it, in the vendor's order, each once."""
    found: list[tuple[int, Json]] = []
    for segment, sources in (*_grounded(candidate), *_recited(candidate)):
        place = _place(segment, texts)
        if place is None:
            continue
        number, start, end = place
        for source in sources:
            spans = {"start_index": start, "end_index": end} if source["type"] == "url_citation" else {}
            if (cited := (number, {**source, **spans})) not in found:
                found.append(cited)
    return found


def _grounded(candidate: Json) -> Iterable[tuple[_Segment, list[Json]]]:
    grounding = an_object(candidate.get("groundingMetadata"))
    chunks = a_list(grounding.get("groundingChunks"))
    for support in objects(grounding.get("groundingSupports")):
        numbers = a_list(support.get("groundingChunkIndices"))
        told = [chunks[number] for number in numbers if type(number) is int and 0 <= number < len(chunks)]
        sources = [source for chunk in told if (source := _source(an_object(chunk))) is not None]
        yield _segment(an_object(support.get("segment"))), sources


def _recited(candidate: Json) -> Iterable[tuple[_Segment, list[Json]]]:
    """Both APIs' names for the same: sources of words that the model knows by heart."""
    metadata = an_object(candidate.get("citationMetadata"))
    for source in objects(metadata.get("citations") or metadata.get("citationSources")):
        if (url := a_text(source.get("uri"))) and "endIndex" in source:
            yield _segment(source), [_url_citation(url, source.get("title"))]


def _source(chunk: Json) -> Json | None:
    for kind in ("web", "maps", "retrievedContext"):
        told = an_object(chunk.get(kind))
        url, title = a_text(told.get("uri")), a_text(told.get("title"))
        if url.startswith(("http://", "https://")):
            return _url_citation(url, title)
        if file := a_text(told.get("documentName")) or title:
            return {"type": "file_citation", "file_id": file, **({"filename": title} if title else {})}
    return None


def _url_citation(url: str, title: Any) -> Json:
    return {"type": "url_citation", "url": url, **({"title": title} if a_text(title) else {})}


def _segment(told: Json) -> _Segment:
    start, end = told.get("startIndex", 0), told.get("endIndex", 0)
    return _Segment(start if type(start) is int else 0, end if type(end) is int else 0, a_text(told.get("text")))


def _place(segment: _Segment, texts: Sequence[str]) -> Place | None:
    """Where the segment's words stand; None if that is not clear."""
    if segment.text:
        for number, text in enumerate(texts):
            if (span := _span(segment, text)) is not None and text[span[0] : span[1]] == segment.text:
                return number, *span
        alone = [number for number, text in enumerate(texts) if text.count(segment.text) == 1]
        if len(alone) != 1:
            return None
        start = texts[alone[0]].index(segment.text)
        return alone[0], start, start + len(segment.text)
    if len(texts) != 1 or (span := _span(segment, texts[0])) is None:
        return None
    return 0, *span


def _span(segment: _Segment, text: str) -> tuple[int, int] | None:
    """In code points; None if the bytes do not lie on their borders."""
    data = text.encode()
    if not 0 <= segment.start < segment.end <= len(data):
        return None
    try:
        start = len(data[: segment.start].decode())
        return start, start + len(data[segment.start : segment.end].decode())
    except UnicodeDecodeError:
        return None
