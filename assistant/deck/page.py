"""Where things stand on a slide of 16 to 9, in points; for what measures and for what sets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a slide, in points from its left and top edge; text keeps `INSET` from its sides."""

    left: float
    top: float
    width: float
    height: float

    @property
    def room(self) -> tuple[float, float]:
        """The width and height that text has in it."""
        return self.width - 2 * INSET, self.height - INSET


INSET = 7.2
PAGE = Box(left=0, top=0, width=960, height=540)
TITLE = Box(left=48, top=22, width=864, height=94)
BODY = Box(left=48, top=124, width=864, height=382)
COVER_TITLE = Box(left=96, top=80, width=768, height=130)
COVER_BODY = Box(left=96, top=222, width=768, height=270)
NUMBER = Box(left=812, top=508, width=100, height=26)
HANGING = 44.0
"""How far the text stands right of the mark before it."""
ROW = 1.2
"""The height of a row by the size of its type; programs set Arial in 1.15 to 1.2."""
