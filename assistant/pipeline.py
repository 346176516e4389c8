"""From turns to an answer: the stages in order, early exits, a trace."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.clause_sources import ClauseSource
from assistant.clock import Clock
from assistant.decide import Decider
from assistant.events import Done, Event, Evidence, Referred, StageDone
from assistant.fusion import FusionModels
from assistant.generate import Explained, StatementGenerator
from assistant.guide import LIKELY_DANGER, Guide
from assistant.intake import Intake, Screened
from assistant.ports import Embedder, Retrieved
from assistant.stages.compose import Composer, Plan
from assistant.stages.coverage import CoverageJudge
from assistant.stages.likely_danger import danger_scores
from assistant.stages.refer import Circumstances, Referrer
from assistant.stages.references import ReferenceFinder, References
from assistant.stages.retrieve import Retriever
from assistant.stages.understand import asks_for_the_like, searched
from assistant.stages.verify import Verifier
from assistant.told import Told
from assistant.types import Answer, Clause, Code, ModelCall, Notice, Passage, Question, Referral, Statement, Trace, Versions

log = logging.getLogger(__name__)

_MOST_BROUGHT = 3
_SITUATION = 0.25
# Danger is told, not asked about: every labelled emergency is far above this, look-ups about crises are below.
_SURELY_TOLD = 0.5
_TRACED_PASSAGES = 10
_EXTRACTIVE = "extractive"
_EXPLAINED = ("answered", "partial")
_NOTICES = {"failed": "notice_model_failed", "budget": "notice_model_budget"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything the assistant is made of; wiring.py puts it together."""

    version: str
    versions: Versions
    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]
    sources: tuple[ClauseSource, ...]
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
    generator: StatementGenerator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """What is known before the answer is put into words."""

    screened: Screened
    plan: Plan
    referrals: tuple[Referral, ...] = ()
    trace: Trace = field(default_factory=Trace)


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
        for event in self.stream(turns):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream ends with the answer")

    def stream(self, turns: Sequence[str]) -> Generator[Event, None, None]:
        """The same answer as it is made: statements as soon as they are verified, the whole at the end.

        Closing it ends a chat model's call; while one is waited for, there is an event at least once a second.
        """
        clock = Clock()
        decided = yield from self._decide(turns, clock)
        yield Evidence(decided.plan.status, tuple(self._clauses[c] for c in decided.plan.cited), decided.plan.language)
        yield from self._tell(decided, clock)

    def _decide(self, turns: Sequence[str], clock: Clock) -> Generator[Event, None, _Decided]:
        """Everything but the words of the answer: its status, its clauses, whom it sends to."""
        parts = self._parts
        with clock.stage("screen"):
            screened = parts.intake.screen(turns)
        yield StageDone("screen")
        if screened.misuse and screened.danger is None:
            return _Decided(screened=screened, plan=parts.decider.plain(screened.question, "declined"))
        with clock.stage("look_up"):
            references = self._references(screened.question)
            plan = parts.decider.look_up(screened.question, references)
        if plan is not None and screened.danger is None:
            return _Decided(screened=screened, plan=plan)
        with clock.stage("rewrite"):
            screened, calls = yield from self._rewritten(screened, references)
        with clock.stage("retrieve"):
            screened = self._in_words_of(screened, references)
            retrieved = self.retrieve(screened.question)
        yield StageDone("retrieve")
        with clock.stage("judge"):
            screened = self._with_likely_danger(screened, retrieved)
            coverage = parts.coverage.judge(screened.question.sought, retrieved)
            plan = parts.decider.plan(screened.question, references, retrieved, coverage, screened.danger)
        with clock.stage("refer"):
            referrals, situation = self._refer(screened, plan, references, retrieved)
            plan = replace(plan, situation=situation)
        yield StageDone("judge")
        topics = tuple(t.id for t in plan.topics)
        trace = Trace(passages=retrieved.passages[:_TRACED_PASSAGES], outcome=coverage.scores, topics=topics, calls=calls)
        return _Decided(screened=screened, plan=plan, referrals=referrals, trace=trace)

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
        chosen = ranked[: len(plan.cited) if count is None else count]
        # A clause that the question names is cited however unlike the question it is.
        return [passages.get(c, Passage(clause_id=c, score=1.0, central=1.0)) for c in chosen]

    def _with_likely_danger(self, screened: Screened, retrieved: Retrieved) -> Screened:
        """The second net under the screening by words: likeness to the labelled emergencies."""
        if screened.danger is not None or retrieved.heads["situation"] < _SURELY_TOLD:
            return screened
        if self._parts.models.danger.probability(danger_scores(retrieved)) < self._parts.models.danger_above:
            return screened
        return replace(screened, danger=next(s for s in self._parts.guide.signals if s.id == LIKELY_DANGER))

    def retrieve(self, question: Question) -> Retrieved:
        """What the retrievers find for a question that was screened."""
        text = searched(question.sought)
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

    def _rewritten(self, screened: Screened, references: References) -> Generator[Event, None, tuple[Screened, tuple[ModelCall, ...]]]:
        """A follow-up said in one sentence by the chat model; not where somebody may be in danger or tries to steer a model."""
        question, generator = screened.question, self._parts.generator
        alone = question.standalone == question.text or references.narrows or references.counterpart_of
        if generator is None or alone or screened.danger is not None or screened.ordered:
            return screened, ()
        question, calls = yield from generator.rewrite(question)
        return replace(screened, question=question), calls

    def _tell(self, decided: _Decided, clock: Clock) -> Iterator[Event]:
        """The statements in reading order, safety before anything else, each verified before it is told; then the answer."""
        plan, referrals = decided.plan, decided.referrals
        told = Told(self._parts.verifier, self._clauses)
        draft = self._parts.composer.compose(plan)
        yield from told.say(_steps(decided), "safety")
        yield from told.say(draft.lead, "short")
        with clock.stage("generate"):
            explained = yield from self._explained(decided, told)
        if explained.written:
            draft = self._parts.composer.compose(plan, explained.written)
        ours = draft.explanations[len(explained.written) :]
        yield from told.say(ours[:1], "short")
        for statement in explained.waiting:
            yield from told.keep(statement)
        yield from told.say(ours[1:], "short")
        yield from told.say(draft.close, "short")
        yield from told.say(draft.quotes, "quotes")
        yield from told.say(draft.gaps, "gaps")
        yield from (Referred(r) for r in referrals)
        yield from told.say([Statement(text=r.why, kind="guidance") for r in referrals], "consult")
        yield from told.say([Statement(text=t, kind="guidance") for t in _bring(plan)], "bring")
        yield Done(self._whole(decided, told, explained, clock))

    def _explained(self, decided: _Decided, told: Told) -> Generator[Event, None, Explained]:
        """What the chat model explains, where there is one, somebody asks what the codes say, and the verifier can read it."""
        generator, plan = self._parts.generator, decided.plan
        if generator is None or plan.status not in _EXPLAINED or plan.lookup or not plan.cited or plan.language != "en":
            return Explained(outcome="")
        spent = sum(call.milliseconds for call in decided.trace.calls) / 1000
        return (yield from told.follow(generator.explain(decided.screened.question, plan.cited, spent)))

    def _whole(self, decided: _Decided, told: Told, explained: Explained, clock: Clock) -> Answer:
        kept, plan, question = told.kept, decided.plan, decided.screened.question
        used = [c for s in kept for c in s.citations]
        order = dict.fromkeys([*(c for c in plan.cited if c in used), *used])
        notices = decided.screened.notices
        if explained.outcome in _NOTICES:
            text = self._parts.composer.phrase(_NOTICES[explained.outcome], plan.language)
            notices = (*notices, Notice(kind="explanation_ours", text=text))
        generator = self._parts.generator
        return Answer(
            id=_answer_id(question, self._parts.version, explained.written),
            question=question.text,
            status=plan.status,
            language=plan.language,
            statements=tuple(kept),
            citations=tuple(self._clauses[c] for c in order),
            consult=decided.referrals,
            gaps=tuple(s.text for s in kept if s.kind == "gap"),
            notices=notices,
            bring=tuple(s.text for s in kept if s.section == "bring"),
            generator=generator.model_name if generator is not None and explained.written else _EXTRACTIVE,
            version=self._parts.version,
            codes=self._parts.codes,
            versions=self._parts.versions,
            trace=replace(
                decided.trace,
                timings_ms=clock.timings_ms,
                started_ms=clock.started_ms,
                dropped=(*explained.dropped, *told.dropped),
                calls=(*decided.trace.calls, *explained.calls),
                generation=explained.outcome,
            ),
        )


def _steps(decided: _Decided) -> list[Statement]:
    """What to do first where somebody may be in danger."""
    danger, plan = decided.screened.danger, decided.plan
    if danger is None or plan.status != "emergency":
        return []
    steps = danger.steps_es if plan.language == "es" else danger.steps
    return [Statement(text=t, kind="guidance") for t in steps]


def _bring(plan: Plan) -> tuple[str, ...]:
    """The main topic's questions to bring, where a situation is described."""
    if not plan.situation or not plan.topics:
        return ()
    topic = plan.topics[0]
    return (topic.bring_es if plan.language == "es" else topic.bring)[:_MOST_BROUGHT]


def _answer_id(question: Question, version: str, written: Sequence[Statement]) -> str:
    made_of = (version, *question.turns, *(s.text for s in written))
    return "ans_" + hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:20]
