"""The JSON that the outside relies on, shared by every surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from assistant.guide import Guide, Topic
from assistant.markdown import render_markdown
from assistant.receipts import receipt_of
from assistant.scenarios import Scenario
from assistant.types import (
    Answer,
    Clause,
    Code,
    Generation,
    ModelCall,
    Referral,
    Source,
    Statement,
    StatementKind,
    Status,
    Verdict,
    Who,
)


class _Schema(BaseModel):
    model_config = ConfigDict(frozen=True)


class SourceOut(_Schema):
    """Where a clause stands in its source file; character offsets, end exclusive."""

    file: str
    sha256: str
    start: int
    end: int


class StatementOut(_Schema):
    """One sentence of the answer."""

    text: str
    kind: StatementKind
    citations: list[str]
    verdict: Verdict
    score: float
    section: str
    source: Source = "authored"


class CitationOut(_Schema):
    """A clause that the answer uses, verbatim."""

    clause_id: str
    label: str
    code: str
    section: str
    kind: str
    force: str
    quote: str
    permalink: str
    source: SourceOut


class ReferralOut(_Schema):
    """Someone to talk to, and why."""

    who: Who
    why: str
    clause_ids: list[str]


class NoticeOut(_Schema):
    """How the question was handled."""

    kind: str
    text: str


class CodeOut(_Schema):
    """A code of the corpus."""

    id: str
    title: str
    edition: str


class CorpusOut(_Schema):
    """The corpus that the answer was drawn from."""

    version: str
    codes: list[CodeOut]


class DroppedOut(_Schema):
    """A sentence that failed verification; the sentence itself is not handed out."""

    citations: list[str]
    reason: str


class TraceOut(_Schema):
    """How the explanation came about."""

    generation: Generation = ""
    dropped: list[DroppedOut] = []
    calls: list[ModelCall] = []


class ReceiptOut(_Schema):
    """What is needed, beside the answer itself, to verify it again later: a checksum and the versions it was made and checked with."""

    id: str = ""
    register_version: str = ""
    guide_version: str = ""
    verifier_version: str = ""


class AnswerOut(_Schema):
    """The answer to one question."""

    id: str
    question: str
    status: Status
    language: str
    markdown: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    consult: list[ReferralOut]
    bring: list[str]
    gaps: list[str]
    notices: list[NoticeOut]
    corpus: CorpusOut
    generator: str
    timings_ms: dict[str, float]
    trace: TraceOut = TraceOut()
    receipt: ReceiptOut = ReceiptOut()


class ClauseOut(_Schema):
    """A clause of the register."""

    id: str
    label: str
    code: str
    section: str
    kind: str
    force: str
    stem: str
    text: str
    permalink: str
    source: SourceOut


class TopicOut(_Schema):
    """A subject of practice."""

    id: str
    title: str
    title_es: str


class ClauseRefOut(_Schema):
    """A clause by its name, without its text."""

    clause_id: str
    label: str
    code: str
    permalink: str


class OptionOut(_Schema):
    """A way to act that a room may vote for, and the clauses that speak for it and against it; none is right by decree."""

    id: str
    text: str
    speaks_for: list[ClauseRefOut]
    speaks_against: list[ClauseRefOut]


class TwistOut(_Schema):
    """News that changes the case, and the clauses that it brings to the fore."""

    text: str
    clauses: list[ClauseRefOut]


class StepOut(_Schema):
    """One step of a discussion and the minutes it takes."""

    text: str
    minutes: int


class FacilitatorOut(_Schema):
    """What is for the facilitator's eyes; the steps take `minutes` together."""

    minutes: int
    steps: list[StepOut]
    notes: list[str]


class ScenarioSummaryOut(_Schema):
    """A discussion scenario in a list; `codes` are those that its central and related clauses come from."""

    id: str
    title: str
    topics: list[TopicOut]
    codes: list[str]


class ScenarioOut(ScenarioSummaryOut):
    """A discussion scenario; `facilitator` is there for those who lead the discussion only."""

    story: str
    prompts: list[str]
    options: list[OptionOut]
    central: list[ClauseRefOut]
    related: list[ClauseRefOut]
    consult: list[ReferralOut]
    twist: TwistOut
    facilitator: FacilitatorOut | None = None


def permalink(clause_id: str) -> str:
    """The stable address of a clause."""
    return f"/v1/clauses/{clause_id}"


def clause_out(clause: Clause, codes: tuple[Code, ...]) -> ClauseOut:
    """A clause as JSON."""
    return ClauseOut(
        id=clause.id,
        label=clause.label,
        code=clause.code,
        section=clause.section,
        kind=clause.kind,
        force=clause.force,
        stem=clause.stem,
        text=clause.text,
        permalink=permalink(clause.id),
        source=_source(clause, codes),
    )


def topic_out(topic: Topic) -> TopicOut:
    """A topic's name as JSON."""
    return TopicOut(id=topic.id, title=topic.title, title_es=topic.title_es)


