"""Verifies an answer again from its receipt, with the present clauses, guide and verifier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from assistant.guide import Guide, fixed_wordings
from assistant.pipeline import Parts
from assistant.receipts import Receipt, ReceiptStatement, checksum
from assistant.types import Statement, StatementKind, Verdict

_SLOT = re.compile(r"\{\w+\}")
_FILLED = r"[^\n]{1,200}"
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
    """What became of an answer: whether its receipt is as it was made, what has changed since, and which statements stand."""

    receipt_id: str
    answer_id: str
    unchanged: bool
    versions: tuple[VersionFinding, ...]
    statements: tuple[StatementFinding, ...]
    stands: bool


def verify(receipt: Receipt, parts: Parts) -> Verification:
    """Every statement of a receipt held against the present clauses, guide and verifier."""
    unchanged = checksum(receipt) == receipt.id
    statements = tuple(_finding(s, parts) for s in receipt.statements)
    return Verification(
        receipt_id=receipt.id,
        answer_id=receipt.answer_id,
        unchanged=unchanged,
        versions=tuple(_versions(receipt, parts)),
        statements=statements,
        stands=unchanged and all(s.now is not None for s in statements),
    )


def _versions(receipt: Receipt, parts: Parts) -> Iterator[VersionFinding]:
    present = parts.versions
    for name, then, now in (
        ("corpus", receipt.corpus_version, parts.version),
        ("register", receipt.register_version, present.register),
        ("guide", receipt.guide_version, present.guide),
        ("verifier", receipt.verifier_version, present.verifier),
    ):
        yield VersionFinding(name=name, then=then, now=now, same=then == now)


def _finding(statement: ReceiptStatement, parts: Parts) -> StatementFinding:
    score, reason = _judged(statement, parts)
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


def _judged(statement: ReceiptStatement, parts: Parts) -> tuple[float, str]:
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
    if verdict.passed and statement.kind not in _VERDICTS and not _is_fixed(statement.text, parts.guide):
        return 0.0, "not_in_guide"
    return verdict.score, verdict.reason


def _is_fixed(text: str, guide: Guide) -> bool:
    """Whether a text is one of the guide's fixed wordings, whatever it is filled in with."""
    return any(text == w or (_SLOT.search(w) and re.fullmatch(_pattern(w), text)) for w in fixed_wordings(guide))


def _pattern(wording: str) -> str:
    return _FILLED.join(re.escape(part) for part in _SLOT.split(wording))
