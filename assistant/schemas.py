"""The JSON that the outside relies on, shared by every surface."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from assistant.markdown import render_markdown
from assistant.receipts import receipt_of
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
