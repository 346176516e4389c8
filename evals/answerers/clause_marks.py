"""Finds the clauses that running text names: by id, by label or by number, alone or as a mark in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from assistant.text import fold
from assistant.types import Clause

ANY_CODE = "clause"
_NUMBERED_ID = re.compile(r"(?P<code>.+?)-(?:[A-Z]+-)?(?P<number>\d+)")
_BRACKETED = re.compile(r"[\[(]([^\[\]()]{2,160})[\])]")
_ITEM = r"\d{1,3}(?:\s?[-–]\s?\d{1,3})?(?![\d%])"
_NEXT = r"(?:,? ?(?:and|y|e|or|o|&)|[,;/]) ?(?:#|n[oº°]\.? ?)?"
_SPLITS = tuple(map(re.compile, (r";|\|", r",? (?:and|y|e|&) ", r",|/")))
_RANGE = re.compile(r"(\d+)(?:\s?[-–]\s?(\d+))?")
_LONGEST_RANGE = 28


class ClauseMarks:
    """Finds references to the given clauses.

    `kinds` maps a kind of clause to what its list is called, `leads` are what may stand before the marks in brackets; all are
    regular expressions.
    """

    def __init__(self, clauses: Sequence[Clause], kinds: Mapping[str, Sequence[str]], leads: Iterable[str]) -> None:
        self._ids = {c.id for c in clauses}
        self._named = {_key(name): c.id for c in clauses for name in (c.id, c.label)}
        self._kinds = {kind: re.compile("|".join(words), re.IGNORECASE) for kind, words in kinds.items()}
        self._by_kind = {(c.kind, m["number"]): c.id for c in clauses if (m := _NUMBERED_ID.fullmatch(c.id))}
        codes = "|".join(sorted({re.escape(c.code) for c in clauses}))
        self._numbered = re.compile(_numbered(codes, "|".join(w for words in kinds.values() for w in words)), re.IGNORECASE)
        self._spelled = [(re.compile(pattern, re.IGNORECASE), c.id) for c in clauses for pattern in _spellings(c)]
        self._lead = re.compile(rf"\s*(?:{'|'.join(leads)})\s+", re.IGNORECASE)

    def bracketed(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Start and end of every bracket that holds nothing but marks, with their ids; ids of no clause are given as well."""
        for match in _BRACKETED.finditer(text):
            if ids := self._parsed(self._lead.sub("", match[1], count=1)):
                yield match.start(), match.end(), tuple(dict.fromkeys(ids))

    def named(self, text: str) -> tuple[str, ...]:
        """The clauses that a text names outside of brackets, in order."""
        found = [(start, i) for start, _, ids in self._mentions(text) for i in ids]
        return tuple(dict.fromkeys(i for _, i in sorted(found, key=lambda f: f[0])))

    def without(self, text: str) -> str:
        """The text without the clauses that it names."""
        return reduce(lambda left, span: left[: span[0]] + " " * (span[1] - span[0]) + left[span[1] :], self._mentions(text), text)

    def read(self, text: str) -> tuple[str, ...]:
        """The ids in what should be a mark and nothing else, bracketed or not; the text itself when it is none."""
        bare = text.strip().strip("[]()").strip()
        return tuple(self._parsed(bare) or self.named(bare) or (bare,))

    def _mentions(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        found = [(m.start(), m.end(), (i,)) for pattern, i in self._spelled for m in pattern.finditer(text)]
        numbered = ((m.start(), m.end(), tuple(i for i in self._of(m) if i in self._ids)) for m in self._numbered.finditer(text))
        return [*found, *(n for n in numbered if n[2])]

    def _parsed(self, text: str) -> list[str] | None:
        """The ids of a text that is nothing but marks; None when something else is in it."""
        if known := self._named.get(_key(text)):
            return [known]
        if (numbered := self._numbered.fullmatch(text.strip())) and (ids := self._of(numbered)):
            return ids
        if spelled := next((i for pattern, i in self._spelled if pattern.fullmatch(text.strip())), ""):
            return [spelled]
        for split in _SPLITS:
            parts = [self._parsed(part) for part in split.split(text)] if split.search(text) else []
            if parts and all(parts):
                return [i for part in parts for i in part or ()]
        return None

    def _of(self, match: re.Match[str]) -> list[str]:
        """The ids of a numbered reference, also of clauses that are not there; none where neither list nor code is named."""
        code = (match["code"] or match["of"] or "").upper()
        kind = next((k for k, words in self._kinds.items() if match["kind"] and words.fullmatch(match["kind"])), "")
        if not code and kind in ("", ANY_CODE):
            return []
        return [self._id(code, kind, number) for number in _numbers(match["numbers"])]

    def _id(self, code: str, kind: str, number: str) -> str:
        of_kind = self._by_kind.get((kind, number), "")
        if of_kind and (not code or of_kind.startswith(f"{code}-")):
            return of_kind
        plain = f"{code}-{number}"
        return plain if not kind or plain in self._ids else "-".join(p for p in (code, kind.upper(), number) if p)


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(text)).strip()


def _numbered(codes: str, kinds: str) -> str:
    """A list, a code or both, and numbers: "NACM 7", "CCMC Rule 4", "commitments 7 and 8 of NACM", "Regla 4"."""
    title = r"(?:['’]s)?(?: (?:case management )?code(?: of (?:ethics|(?:professional )?conduct))?)?"
    sign = r"(?:#|n[oº°]\.? ?|numbers? |n[uú]meros? )?"
    of = rf"(?: (?:of|in|from|de|del|en) (?:the |el |la |los )?(?P<of>{codes})\b)?"
    counted = rf"(?! (?:\w+ )?(?:{kinds}|hours?|credits?|years?|days?)\b(?! \d))"
    numbers = rf"(?P<numbers>{_ITEM}(?:{_NEXT}{_ITEM})*)"
    return rf"\b(?:(?P<code>{codes})\b{title},?[-_\s]*)?(?:(?P<kind>{kinds})\b[-_\s]*)?{sign}(?<![\d.$]){numbers}\b{counted}{of}"


def _spellings(clause: Clause) -> Iterator[str]:
    """An id in letters as it is written, and a label with a colon in it, which may lack its code."""
    if not clause.id[-1].isdigit():
        yield rf"\b{re.escape(clause.id)}\b(?!-)"
    head, colon, tail = clause.label.removeprefix(f"{clause.code} ").partition(": ")
    if colon:
        yield rf"\b(?:{re.escape(clause.code)} )?{re.escape(head)}(?::| of| de)? [\"“]?{re.escape(tail)}\b"


def _numbers(text: str) -> Iterator[str]:
    """The numbers of a list such as "7, 8 and 18-19"."""
    for first, last in _RANGE.findall(text):
        end = int(last or first)
        yield from map(str, range(int(first), end + 1) if end - int(first) < _LONGEST_RANGE else (int(first), end))
