"""Checks every statement of an answer: quotes character by character, paraphrases against the clauses they cite.

A paraphrase passes when its content words occur in the clauses and none of the checks finds a contradiction. It is
made for English; a sentence in another language passes by way of the English one that it translates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.claims.contradictions import invented, wrong_body, wrong_negation, wrong_number, wrong_subject
from assistant.claims.evidence import Case, Evidence, read_evidence
from assistant.claims.form import whole
from assistant.claims.lexicon import COMMON_ACTORS, Lexicon
from assistant.claims.marks import Mark
from assistant.claims.overstatements import wrong_scope, wrong_strength
from assistant.claims.rarity import rarity, sentence_keys
from assistant.claims.reading import read_claim
from assistant.claims.scan import Scanner
from assistant.claims.screening import Screening
from assistant.text import fold
from assistant.types import Clause, Statement

SUPPORT = 0.7
SEGMENT_SUPPORT = 0.5
_CONTRADICTED = 0.4
_REMEMBERED = 4096
_KEPT = 4096
_CHECKS = (
    ("invented", invented, _CONTRADICTED),
    ("number", wrong_number, _CONTRADICTED),
    ("body", wrong_body, _CONTRADICTED),
    ("subject", wrong_subject, 1.0),
    ("negation", wrong_negation, _CONTRADICTED),
    ("modality", wrong_strength, 1.0),
    ("scope", wrong_scope, 1.0),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement may be shown; `reason` names the check that failed, "" when passed.

    `score` is the weighted share of content that the clauses hold, 0 to 1, cut where they plainly say otherwise.
    """

    passed: bool
    score: float
    reason: str = ""