def clause_ref_out(clause: Clause) -> ClauseRefOut:
    """A clause's name as JSON."""
    return ClauseRefOut(clause_id=clause.id, label=clause.label, code=clause.code, permalink=permalink(clause.id))


def scenario_summary_out(scenario: Scenario, guide: Guide | None, clauses: Sequence[Clause]) -> ScenarioSummaryOut:
    """A scenario's line in a list; `clauses` is the register. A topic that the guide does not have, or no longer, is left out."""
    named = {*scenario.central, *scenario.related}
    known = {t.id: t for t in guide.topics} if guide else {}
    return ScenarioSummaryOut(
        id=scenario.id,
        title=scenario.title,
        topics=[topic_out(known[t]) for t in scenario.topics if t in known],
        codes=list(dict.fromkeys(c.code for c in clauses if c.id in named)),
    )


def scenario_out(scenario: Scenario, guide: Guide | None, clauses: Sequence[Clause], *, facilitating: bool = False) -> ScenarioOut:
    """A scenario as JSON; what is for the facilitator only is left out unless `facilitating`."""
    known = {c.id: c for c in clauses}
    summary = scenario_summary_out(scenario, guide, clauses)
    return ScenarioOut(
        id=summary.id,
        title=summary.title,
        topics=summary.topics,
        codes=summary.codes,
        story=scenario.story,
        prompts=list(scenario.prompts),
        options=[
            OptionOut(id=o.id, text=o.text, speaks_for=_refs(o.speaks_for, known), speaks_against=_refs(o.speaks_against, known))
            for o in scenario.options
        ],
        central=_refs(scenario.central, known),
        related=_refs(scenario.related, known),
        consult=[ReferralOut(who=c.who, why=c.why, clause_ids=list(c.clauses)) for c in scenario.consult],
        twist=TwistOut(text=scenario.twist.text, clauses=_refs(scenario.twist.clauses, known)),
        facilitator=_facilitator(scenario) if facilitating else None,
    )


def _facilitator(scenario: Scenario) -> FacilitatorOut:
    leading = scenario.facilitator
    steps = [StepOut(text=s.text, minutes=s.minutes) for s in leading.steps]
    return FacilitatorOut(minutes=leading.minutes, steps=steps, notes=list(leading.notes))


def _refs(ids: Sequence[str], known: Mapping[str, Clause]) -> list[ClauseRefOut]:
    return [clause_ref_out(known[i]) for i in ids]


def answer_out(answer: Answer, phrases: dict[str, dict[str, str]]) -> AnswerOut:
    """An answer as JSON; `phrases` are the fixed wordings that the markdown's headings come from."""
    return AnswerOut(
        id=answer.id,
        question=answer.question,
        status=answer.status,
        language=answer.language,
        markdown=render_markdown(answer, phrases),
        statements=[statement_out(s) for s in answer.statements],
        citations=[citation_out(c, answer.codes) for c in answer.citations],
        consult=[referral_out(r) for r in answer.consult],
        bring=list(answer.bring),
        gaps=list(answer.gaps),
        notices=[NoticeOut(kind=n.kind, text=n.text) for n in answer.notices],
        corpus=CorpusOut(version=answer.version, codes=[CodeOut(id=c.id, title=c.title, edition=c.edition) for c in answer.codes]),
        generator=answer.generator,
        timings_ms=dict(answer.trace.timings_ms),
        trace=TraceOut(
            generation=answer.trace.generation,
            dropped=[DroppedOut(citations=list(d.citations), reason=d.reason) for d in answer.trace.dropped],
            calls=list(answer.trace.calls),
        ),
        receipt=ReceiptOut(
            id=receipt_of(answer).id,
            register_version=answer.versions.register,
            guide_version=answer.versions.guide,
            verifier_version=answer.versions.verifier,
        ),
    )


def statement_out(statement: Statement) -> StatementOut:
    """A statement as JSON."""
    return StatementOut(
        text=statement.text,
        kind=statement.kind,
        citations=list(statement.citations),
        verdict=statement.verdict,
        score=statement.score,
        section=statement.section,
        source=statement.source,
    )


def referral_out(referral: Referral) -> ReferralOut:
    """A referral as JSON."""
    return ReferralOut(who=referral.who, why=referral.why, clause_ids=list(referral.clause_ids))


def citation_out(clause: Clause, codes: tuple[Code, ...]) -> CitationOut:
    """A clause that is cited, as JSON."""
    return CitationOut(
        clause_id=clause.id,
        label=clause.label,
        code=clause.code,
        section=clause.section,
        kind=clause.kind,
        force=clause.force,
        quote=clause.text,
        permalink=permalink(clause.id),
        source=_source(clause, codes),
    )


def _source(clause: Clause, codes: tuple[Code, ...]) -> SourceOut:
    code = next(c for c in codes if c.id == clause.code)
    return SourceOut(file=code.file, sha256=code.sha256, start=clause.start, end=clause.end)
