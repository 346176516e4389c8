"""Words, signs and numbers of a folded question, with their places; numbers in English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<ordinal>[0-9]{1,4}(?:st|nd|rd|th|ro|ra|er|da|do|ta|to|ma|mo|va|vo|na|a|o)\b)"
    r"|[0-9]+(?:\.[0-9]+)+"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])"
    r"|[0-9]+"
    r"|[a-z]+(?:'[a-z]+)?"
    r"|[^\sa-z0-9]"
)
_LEADING_DIGITS = re.compile(r"[0-9]+")
_MOST_DIGITS = 4


def _places(listed: str, first: int, step: int = 1) -> dict[str, int]:
    """Words numbered from `first` on."""
    return {word: first + step * i for i, word in enumerate(listed.split())}


_ENGLISH = _places(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 1
)
_SPANISH = _places(
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve "
    "veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve",
    1,
)
_ROMAN = (
    _places("ii iii iv", 2)  # a lone I, V or X is more often a word or a sign
    | _places("vi vii viii ix", 6)
    | _places("xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv xxvi xxvii xxviii xxix xxx", 11)
)
_ENGLISH_ORDINALS = _places(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth",
    1,
)
_SPANISH_STEMS = _places("primer segund tercer cuart quint sext septim octav noven decim undecim duodecim", 1)
_ORDINAL_TENS = {"decimo": 10, "decima": 10, "vigesimo": 20, "vigesima": 20}
_TENS = (
    _places("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
    | _places("treinta cuarenta cincuenta", 30, 10)
    | {"fourty": 40}
)
_BEFORE_TO_LAST = {"second": -2, "next": -2, "third": -3}
_TO_LAST = (("to", "last"), ("-", "last"), ("from", "last"))
_CARDINALS = _SPANISH | _ENGLISH | _ROMAN | _TENS
_ORDINALS = (
    {stem + ending: n for stem, n in _SPANISH_STEMS.items() for ending in ("", "o", "a")}
    | _ENGLISH_ORDINALS
    | _places("twentieth thirtieth fortieth fiftieth", 20, 10)
    | {"fith": 5, "nineth": 9, "twelth": 12, "last": -1, "final": -1, "ultimo": -1, "ultima": -1}
    | {"penultimate": -2, "penultimo": -2, "penultima": -2}
    | _ORDINAL_TENS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, a number or one sign of the text; `start` and `end` are character offsets."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number read from tokens: `end` is the index of the token after it; the last of a list is -1."""

    value: int
    end: int
    ordinal: bool = False


def tokenise(folded: str) -> list[Token]:
    """The tokens of a folded text; a possessive 's is left off its word."""
    return [Token(text=m.group().removesuffix("'s"), start=m.start(), end=m.end()) for m in _TOKEN.finditer(folded)]


def read_numeral(words: Sequence[str], at: int) -> Numeral | None:
    """The number that starts at a token: digits, "7th", "twenty-one", "third", "veintiuno", "IV"."""
    if at >= len(words):
        return None
    word = words[at]
    if word[0].isdigit():
        return _digits(word, at)
    if word in _BEFORE_TO_LAST and tuple(words[at + 1 : at + 3]) in _TO_LAST:
        return Numeral(value=_BEFORE_TO_LAST[word], end=at + 3, ordinal=True)
    if word in _ORDINALS:
        return _compound(words, at) or Numeral(value=_ORDINALS[word], end=at + 1, ordinal=True)
    if word in _CARDINALS:
        return _compound(words, at) or Numeral(value=_CARDINALS[word], end=at + 1)
    return None


def _digits(word: str, at: int) -> Numeral | None:
    leading = _LEADING_DIGITS.match(word)
    if leading is None or len(leading.group()) > _MOST_DIGITS or "." in word or "," in word:
        return None
    return Numeral(value=int(leading.group()), end=at + 1, ordinal=leading.group() != word)


def _compound(words: Sequence[str], at: int) -> Numeral | None:
    tens = _TENS.get(words[at]) or _ORDINAL_TENS.get(words[at])
    if tens is None or at + 1 >= len(words):
        return None
    unit_at = at + 2 if words[at + 1] in ("-", "y") else at + 1
    unit = words[unit_at] if unit_at < len(words) else ""
    if _CARDINALS.get(unit, 10) < 10:
        return Numeral(value=tens + _CARDINALS[unit], end=unit_at + 1)
    if 0 < _ORDINALS.get(unit, 10) < 10:
        return Numeral(value=tens + _ORDINALS[unit], end=unit_at + 1, ordinal=True)
    return None