class Verifier:
    """Holds statements against the clauses of one register.

    `twins` maps a reviewed sentence in another language to the English one that it translates; `reviewed` are the English texts
    whose words a chat model may use, beside those of the clauses.
    """

    def __init__(
        self, clauses: Sequence[Clause], lexicon: Lexicon, twins: Mapping[str, str] | None = None, reviewed: Sequence[str] = ()
    ) -> None:
        self._clauses = {c.id: c for c in clauses}
        self._scanner = Scanner(lexicon)
        self._verdicts = [re.compile(p) for patterns in lexicon.verdicts.values() for p in patterns]
        self._evidence = {c.id: read_evidence(c, self._scanner) for c in clauses}
        self._sentences = sentence_keys(clauses, self._scanner)
        self._idf = rarity(list(self._evidence.values()))
        self._unknown = float(np.log1p(len(clauses)))
        self._twins = twins or {}
        self._screening = Screening(clauses, lexicon, self._scanner, reviewed)
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._judge)
        self._merged: dict[tuple[str, ...], Mapping[str, Evidence]] = {}

    def statement(self, statement: Statement) -> Verdict:
        """The verdict on a statement by its kind; remembered, because a composed answer is made of a known stock of sentences."""
        return self._remembered(statement)

    def _judge(self, statement: Statement) -> Verdict:
        if statement.kind == "quote":
            verdicts = [self.quote(statement.text, c) for c in statement.citations]
            return next((v for v in verdicts if v.passed), verdicts[0])
        if statement.kind == "paraphrase":
            return self.paraphrase(statement.text, statement.citations)
        if statement.verdict != "authored":
            return Verdict(False, 0.0, "invented")
        if any(p.search(fold(statement.text)) for p in self._verdicts):
            return Verdict(False, 0.0, "modality")
        return Verdict(True, 1.0)

    def quote(self, text: str, clause_id: str) -> Verdict:
        """Whether the text stands in the clause as it is, character by character."""
        if clause_id not in self._clauses:
            return Verdict(False, 0.0, "no_such_clause")
        if not text.strip() or text not in self._clauses[clause_id].text:
            return Verdict(False, 0.0, "not_verbatim")
        return Verdict(True, 1.0)

    def paraphrase(self, text: str, clause_ids: Sequence[str]) -> Verdict:
        """Whether the cited clauses together entail the text."""
        if not clause_ids or any(c not in self._clauses for c in clause_ids):
            return Verdict(False, 0.0, "no_such_clause")
        case = self._case(self._twins.get(text, text), clause_ids)
        support, weakest = self._support(case)
        if contradicted := self._contradicted(case, support):
            return contradicted
        passed = support >= SUPPORT and weakest >= SEGMENT_SUPPORT
        return Verdict(passed, round(support, 4), "" if passed else "low_support")

    def generated(self, statement: Statement, offered: Collection[str]) -> Verdict:
        """Whether a sentence that a chat model wrote may be shown; it may cite only clauses that it was offered."""
        text, cited = statement.text, statement.citations
        if reason := self._uncitable(statement, offered):
            return Verdict(False, 0.0, reason)
        if statement.kind == "quote":
            return next((v for v in (self._excerpt(text, c) for c in cited) if not v.passed), Verdict(True, 1.0))
        if reason := self._screening.text(text, cited):
            return Verdict(False, 0.0, reason)
        text = self._screening.stripped(text)
        case = self._case(text, cited)
        support, _ = self._support(case)
        if contradicted := self._contradicted(case, support):
            return contradicted
        reason = self._screening.claim(text, case, cited)
        return Verdict(not reason, round(support, 4), reason)

    def _uncitable(self, statement: Statement, offered: Collection[str]) -> str:
        """Why a chat model may not make such a statement on these clauses, "" if it may."""
        if statement.kind not in ("paraphrase", "quote"):
            return "kind"
        if not statement.citations or any(c not in self._clauses for c in statement.citations):
            return "no_such_clause"
        return "not_offered" if any(c not in offered for c in statement.citations) else ""

    def _excerpt(self, text: str, clause_id: str) -> Verdict:
        """A quote by a chat model: besides being exact it must be of whole words, and leave out no negation that governs it."""
        verdict = self.quote(text, clause_id)
        if verdict.passed and not whole(text, self._clauses[clause_id].text):
            return Verdict(False, 0.0, "not_verbatim")
        return verdict

    def _case(self, text: str, clause_ids: Sequence[str]) -> Case:
        marks = read_claim(self._scanner.scan(text))
        return Case(marks=marks, by_body=self._facts(tuple(clause_ids)), sentences=self._sentences)

    def _contradicted(self, case: Case, support: float) -> Verdict | None:
        """The verdict of the first check that finds the clauses to say otherwise."""
        found = next(((reason, factor) for reason, fails, factor in _CHECKS if fails(case)), None)
        return Verdict(False, round(support * found[1], 4), found[0]) if found else None

    def _facts(self, ids: tuple[str, ...]) -> Mapping[str, Evidence]:
        known = self._merged.get(ids)
        if known is None:
            if len(self._merged) >= _KEPT:
                self._merged.clear()
            codes = {self._clauses[i].code for i in ids}
            groups = {"": ids} | {code: tuple(i for i in ids if self._clauses[i].code == code) for code in codes}
            known = self._merged[ids] = {body: Evidence.merge([self._evidence[i] for i in group]) for body, group in groups.items()}
        return known

    def _weight(self, key: str) -> float:
        return 0.0 if key in COMMON_ACTORS else self._idf.get(key, self._unknown)

    def _support(self, case: Case) -> tuple[float, float]:
        """The weighted share of the content that the clauses hold: over all, and in the weakest segment."""
        found: dict[int, float] = {}
        total: dict[int, float] = {}
        for mark in case.marks:
            if not mark.unit.key or mark.absent or _mere_denial(mark):
                continue
            weight, segment = self._weight(mark.unit.key), mark.unit.segment
            total[segment] = total.get(segment, 0.0) + weight
            if mark.unit.key in case.facts(mark).keys:
                found[segment] = found.get(segment, 0.0) + weight
        whole = sum(total.values())
        if not whole:
            return (1.0, 1.0) if any(m.absent or m.silent for m in case.marks) else (0.0, 0.0)
        return sum(found.values()) / whole, min(found.get(s, 0.0) / t for s, t in total.items() if t)


def _mere_denial(mark: Mark) -> bool:
    """ "Not absolute" needs no support where the clauses do not say absolute."""
    return mark.negated and mark.head and "conditions" in mark.unit.tags
