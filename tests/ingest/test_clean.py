"""Cleaning changes white space, slide bullets and words broken at a line end, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.clean import SLIDE_BULLET, clean

RAW = st.text(st.sampled_from("abé1-. \t\r\n´’"), max_size=60) | st.text(max_size=60)


def stands_for_space(character: str) -> bool:
    """Whether a character of the file may be read as white space."""
    return character.isspace() or character == SLIDE_BULLET


@given(RAW)
@example("inter-\n\ndependent ´ lives")
def test_every_character_maps_to_the_file(raw: str) -> None:
    """Each clean character is the character at its offset, or a space where the file has white space or a bullet."""
    cleaned = clean(raw)
    assert len(cleaned.offsets) == len(cleaned.text)
    for character, offset in zip(cleaned.text, cleaned.offsets, strict=True):
        assert character == raw[offset] or (character == " " and stands_for_space(raw[offset]))


@given(RAW)
def test_nothing_is_lost_and_the_order_stays(raw: str) -> None:
    """What the clean text leaves out is white space or bullets, and its offsets rise."""
    offsets = clean(raw).offsets
    assert list(offsets) == sorted(set(offsets))
    assert all(stands_for_space(raw[i]) for i in set(range(len(raw))) - set(offsets))


@given(RAW)
def test_clean_text_stays_as_it_is(raw: str) -> None:
    """Single spaces only, none at the ends; cleaning twice changes nothing."""
    text = clean(raw).text
    assert text == " ".join(text.split())
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("´ The Code consists of \n´Principles\n´Rules", "The Code consists of Principles Rules"),
        ("self-\ndetermination", "self-determination"),
        ("inter- \n\n   dependent", "inter-dependent"),
        ("wellness-based", "wellness-based"),
        ("a pause - \nand on", "a pause - and on"),
        ("10-\n´ a new bullet", "10- a new bullet"),
        ("adherer to\ttheir  code", "adherer to their code"),
        (" \n´ ", ""),
    ],
)
def test_bullets_go_and_broken_words_join(raw: str, text: str) -> None:
    """A bullet is no text; a word broken at a line end is joined and keeps its hyphen; slips stay."""
    assert clean(raw).text == text


def test_a_part_keeps_the_offsets_of_the_file() -> None:
    """The offsets of a cleaned part count from the start of the file."""
    raw = "Heading\n\n´ be  kind\nEnd"
    cleaned = clean(raw, raw.index("´"), raw.index("End"))
    assert (cleaned.text, cleaned.offsets) == ("be kind", (11, 12, 13, 15, 16, 17, 18))
