"""Texts are broken into rows and laid on slides, and nothing of them is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.deck.fit import height, packed, pieces_of, rows, shortened
from assistant.deck.slides import Line
from assistant.deck.widths import width

_WORDS = st.lists(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40), min_size=1, max_size=40)


def test_rows_are_filled_word_by_word() -> None:
    """A word that is wider than a row breaks, and takes as many rows as it needs."""
    room = width("aaaa aaaa", 10)
    assert [rows(text, 10, room) for text in ("", "aaaa", "aaaa aaaa", "aaaa aaaa a", "a" * 40)] == [1, 1, 1, 2, 5]


@given(words=_WORDS, room=st.floats(30, 900))
def test_rows_hold_all_that_is_written(words: list[str], room: float) -> None:
    """So many rows are at least as wide together as the text without its spaces."""
    text = " ".join(words)
    assert rows(text, 20, room) * room >= sum(width(word, 20) for word in words) - 0.001


@given(words=_WORDS, most=st.integers(1, 200))
def test_pieces_fit_and_are_the_text(words: list[str], most: int) -> None:
    """Each is short enough, and nothing is missing or doubled."""
    text = " ".join(words)
    pieces = pieces_of(text, lambda piece: len(piece) <= most)
    assert all(len(piece) <= most for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    if max(map(len, words)) <= most:
        assert " ".join(pieces) == text


def test_a_text_is_parted_between_sentences() -> None:
    """Not behind a title of somebody's, nor between what is said and who says it."""
    text = 'Mr. Wren waits. "Come in!" she says. "Now." He comes.'
    assert pieces_of(text, lambda piece: len(piece) < 40) == ["Mr. Wren waits.", '"Come in!" she says.', '"Now."', "He comes."]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_slides_are_few_and_evenly_filled(heights: list[int]) -> None:
    """As few as filling each to the brim would take, none too high, all in order."""
    slides = packed(heights, sum, 50)
    greedy, held = 1, 0
    for each in heights:
        greedy, held = (greedy, held + each) if held + each <= 50 else (greedy + 1, each)
    assert [each for slide in slides for each in slide] == heights
    assert max(map(sum, slides)) <= 50
    assert len(slides) == greedy


def test_lines_stand_apart() -> None:
    """The room between two lines counts, that above the first one does not."""
    line = Line(text="a", size=20, above=10)
    assert height([line], 100) == 24
    assert height([line, line], 100) == 58


@given(words=_WORDS, most=st.integers(2, 100))
def test_what_is_shortened_says_so(words: list[str], most: int) -> None:
    """It is the text, or the beginning of it with an ellipsis."""
    text = " ".join(words)
    short = shortened(text, lambda piece: len(piece) <= most)
    assert len(short) <= most
    assert short == text or text.startswith(short.removesuffix("…"))
