"""From turns to an answer: the stages in order, early exits, a trace."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter

from assistant.decide import Decider
from assistant.fusion import FusionModels
from assistant.guide import LIKELY_DANGER, Guide, Signal
from assistant.intake import Intake, Screened
from assistant.ports import Embedder, Retrieved
from assistant.stages.compose import Composer, Draft, Plan
from assistant.stages.coverage import CoverageJudge
from assistant.stages.likely_danger import danger_scores
from assistant.stages.refer import Circumstances, Referrer
from assistant.stages.references import ReferenceFinder, References
from assistant.stages.retrieve import Retriever
from assistant.stages.understand import asks_for_the_like, searched
from assistant.stages.verify import Verifier
from assistant.types import Answer, Clause, Code, Dropped, Language, Passage, Question, Referral, Statement, Trace

log = logging.getLogger(__name__)

_MOST_BROUGHT = 3
_SITUATION = 0.25
# Danger is told, not asked about: every labelled emergency is far above this, look-ups about crises are below.
_SURELY_TOLD = 0.5
_TRACED_PASSAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything the assistant is made of; wiring.py puts it together."""

    version: str
    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]
    guide: Guide
    models: FusionModels
    embedder: Embedder
    intake: Intake
    references: ReferenceFinder
    retriever: Retriever
    coverage: CoverageJudge
    decider: Decider
    composer: Composer
    verifier: Verifier
    referrer: Referrer


