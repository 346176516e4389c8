"""All that a chat model's sentence must stand up to beyond what a reviewed one does, check by check."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from assistant.claims.evidence import Case
from assistant.claims.fluency import Fluency
from assistant.claims.form import first_person, foreign_letters, ill_formed, odd_word, quoted, stands
from assistant.claims.ground import GroundReader
from assistant.claims.lexicon import Lexicon
from assistant.claims.roles import swapped, wrong_owner
from assistant.claims.rulings import Rulings, tells_absence
from assistant.claims.scan import Scanner
from assistant.claims.stated import unstated_cause, unstated_reach, unstated_strength, widened_subject, wrong_quantity
from assistant.claims.ties import mixed
from assistant.claims.vocabulary import Vocabulary, forms
from assistant.claims.written import Written, idle, truncated, ungrounded, unnamed_body
from assistant.text import fold
from assistant.types import Clause

# As many unknown words of a sentence make it another language rather than one with a strange word in it.
_FOREIGN_SHARE = 0.5
_CHECKS = (
    ("body", unnamed_body),
    ("number", wrong_quantity),
    ("modality", unstated_strength),
    ("cause", unstated_cause),
    ("low_support", ungrounded),
    ("subject", widened_subject),
    ("scope", unstated_reach),
    ("truncated", truncated),
    ("roles", swapped),
    ("roles", wrong_owner),
    ("mixed", mixed),
    ("idle_citation", idle),
)


class Screening:
    """Holds sentences of a chat model against what only they must satisfy; `reviewed` are texts whose words they may use."""

    def __init__(self, clauses: Sequence[Clause], lexicon: Lexicon, scanner: Scanner, reviewed: Sequence[str]) -> None:
        writing = lexicon.writing
        self._reader = GroundReader(scanner, writing)
        self._texts = {c.id: c.text for c in clauses}
        self._grounds = {c.id: self._reader.read(c) for c in clauses}
        self._rulings = Rulings(lexicon)
        self._free = frozenset((u.word, u.key) for word in writing.plain for u in scanner.scan(word))
        self._kept = {_key(scanner, need): _keys(scanner, words) for need, words in writing.kept.items()}
        self._named = {form: body for body, words in writing.codes.items() for word in words for form in forms(word)}
        self._openings = re.compile("|".join(f"^(?:{p})" for p in writing.openings) or r"(?!)")
        self._both = re.compile("|".join(writing.both) or r"(?!)")
        known = [p for section in ("synonyms", "actors") for phrases in getattr(lexicon, section).values() for p in phrases]
        shown = [*reviewed, *writing.samples]
        self._side_by_side = frozenset(
            (a.key, b.key) for t in shown for a, b in pairwise(scanner.scan(t)) if not b.comma and a.segment == b.segment
        )
        self._fluency = Fluency(scanner, self._reader.acts, [*self._texts.values(), *shown])
        labels = (c.label for c in clauses)
        self._vocabulary = Vocabulary([*self._texts.values(), *labels, *reviewed, *known, *writing.variants, *writing.plain])

    def text(self, text: str, cited: Collection[str]) -> str:
        """The check that the text itself fails, before it is read as a claim; "" for none."""
        if ill_formed(text):
            return "form"
        if foreign_letters(text):
            return "foreign"
        if first_person(text):
            return "roles"
        if broken := self._rulings.broken(text):
            return broken
        strange = self._vocabulary.strange(self.stripped(text))
        if len(strange) >= _FOREIGN_SHARE * len(forms(text)):
            return "foreign"
        if any(not any(stands(run, self._texts[c]) for c in cited) for run in quoted(text)):
            return "not_verbatim"
        return "vocabulary" if strange or odd_word(text) else ""

    def stripped(self, text: str) -> str:
        """The folded text without a way to begin that says nothing."""
        return self._openings.sub("", fold(text))

    def claim(self, text: str, case: Case, cited: Sequence[str]) -> str:
        """The check that a stripped text fails, read as a claim on the clauses; "" for none."""
        if tells_absence(case.marks):
            return "absence"
        written = Written(
            text=text,
            case=case,
            grounds=[self._grounds[c] for c in cited],
            acts=self._reader.acts,
            free=self._free,
            kept=self._kept,
            named=self._named,
            side_by_side=self._side_by_side,
            both=bool(self._both.search(text)),
            links=self._reader.links(text),
            owned=list(self._reader.owned(text)),
        )
        reason = next((reason for reason, fails in _CHECKS if fails(written)), "")
        return reason or ("garbled" if self._fluency.garbled(text) else "")


def _key(scanner: Scanner, need: str) -> str:
    """The key under which a word is known; the name of a mark, such as "effort", stands for itself."""
    return next((u.key for u in scanner.scan(need) if u.key), need)


def _keys(scanner: Scanner, words: Iterable[str]) -> frozenset[str]:
    return frozenset(u.key or u.word for word in words for u in scanner.scan(word))
