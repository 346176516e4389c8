"""Clauses and topics by the names that people write: an id, a label or a title in any case, one of them or a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.text import fold
from assistant.types import Clause

_MARKS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"\s*[,;]\s*")
_AND = re.compile(r"\s+(?:and|&)\s+")
_NONE = ("none", "")


class Naming:
    """Finds ids by names, such as "NACM-7", "nacm 7" or "CCMC Veracity"; case, spaces and marks do not matter."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        """`ids` by the names that stand for them."""
        self._ids = {_key(name): i for name, i in ids.items()}

    @classmethod
    def of_clauses(cls, clauses: Sequence[Clause]) -> Naming:
        """The clauses by id, by label, and by the words of a label after its colon."""
        return cls({name: c.id for c in clauses for name in (_short(c), c.label, c.id)})

    def find(self, name: str) -> str | None:
        """The id of this name; None where there is none."""
        return self._ids.get(_key(name))

    def listed(self, text: str) -> list[str]:
        """The names in a list such as "NACM 7, CCMC Rule 1 and NACM 9", as ids; what names nothing stays as it was written."""
        pieces = [p for p in _BETWEEN.split(" ".join(text.split())) if p.lower() not in _NONE]
        found: list[str] = []
        while pieces:
            # A label may hold a comma of its own: the longest stretch that is a name is meant.
            ends = range(min(len(pieces), 4), 1, -1)
            length, known = next(((n, i) for n in ends if (i := self.find(", ".join(pieces[:n])))), (1, self.find(pieces[0])))
            found += [known] if known else [self.find(p) or p for p in _AND.split(pieces[0])]
            pieces = pieces[length:]
        return found


def _key(name: str) -> str:
    return _MARKS.sub("", fold(name))


def _short(clause: Clause) -> str:
    """The label without the words before its colon: "CCMC Veracity"; its whole label where there is none."""
    head, colon, tail = clause.label.partition(": ")
    return f"{head.split()[0]} {tail}" if colon else clause.label