class Assistant:
    """Answers questions over one corpus."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._clauses = {c.id: c for c in parts.clauses}

    @property
    def parts(self) -> Parts:
        """What the assistant was built from."""
        return self._parts

    def answer(self, turns: Sequence[str]) -> Answer:
        """The answer to the last turn in the light of the earlier ones; InvalidQuestion for unusable input."""
        timings: dict[str, float] = {}
        with _timed(timings, "total"):
            with _timed(timings, "screen"):
                screened = self._parts.intake.screen(turns)
            if screened.misuse and screened.danger is None:
                return self._finish(screened, self._parts.decider.plain(screened.question, "declined"), (), Trace(timings_ms=timings))
            with _timed(timings, "look_up"):
                references = self._references(screened.question)
                plan = self._parts.decider.look_up(screened.question, references)
            if plan is not None and screened.danger is None:
                return self._finish(screened, plan, (), Trace(timings_ms=timings))
            with _timed(timings, "retrieve"):
                screened = self._in_words_of(screened, references)
                retrieved = self.retrieve(screened.question)
            with _timed(timings, "judge"):
                screened = self._with_likely_danger(screened, retrieved)
                coverage = self._parts.coverage.judge(screened.question.standalone, retrieved)
                plan = self._parts.decider.plan(screened.question, references, retrieved, coverage, screened.danger)
            with _timed(timings, "refer"):
                referrals, situation = self._refer(screened, plan, references, retrieved)
                plan = replace(plan, situation=situation)
            topics = tuple(t.id for t in plan.topics)
            trace = Trace(timings_ms=timings, passages=retrieved.passages[:_TRACED_PASSAGES], outcome=coverage.scores, topics=topics)
            return self._finish(screened, plan, referrals, trace)

    def find(self, question: str, count: int | None = None) -> list[Passage]:
        """The clauses that `answer` would cite, best first; with `count`, cut to it or filled up with the next best."""
        screened = self._parts.intake.screen([question])
        references = self._references(screened.question)
        screened = self._in_words_of(screened, references)
        retrieved = self.retrieve(screened.question)
        screened = self._with_likely_danger(screened, retrieved)
        plan = self._parts.decider.look_up(screened.question, references)
        if plan is None:
            coverage = self._parts.coverage.judge(screened.question.standalone, retrieved)
            plan = self._parts.decider.plan(screened.question, references, retrieved, coverage, screened.danger)
        if screened.misuse and screened.danger is None:
            plan = self._parts.decider.plain(screened.question, "declined")
        passages = {p.clause_id: p for p in retrieved.passages}
        ranked = list(dict.fromkeys([*plan.cited, *passages]))
        return [passages[c] for c in ranked[: len(plan.cited) if count is None else count]]

    def _with_likely_danger(self, screened: Screened, retrieved: Retrieved) -> Screened:
        """The second net under the screening by words: likeness to the labelled emergencies."""
        if screened.danger is not None or retrieved.heads["situation"] < _SURELY_TOLD:
            return screened
        if self._parts.models.danger.probability(danger_scores(retrieved)) < self._parts.models.danger_above:
            return screened
        return replace(screened, danger=next(s for s in self._parts.guide.signals if s.id == LIKELY_DANGER))

    def retrieve(self, question: Question) -> Retrieved:
        """What the retrievers find for a question that was screened."""
        text = searched(question.standalone)
        return self._parts.retriever.retrieve(text, self._parts.embedder.embed_query(text))

    def _in_words_of(self, screened: Screened, references: References) -> Screened:
        """A question for the like of an earlier clause in the other code, asked in the words of that clause."""
        if not references.counterpart_of:
            return screened
        standalone = "\n".join([*(self._clauses[c].text for c in references.counterpart_of), screened.question.text])
        return replace(screened, question=replace(screened.question, standalone=standalone))

    def _references(self, question: Question) -> References:
        """What the last turn names; a turn that leans on earlier ones inherits what they name."""
        own = self._parts.references.find(question.text)
        if own.cited or own.unknown or question.standalone == question.text:
            return own
        if own.narrows:
            return replace(own, among=self._parts.references.find("\n".join(question.turns[:-1])).cited)
        earlier = self._parts.references.find(question.standalone)
        if len(own.codes) == 1 and not own.compare and asks_for_the_like(question.text):
            within = tuple(c for c in earlier.cited if self._clauses[c].code in own.codes)
            elsewhere = tuple(c for c in earlier.cited if c not in within)
            return replace(own, cited=within, lookup=own.lookup and not elsewhere, counterpart_of=() if within else elsewhere[:1])
        return replace(earlier, lookup=own.lookup, compare=own.compare or earlier.compare)

    def _refer(self, screened: Screened, plan: Plan, references: References, retrieved: Retrieved) -> tuple[tuple[Referral, ...], bool]:
        """The referrals, and whether the question describes a situation."""
        asks_for_nothing_there_is = bool(references.unknown) and screened.danger is None and retrieved.heads["situation"] < _SITUATION
        asks_for_text = bool(references.counterpart_of) and screened.danger is None
        if plan.status in ("out_of_scope", "declined") or asks_for_nothing_there_is or asks_for_text:
            return (), False
        circumstances = Circumstances(
            text=screened.question.standalone,
            status=plan.status,
            topics=tuple(t.id for t in plan.topics),
            cites=plan.cited,
            situation=retrieved.heads["situation"],
            likelihood={n.removeprefix("consult:"): s for n, s in retrieved.heads.items() if n.startswith("consult:")},
        )
        referrals = self._parts.referrer.refer(circumstances, screened.question.language)
        told = retrieved.heads["situation"] >= _SITUATION or any(r.who == "supervisor" for r in referrals)
        return referrals, told and bool(referrals) and plan.status in ("answered", "partial")

    def _finish(self, screened: Screened, plan: Plan, referrals: tuple[Referral, ...], trace: Trace) -> Answer:
        draft = self._parts.composer.compose(plan)
        danger = screened.danger if plan.status == "emergency" else None
        statements = _statements(draft, danger, referrals, _bring(plan), plan.language)
        kept, dropped = self._verified(statements)
        used = [c for s in kept for c in s.citations]
        order = dict.fromkeys([*(c for c in plan.cited if c in used), *used])
        return Answer(
            id=_answer_id(screened.question, self._parts.version),
            question=screened.question.text,
            status=plan.status,
            language=plan.language,
            statements=kept,
            citations=tuple(self._clauses[c] for c in order),
            consult=referrals,
            gaps=tuple(s.text for s in kept if s.kind == "gap"),
            notices=screened.notices,
            bring=tuple(s.text for s in kept if s.section == "bring"),
            generator="extractive",
            version=self._parts.version,
            codes=self._parts.codes,
            trace=replace(trace, dropped=dropped),
        )

    def _verified(self, statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Dropped, ...]]:
        """The statements that the verifier passes, and those it does not, with the reason."""
        kept: list[Statement] = []
        dropped: list[Dropped] = []
        for statement in statements:
            verdict = self._parts.verifier.statement(statement)
            if verdict.passed:
                kept.append(replace(statement, score=round(verdict.score, 3)))
            else:
                log.warning("dropped a %s citing %s: %s", statement.kind, statement.citations, verdict.reason)
                dropped.append(Dropped(text=statement.text, citations=statement.citations, reason=verdict.reason))
        return tuple(kept), tuple(dropped)


def _statements(
    draft: Draft, danger: Signal | None, referrals: Sequence[Referral], bring: Sequence[str], language: Language
) -> list[Statement]:
    """All statements in reading order; safety comes before anything else."""
    steps = () if danger is None else (danger.steps_es if language == "es" else danger.steps)
    return [
        *(Statement(text=t, kind="guidance", section="safety") for t in steps),
        *(replace(s, section="short") for s in draft.short),
        *(replace(s, section="quotes") for s in draft.quotes),
        *(replace(s, section="gaps") for s in draft.gaps),
        *(Statement(text=r.why, kind="guidance", section="consult") for r in referrals),
        *(Statement(text=t, kind="guidance", section="bring") for t in bring),
    ]


def _bring(plan: Plan) -> tuple[str, ...]:
    """The main topic's questions to bring, where a situation is described."""
    if not plan.situation or not plan.topics:
        return ()
    topic = plan.topics[0]
    return (topic.bring_es if plan.language == "es" else topic.bring)[:_MOST_BROUGHT]


def _answer_id(question: Question, version: str) -> str:
    return "ans_" + hashlib.sha256("\n".join((version, *question.turns)).encode()).hexdigest()[:20]


@contextmanager
def _timed(timings: dict[str, float], name: str) -> Iterator[None]:
    start = perf_counter()
    try:
        yield
    finally:
        timings[name] = round((perf_counter() - start) * 1000, 2)
