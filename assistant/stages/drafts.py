"""Reads statements out of what a chat model writes, as it writes: JSON where it can, marked sentences where it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.text import sentences
from assistant.types import Clause

# An output longer than this is no answer of six sentences.
MOST_CHARACTERS = 12_000
_FENCE = re.compile(r"```\w*")
_BRACKETED = re.compile(r"\s*[\[(]([^\[\]()]{3,120})[\])]")
_TURN = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_TO_YOU = re.compile(r"\b[Yy]ou\b")
_YOURS = {"my": "your", "me": "you", "myself": "yourself", "I": "you"}
_OWN = re.compile(r"(?<!^)\b(?:my|me|myself|I)\b")
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as a chat model wrote it, before anything is verified."""

    kind: str
    text: str
    citations: tuple[str, ...]


class DraftReader:
    """Takes the pieces of one output and gives the statements that are complete; each statement once."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._labels = {_key(name): c.id for c in clauses for name in (c.label, c.id)}
        self._text = ""
        self._at = 0
        self._found = 0

    @property
    def full(self) -> bool:
        """Whether more was written than an answer can hold."""
        return len(self._text) >= MOST_CHARACTERS

    def feed(self, piece: str) -> list[Written]:
        """The statements that this piece completes."""
        self._text = (self._text + piece)[:MOST_CHARACTERS]
        found = [self._written(v) for v in self._objects()]
        self._found += len(found)
        return found

    def finish(self) -> list[Written]:
        """Where no JSON was found, the sentences of the text with the clauses that their marks name."""
        if self._found:
            return []
        if "{" in self._text:
            return [self._plain(Written("paraphrase", t, ())) for t in _texts(self._text)]
        prose = _LIST_MARK.sub("", _FENCE.sub("", self._text))
        return [self._plain(Written("paraphrase", s, ())) for s in sentences(prose) if re.search(r"\w", s)]

    def _objects(self) -> Iterator[Mapping[str, object]]:
        """The complete JSON objects with a text, from where the last search ended; objects around them are looked into."""
        start = self._text.find("{", self._at)
        while start >= 0:
            try:
                value, end = _DECODER.raw_decode(self._text, start)
            except (ValueError, RecursionError):
                start = self._text.find("{", start + 1)
                continue
            listed = value.get("statements") if isinstance(value, dict) else None
            yield from (
                v for v in (listed if isinstance(listed, list) else [value]) if isinstance(v, dict) and isinstance(v.get("text"), str)
            )
            self._at = end
            start = self._text.find("{", end)

    def _written(self, value: Mapping[str, object]) -> Written:
        named = value.get("clauses", value.get("citations", []))
        ids = named if isinstance(named, list) else [named]
        known = tuple(dict.fromkeys(self._labels.get(_key(str(i)), str(i)) for i in ids if i))
        return self._plain(Written(str(value.get("kind", "paraphrase")), str(value["text"]), known))

    def _plain(self, written: Written) -> Written:
        """The statement with the id it begins with taken off, and marks such as [NACM 7] taken out of the text and into the citations."""
        head, colon, rest = written.text.partition(":")
        if colon and _key(head) in self._labels:
            written = Written(written.kind, rest.strip(), written.citations or (self._labels[_key(head)],))
        if written.kind == "quote":
            return written
        marked: list[str] = []

        def taken(match: re.Match[str]) -> str:
            ids = [self._labels.get(_key(part)) for part in _TURN.split(match[1])]
            if None in ids:
                return match[0]
            marked.extend(i for i in ids if i)
            return ""

        text = _addressed(_BRACKETED.sub(taken, written.text).strip())
        return Written(written.kind, text, tuple(dict.fromkeys((*written.citations, *marked))))


def _addressed(text: str) -> str:
    """A sentence that speaks to "you", with the first person of the clause that it was copied from turned round: "to my supervisor"."""
    if '"' in text or "“" in text or not _TO_YOU.search(text):
        return text
    return _OWN.sub(lambda m: _YOURS[m[0]], text)


def read_question(text: str) -> str:
    """The rewritten question in an output, "" where there is none."""
    start = text.find("{")
    while start >= 0:
        try:
            value, _ = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and isinstance(value.get("question"), str):
            return " ".join(value["question"].split())
        start = text.find("{", start + 1)
    return ""


def _texts(broken: str) -> list[str]:
    """The "text" values of JSON too broken to be read."""
    return re.findall(r'"text"\s*:\s*"((?:[^"\\]|\\.)+)"', broken)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()
