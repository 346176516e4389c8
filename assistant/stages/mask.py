"""Masks identifiers before a text is logged, stored, embedded by a remote service or sent to a model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.guide import Names
from assistant.stages.identifiers import shaped
from assistant.stages.name_words import NameWords
from assistant.stages.people import people
from assistant.stages.places import places
from assistant.stages.spans import Span


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with each identifier replaced by its kind in brackets; `kinds` in order of appearance, each once."""

    text: str
    kinds: tuple[str, ...]


class Masker:
    """Replaces identifiers of persons: names, dates, contact data, addresses, places, numbers, high ages."""

    def __init__(self, names: Iterable[str], surnames: Iterable[str], not_names: Iterable[str]) -> None:
        """Folded words; in `not_names` an underscore joins the words of a phrase."""
        self._words = NameWords(names, surnames, not_names)

    @classmethod
    def of(cls, names: Names) -> Masker:
        """The masker of a guide's name lists."""
        return cls(names.first_names.split(), names.surnames.split(), names.not_names.split())

    def mask(self, text: str) -> Masked:
        """The text without its identifiers."""
        spans = shaped(text)
        spans += places(text, self._words)
        spans += people(text, self._words, spans)
        pieces: list[str] = []
        position = 0
        merged = _merged(spans)
        for span in merged:
            pieces += (text[position : span.start], f"[{span.kind}]")
            position = span.end
        pieces.append(text[position:])
        return Masked("".join(pieces), tuple(dict.fromkeys(s.kind for s in merged)))


def _merged(spans: list[Span]) -> list[Span]:
    """The spans in order, overlapping ones made one under the kind of the first (of the longest, where they start together)."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
