"""The asker's words are printed as she can see them, and as nothing else."""

from __future__ import annotations

import pytest

from assistant.packet.plain import paragraphs


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("One.\n\nTwo.\r\nThree.\rFour.\u2028Five.", ("One.", "Two.", "Three.", "Four.", "Five.")),
        ("  a\tb\u00a0 c  ", ("a b c",)),
        ("pass\x00word\x1b[2J", ("password[2J",)),
        ("He\u202elet\u2066 us\u200b in", ("Helet us in",)),
        ("soft\u00adhyphen \ue000\U000e0041", ("softhyphen",)),
        ("Z\u0334\u0321\u031b\u0307a", ("Z\u0334\u0321a",)),
        ("¿Qué año? עברית", ("¿Qué año? עברית",)),
        (" \n\t\n", ()),
    ],
    ids=["line ends", "spaces", "control characters", "direction", "no characters", "stacked marks", "scripts", "nothing"],
)
def test_what_cannot_be_seen_is_gone(text: str, printed: tuple[str, ...]) -> None:
    """Letters, signs and accents of every script stay as they are."""
    assert paragraphs(text) == printed
