"""Verifies an answer again, whole or from its receipt alone, with the present clauses, guide and verifier."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from assistant.pipeline import Parts
from assistant.receipts import Receipt, ReceiptStatement, checksum
from assistant.schemas import AnswerOut
from assistant.shown import SECTIONS, differences
from assistant.types import Section, Statement, StatementKind, Verdict
from assistant.wordings import Wordings

_WORDED_BY_GUIDE = ("markdown", "consult", "notices")
_VERDICTS: dict[StatementKind, Verdict] = {"quote": "verbatim", "paraphrase": "entailed"}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class VersionFinding(_Model):
    """A version of the receipt and the present one."""

    name: str
    then: str
    now: str
    same: bool


class StatementFinding(_Model):
    """A statement verified anew: the verdict it had and the present one, None where it no longer stands, with the reason."""

    text: str
    kind: StatementKind
    citations: tuple[str, ...]
    then: Verdict
    now: Verdict | None
    score: float
    reason: str = ""


class Verification(_Model):
    """What became of an answer: whether its receipt is as it was made, what has changed since, and which statements stand.

    `shown_as_stated` tells whether all that a whole answer shows (its markdown, quotes, gaps, referrals) is what its statements say;
    None where there is only a receipt, or the guide's wordings are others now. `differs` names the fields that show something else.
    """

    receipt_id: str
    answer_id: str
    unchanged: bool
    versions: tuple[VersionFinding, ...]
    statements: tuple[StatementFinding, ...]
    stands: bool
    shown_as_stated: bool | None = None
    differs: tuple[str, ...] = ()


def verify(receipt: Receipt, parts: Parts) -> Verification:
    """Every statement of a receipt held against the present clauses, guide and verifier."""
    return _verified(receipt, parts, Wordings(parts.guide, parts.clauses))


def _verified(receipt: Receipt, parts: Parts, wordings: Wordings) -> Verification:
    unchanged = checksum(receipt) == receipt.id
    statements = tuple(_finding(s, parts, wordings) for s in receipt.statements)
    return Verification(
        receipt_id=receipt.id,
        answer_id=receipt.answer_id,
        unchanged=unchanged,
        versions=tuple(_versions(receipt, parts)),
        statements=statements,
        stands=unchanged and all(s.now is not None for s in statements),
    )


def verify_answer(answer: AnswerOut, parts: Parts) -> Verification:
    """The same for a whole answer, and whether what it shows is what its statements say."""
    wordings = Wordings(parts.guide, parts.clauses)
    findings = _verified(receipt_in(answer), parts, wordings)
    differs = differences(answer, parts, wordings)
    if answer.receipt.guide_version != parts.versions.guide:
        # Headings, reasons and what may be shown beside them were other wordings then.
        differs = tuple(d for d in differs if d not in _WORDED_BY_GUIDE)
        shown = False if differs else None
    else:
        shown = not differs
    return findings.model_copy(update={"shown_as_stated": shown, "differs": differs, "stands": findings.stands and shown is not False})


def receipt_in(answer: AnswerOut) -> Receipt:
    """The receipt that belongs to a whole answer, with the id that the answer gives."""
    return Receipt(
        id=answer.receipt.id,
        answer_id=answer.id,
        corpus_version=answer.corpus.version,
        register_version=answer.receipt.register_version,
        guide_version=answer.receipt.guide_version,
        verifier_version=answer.receipt.verifier_version,
        generator=answer.generator,
        statements=tuple(
            ReceiptStatement(
                text=s.text,
                kind=s.kind,
                section=_section(s.section),
                citations=tuple(s.citations),
                verdict=s.verdict,
                score=s.score,
                source=s.source,
            )
            for s in answer.statements
        ),
    )


def _section(name: str) -> Section:
    """A section by its name; one that there is not is told among the differences."""
    return next((s for s in SECTIONS if s == name), "short")


def _versions(receipt: Receipt, parts: Parts) -> Iterator[VersionFinding]:
    present = parts.versions
    for name, then, now in (
        ("corpus", receipt.corpus_version, parts.version),
        ("register", receipt.register_version, present.register),
        ("guide", receipt.guide_version, present.guide),
        ("verifier", receipt.verifier_version, present.verifier),
    ):
        yield VersionFinding(name=name, then=then, now=now, same=then == now)


def _finding(statement: ReceiptStatement, parts: Parts, wordings: Wordings) -> StatementFinding:
    score, reason = _judged(statement, parts, wordings)
    due = _VERDICTS.get(statement.kind, "authored")
    reason = reason or ("other_verdict" if statement.verdict != due else "")
    return StatementFinding(
        text=statement.text,
        kind=statement.kind,
        citations=statement.citations,
        then=statement.verdict,
        now=None if reason else due,
        score=round(score, 3),
        reason=reason,
    )


def _judged(statement: ReceiptStatement, parts: Parts, wordings: Wordings) -> tuple[float, str]:
    """The present score of a statement, and the check that it fails, "" if none."""
    if statement.kind in _VERDICTS and not statement.citations:
        return 0.0, "no_citation"
    again = Statement(
        text=statement.text,
        kind=statement.kind,
        citations=statement.citations,
        verdict=statement.verdict,
        section=statement.section,
        source=statement.source,
    )
    if statement.source == "model":
        # Which clauses the model was offered is not known any more; it cannot have cited others.
        verdict = parts.verifier.generated(again, statement.citations)
        return verdict.score, verdict.reason
    verdict = parts.verifier.statement(again)
    if verdict.passed and statement.kind not in _VERDICTS and not wordings.hold(statement.text):
        return 0.0, "not_in_guide"
    return verdict.score, verdict.reason
