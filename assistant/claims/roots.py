"""Word roots: inflected and derived forms of an English word brought together, without a dictionary."""

from __future__ import annotations

from functools import lru_cache

from assistant.text import stem

_SHORTEST = 4
# fmt: off
_SUFFIXES = (
    "ification", "izing", "ization", "isation", "ised", "ising", "ize",
    "ation", "ating", "ated", "ate", "ator", "atory", "ative", "atively",
    "fulness", "ousness", "iveness", "ivity", "ility", "ability", "ibility", "ality", "ance", "ence", "ancy", "ency", "ant", "ent",
    "ement", "ment", "ity", "ical", "ically", "ally", "ively", "ously", "fully", "ably", "ibly", "ily", "ly",
    "ition", "ion", "or", "er", "ive", "al", "ous", "ful", "able", "ible", "ness", "ary", "ory", "ism", "ist", "acy",
)
# fmt: on
_BY_LENGTH = tuple(sorted(_SUFFIXES, key=len, reverse=True))


@lru_cache(maxsize=1 << 16)
def inflection(word: str) -> str:
    """What the inflected forms of a folded word share: "ask", "asked" and "asking" give "ask"."""
    return _tail(_undouble(stem(word)))


@lru_cache(maxsize=1 << 16)
def root(word: str) -> str:
    """What the derived forms of a folded word share: "regulation", "regulatory" and "regulate" give "regul"."""
    current = _undouble(stem(word))
    if current.endswith("at") and len(current) > _SHORTEST:
        current += "e"
    while True:
        shorter = _strip(current)
        if shorter == current:
            return _tail(current)
        current = shorter


def _strip(word: str) -> str:
    for suffix in _BY_LENGTH:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word[: -len(suffix)]
    return word


def _tail(word: str) -> str:
    """Final e, y and i are spelling, not meaning: "honesty" and "honest" agree."""
    while len(word) >= _SHORTEST and word[-1] in "eyi":
        word = word[:-1]
    return word


def _undouble(word: str) -> str:
    """Undo the doubled consonant of "committed"; "assess" and "skill" keep theirs."""
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in "aeiousl":
        return word[:-1]
    return word
