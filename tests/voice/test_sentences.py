"""Text in pieces becomes sentences, as soon as each is whole."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vai_gateway.voice.sentences import LONGEST_SENTENCE, SentenceSplitter, is_speakable


def split(text: str, *cuts: int) -> list[str]:
    splitter = SentenceSplitter()
    edges = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    pieces = [piece for start, end in pairwise(edges) for piece in splitter.feed(text[start:end])]
    return pieces + splitter.end()


SENTENCES = {
    "plain": ["Hello there. ", "How are you? ", "Fine!"],
    "a decimal": ["It costs 3.50 euros. ", "Or 4.5 in Rome."],
    "titles": ["Dr. Smith met Mrs. Jones. ", "They left."],
    "initials": ["J. R. R. Tolkien wrote it. ", "I read it."],
    "abbreviations": ["Fruit, e.g. apples, at 5 p.m. sharp. ", "Done."],
    "a word that only looks like one": ["No. ", "I do not."],
    "a quote that ends a sentence": ["“Stop.” ", "He stopped."],
    "a quote within one": ["“Really?” he said. ", "Yes."],
    "brackets": ["(It was late.) ", "They left."],
    "markup": ["**Note.** ", "Read on."],
    "an ellipsis within a sentence": ["Well... perhaps. ", "No."],
    "an ellipsis at its end": ["Well... ", "Perhaps."],
    "several marks": ["What?! ", "No way."],
    "lower case": ["hello there. ", "how are you?"],
    "lines without a mark": ["First line\n", "Second line"],
    "a list": ["1. One thing.\n", "2. Another."],
    "an address": ["See example.com/a.b?c=d for more. ", "Bye."],
    "a version": ["Python 3.11.2 is out. ", "Get it."],
    "Chinese": ["你好。", "今天天气很好！", "走吗？"],
    "a Chinese quote": ["「好的。」", "他说。"],
    "Japanese": ["そうですか。", "はい。"],
    "Hindi": ["यह अच्छा है। ", "हाँ।"],
    "German quotes": ["„Halt!“ ", "Er hielt an."],
    "German quotes within quotes": ["„Er rief: ‚Halt!‘“ ", "Dann ging er."],
    "a German quote within a sentence": ["„Wirklich?“ fragte er. ", "Ja."],
    "German quotes as in books": ["»Halt.« ", "Er hielt an."],
    "Chinese with quotes that open": ["他来了。", "“你好。”", "她说。"],
    "Amharic": ["ሰላም ነው። ", "እሺ።"],
    "Armenian": ["Բարեւ։ ", "Ինչպես ես։"],
    "Burmese": ["ကောင်းတယ်။ ", "ဟုတ်တယ်။"],
    "Khmer": ["សួស្តី។ ", "បាទ។"],
    "Sanskrit": ["शान्तिः॥ ", "ॐ।"],
    "Arabic": ["كيف حالك؟ ", "بخير."],
}


@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES.keys())
def test_text_is_cut_behind_its_sentences(sentences: list[str]) -> None:
    assert split("".join(sentences)) == sentences


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["Dr. ", "e.g. ", "3.", "14 ", ". ", "! ", "? ", "... ", "… ", "“", "” ", ".” ", "。", "」", "\n"]
        ),
        st.sampled_from(["word ", "Word", "A", " ", ", ", "; ", "a" * 40, "漢字", "\u200d", "e\u0301"]),
        st.text(max_size=5),
    ),
    max_size=60,
).map("".join)


@given(TEXTS, st.lists(st.integers(0, 1 << 16), max_size=20))
@example("x" * (LONGEST_SENTENCE + 1), [LONGEST_SENTENCE])
@example("word. " * 200, [])
@example("Hello.\n\n  \nNext", [6, 7, 8])
def test_the_pieces_are_the_text_however_it_arrived(text: str, cuts: list[int]) -> None:
    pieces = split(text, *cuts)
    assert "".join(pieces) == text
    assert pieces == split(text, *range(len(text)))


@given(TEXTS)
def test_no_piece_is_empty_or_longer_than_the_limit(text: str) -> None:
    assert all(0 < len(piece) <= LONGEST_SENTENCE + 1 for piece in split(text))


@pytest.mark.parametrize("text", ["It is 3.", "He met Dr.", "Stop.", "你好。", "Well..."])
def test_a_mark_at_the_end_of_what_is_there_may_go_on(text: str) -> None:
    assert SentenceSplitter().feed(text) == []


def test_a_sentence_is_out_with_the_first_letter_of_the_next() -> None:
    splitter = SentenceSplitter()
    assert [splitter.feed(token) for token in ("Hello", " there", ".", " H")][-1] == ["Hello there. "]


@pytest.mark.parametrize(
    "text, end",
    [
        ("one, " * 100, "one, "),
        ("word " * 100, "word "),
        ("a clause that is long enough to count as half of it all; " * 2 + "word " * 100, "all; "),
    ],
)
def test_what_does_not_end_is_cut_between_words(text: str, end: str) -> None:
    first = split(text)[0]
    assert first.endswith(end) and LONGEST_SENTENCE // 3 < len(first) <= LONGEST_SENTENCE


def test_a_letter_is_not_torn_from_its_accent() -> None:
    text = "x" * (LONGEST_SENTENCE - 1) + "e\u0301" + "x" * 10
    assert split(text)[1].startswith("e\u0301")


@pytest.mark.parametrize(
    "text, expected", [("Yes.", True), ("42", True), ("你好", True), ("**—** …", False), ("", False)]
)
def test_only_words_and_numbers_are_spoken(text: str, expected: bool) -> None:
    assert is_speakable(text) is expected


def test_a_long_text_in_single_letters_takes_no_time() -> None:
    splitter = SentenceSplitter()
    began = time.process_time()
    for letter in "This is a sentence of the usual length, as they come. " * 400:
        splitter.feed(letter)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", ["word " * 100_000, "x" * 500_000, "A sentence. " * 40_000])
def test_a_long_text_that_comes_at_once_takes_no_time(text: str) -> None:
    splitter = SentenceSplitter()
    began = time.process_time()
    splitter.feed(text)
    assert time.process_time() - began < 2
