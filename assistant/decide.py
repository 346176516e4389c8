"""Turns what the stages found into a plan for the answer: its status and the clauses it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.fusion import FusionModels
from assistant.guide import LIKELY_DANGER, Guide, Signal, Topic
from assistant.ports import Retrieved
from assistant.stages.compose import Composer, Plan
from assistant.stages.coverage import ABSENT, Coverage
from assistant.stages.references import References
from assistant.stages.select import counterparts, select
from assistant.text import fold
from assistant.types import Clause, Language, Question, Statement, Status

_TOPIC_FLOOR = 0.15
_MOST_TOPICS = 3
_EMERGENCY_CITATIONS = 2
_SURE = 0.5
# Shown as the nearest that the text comes, where it does not answer: less has to be sure.
_NEAR_ENOUGH = 0.3
_SURELY_ABSENT = 0.41
_UNKNOWN_PHRASE = {
    "rule": "only_rules",
    "commitment": "only_commitments",
    "principle": "only_principles",
    "purpose": "only_purposes",
    "standard": "no_standards",
    "value": "only_values",
}
# The one clause that names the Standards as binding, for a question about a Standard's text.
_NAMES_THE_STANDARDS = "CCMC-RULE-5"
# The clause that announces principles "1-8": citing it does not make the eighth one known.
_ANNOUNCES_EIGHT = "CCMC-OBJECTIVES"


class Decider:
    """Decides from one corpus and its learned cut-offs."""

    def __init__(self, guide: Guide, clauses: Sequence[Clause], models: FusionModels, composer: Composer) -> None:
        self._guide = guide
        self._code_of: Mapping[str, str] = {c.id: c.code for c in clauses}
        self._models = models
        self._composer = composer
        self._requests = re.compile("|".join(f"(?:{p})" for p in guide.requests))

    def plain(self, question: Question, status: Status) -> Plan:
        """A plan that cites nothing."""
        return Plan(question=question.standalone, language=question.language, status=status)

    def look_up(self, question: Question, references: References) -> Plan | None:
        """The plan of a plain look-up, which needs no retrieval; None when the question is not one."""
        word = references.mention_word
        cited = references.mentions or references.cited
        if not references.lookup or not cited or references.unknown:
            return None
        opening: tuple[Statement, ...] = ()
        if word:
            opening = (Statement(text=self._composer.phrase("mentions_some", question.language, word=word), kind="guidance"),)
        return replace(self.plain(question, "answered"), cited=cited, lookup=True, opening=opening)

    def plan(self, question: Question, references: References, retrieved: Retrieved, coverage: Coverage, danger: Signal | None) -> Plan:
        """The plan of a question that was retrieved for."""
        unknown = self._unknown(references, question.language)
        status = self._status(references, retrieved, coverage, danger)
        sure_danger = danger is not None and danger.id != LIKELY_DANGER
        cited = self._cited(status, references, retrieved, coverage, sure_danger=sure_danger)
        topics = self._topics(retrieved)
        return replace(
            self.plain(question, status),
            cited=cited,
            compare=references.compare or bool(references.counterpart_of),
            topics=topics,
            silences=coverage.silences,
            premises=tuple(p for p in coverage.premises if set(p.clauses) & set(cited)),
            opening=(*self._not_done(question, status), *unknown),
        )

    def _cited(
        self, status: Status, references: References, retrieved: Retrieved, coverage: Coverage, *, sure_danger: bool
    ) -> tuple[str, ...]:
        if status in ("out_of_scope", "declined"):
            return ()
        if status == "not_in_codes":
            if any(u.kind == "standard" for u in references.unknown):
                return (_NAMES_THE_STANDARDS,)
            if references.cited:
                return references.cited[:1]
            if references.unknown:
                return ()
            if coverage.silences:
                return coverage.silences[0].related[:1]
            nearest = retrieved.passages[0]
            return (nearest.clause_id,) if nearest.central >= _NEAR_ENOUGH else ()
        if references.counterpart_of:
            return (*counterparts(retrieved.passages, codes=references.codes, code_of=self._code_of), *references.counterpart_of)
        premises = [c for p in coverage.premises[:1] for c in p.clauses]
        if sure_danger:
            # Someone in danger needs the steps; of the clauses, only the nearest. Where danger is only likely, the answer is whole.
            return tuple(dict.fromkeys([*references.cited, retrieved.passages[0].clause_id]))[:_EMERGENCY_CITATIONS]
        chosen = select(
            retrieved.passages,
            named=[*references.cited, *premises],
            among=references.among,
            codes=references.codes,
            compare=references.compare,
            code_of=self._code_of,
            models=self._models,
        )
        return tuple(chosen)

    def _not_done(self, question: Question, status: Status) -> tuple[Statement, ...]:
        """What we say to somebody who wants a document or an approval, before the clause that bears on it."""
        if status not in ("answered", "partial") or not self._requests.search(fold(question.text)):
            return ()
        return (Statement(text=self._composer.phrase("no_writing", question.language), kind="guidance"),)

    def _topics(self, retrieved: Retrieved) -> tuple[Topic, ...]:
        scored = [(s, n.removeprefix("topic:")) for n, s in retrieved.heads.items() if n.startswith("topic:") and s >= _TOPIC_FLOOR]
        found = (self._guide.topic(name) for _, name in sorted(scored, reverse=True)[:_MOST_TOPICS])
        return tuple(t for t in found if t is not None)

    def _unknown(self, references: References, language: Language) -> tuple[Statement, ...]:
        """What the question names and the texts do not hold."""
        texts = [self._composer.phrase(_UNKNOWN_PHRASE[u.kind], language, label=u.label) for u in references.unknown[:2]]
        if references.mention_word and not references.mentions:
            texts.append(self._composer.phrase("mentions_none", language, word=references.mention_word))
        return tuple(Statement(text=t, kind="gap") for t in texts)

    def _status(self, references: References, retrieved: Retrieved, coverage: Coverage, danger: Signal | None) -> Status:
        if danger is not None:
            return "emergency"
        if references.unknown and set(references.cited) <= {_ANNOUNCES_EIGHT}:
            return "not_in_codes"
        if references.mention_word and not references.mentions and not references.cited:
            return "partial" if retrieved.passages[0].central >= _SURE else "not_in_codes"
        if references.counterpart_of:
            return "answered"
        if references.cited and coverage.status in ABSENT:
            # Somebody who names a clause means the codes; only a sure judgement says that its text lacks the answer.
            return "not_in_codes" if coverage.absent >= _SURELY_ABSENT and coverage.status != "declined" else "partial"
        return coverage.status
