"""No character is wider than the deck reckons."""

from __future__ import annotations

import pytest

from assistant.deck.widths import width
from tests.assistant.deck.made import helvetica


@pytest.mark.parametrize("bold", [False, True])
def test_no_character_is_wider_than_reckoned(bold: bool) -> None:
    """Held against the font's own table, regular and bold; and few are reckoned much wider."""
    real = {c: w for c, w in helvetica(bold).items() if len(c) == 1}
    assert len(real) > 200
    assert [c for c, w in real.items() if w > width(c, 1000) + 1] == []
    letters = [c for c in real if c.isascii() and c.isalnum()]
    assert sum(width(c, 1000) for c in letters) < 1.15 * sum(real[c] for c in letters)


def test_what_is_not_in_the_table_counts_as_a_square() -> None:
    """A mark over a letter has no width of its own."""
    assert width("漢字", 10) == 20
    assert width("a\u0301", 10) == width("a", 10)
