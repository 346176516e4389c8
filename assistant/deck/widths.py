"""How wide the characters of Arial are, so that what fits on a slide is known before any program sets it."""

from __future__ import annotations

import unicodedata
from itertools import chain

_EM = 1000
# Thousandths of the size of the type, each the wider of regular and bold, rounded up; Helvetica, Arimo and Liberation Sans have the same.
_GROUPS = {
    280: " ',./I\\ijl|¦·ÌÍÎÏìíîïĨĩĪīĬĭĮįİıĵĺļłſ‘’‚",
    340: "!()-:;[]`ft¡¨²³´¸¹ţŧ‹›",
    400: "*r{}ª°ºľŕŗř•",
    500: '"zŀťźżž“”„',
    560: "#$0123456789J_aceksvxy¢£¤¥§«¯¶»àáâãäåçèéêëýÿāăąćĉċčēĕėęěĳĴķĸśŝşšŷ–†‡€",
    620: "±÷+<=>?FLTZ^bdghnopqu~¬µ¿×ßðñòóôõöøùúûüþđĝğġģĥħĹĻĽĿŁńņňŋōŏőŢŤŦũūŭůűųŹŻŽ",
    670: "EPSVXYÈÉÊËÝÞĒĔĖĘĚŚŜŞŠŶŸ",
    730: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜĀĂĄĆĈĊČĎĐĤĦĶŃŅŇŉŊŔŖŘŨŪŬŮŰŲ",
    780: "GOQwď©®ÒÓÔÕÖØĜĞĠĢŌŎŐŵ",
    840: "M¼½¾Ĳ",
    950: "%WmæœŴ",
    1020: "@ÆŒ—…‰™",
}
_WIDTHS = dict(chain.from_iterable(((character, width) for character in group) for width, group in _GROUPS.items()))


def width(text: str, size: float) -> float:
    """At most how wide a text is in one row, in points, at a size of type in points."""
    return sum(map(_width, text)) * size / _EM


def _width(character: str) -> int:
    """A character that is not in the table counts as a full square, a mark over another one as nothing."""
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    return 0 if unicodedata.combining(character) else _EM
