"""Stretches of a text to be masked, and folding that keeps their offsets."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text to be masked: character offsets (end exclusive) and the word that takes its place."""

    start: int
    end: int
    kind: str


class _Flat(dict[int, str]):
    """Folds one character at a time, so that offsets stay: lower case, no accents, plain apostrophes."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char.lower())[:1]
        self[code] = folded = "'" if char in "’‘" else base or char
        return folded


_FLAT = _Flat()


def flat(text: str) -> str:
    """The text folded character by character; of the same length."""
    return text.translate(_FLAT)
