"""The asker's words, made fit to be printed."""

from __future__ import annotations

import re
import unicodedata

_SPACES = "\t\v\f\x1c\x1d\x1e\x85"
_UNPRINTED = ("Cc", "Cf", "Cs", "Cn", "Co")
"""Control characters, what turns the direction of text or hides within a word, halves of characters, and what is no character."""
_BREAKS = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED = re.compile(rf"({_MARK}{{2}}){_MARK}+")
"""Marks over marks, which would run over the lines above and below."""


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, in nothing but characters that can be seen, with single spaces."""
    lines = ("".join(map(_kept, line)) for line in _BREAKS.split(text))
    cleaned = (_STACKED.sub(r"\1", " ".join(line.split())) for line in lines)
    return tuple(line for line in cleaned if line)


def _kept(character: str) -> str:
    if character in _SPACES:
        return " "
    return "" if unicodedata.category(character) in _UNPRINTED else character
