"""What a deck is made of, slide by slide, for whatever writes it as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Layout = Literal["cover", "text"]

BODY, SMALL = 32, 24
"""Sizes of type in points: of what is read, and of what says where it is from. Nothing on a slide is smaller."""
QUOTED_SIZES = (40, 36, BODY)
"""A clause and a twist take the largest of these in which they stand on one slide, and the last one where they take several."""
VOTE_SIZES = (BODY, 28, SMALL)
"""The same for the options of a vote, which a room wants to see side by side."""
TITLE_SIZES = (36, 32, 28, 24)
"""A title takes the largest of these in which it has two rows or fewer."""

COVER_SIZE = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph: `lead` stands in bold before it, a `mark` (a letter, a bullet) hangs at its left.

    `size` is in points, and so is `above`, the room between it and the line before.
    """

    text: str
    size: int = BODY
    lead: str = ""
    mark: str = ""
    soft: bool = False
    italic: bool = False
    above: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide: its title, what stands on it, and what only the facilitator reads."""

    title: str
    title_size: int
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    layout: Layout = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A whole deck, in English; `date` is in the form 2026-01-31."""

    title: str
    subtitle: str
    date: str
    slides: tuple[Slide, ...]


Render = Callable[[Deck], bytes]
"""Writes a deck as a file."""
