"""Cleans a source text and keeps, for every character, its offset in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

SLIDE_BULLET = "´"
_WORD_BREAK = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """Clean text with a map back: `offsets[i]` is the file offset of character `i`."""

    text: str
    offsets: tuple[int, ...]


def clean(raw: str, start: int = 0, end: int | None = None) -> CleanText:
    """The text of raw[start:end] with white space and slide bullets normalised, nothing else changed.

    A word hyphenated at a line end is joined and keeps its hyphen: every such word in the two
    sources ("self-determination", an address) is written with one.
    """
    end = len(raw) if end is None else end
    joins = [m.span() for m in _WORD_BREAK.finditer(raw, start, end)]
    skip = {i for a, b in joins for i in range(a + 1, b)}
    chars: list[str] = []
    offsets: list[int] = []
    pending: int | None = None
    for i in range(start, end):
        if i in skip:
            continue
        if raw[i].isspace() or raw[i] == SLIDE_BULLET:
            pending = i if pending is None else pending
            continue
        if pending is not None and chars:
            chars.append(" ")
            offsets.append(pending)
        pending = None
        chars.append(raw[i])
        offsets.append(i)
    return CleanText(text="".join(chars), offsets=tuple(offsets))
