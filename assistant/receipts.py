"""Receipts: what is needed to verify an answer again later.

A receipt's id is a checksum of its content. It shows that something was changed by mistake or without care; whoever changes a receipt on
purpose can compute the id anew, so it is no signature.
"""

from __future__ import annotations

import hashlib
import json

from pydantic import BaseModel, ConfigDict

from assistant.types import Answer, Section, Source, StatementKind, Verdict

_DIGITS = 20


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReceiptStatement(_Model):
    """One statement of the answer, with the verdict it was shown with."""

    text: str
    kind: StatementKind
    section: Section
    citations: tuple[str, ...]
    verdict: Verdict
    score: float
    source: Source = "authored"


class Receipt(_Model):
    """An answer's statements, and the versions of what they were made and checked with; holds nothing of the question."""

    id: str
    answer_id: str
    corpus_version: str
    register_version: str
    guide_version: str
    verifier_version: str
    generator: str
    statements: tuple[ReceiptStatement, ...]


def receipt_of(answer: Answer) -> Receipt:
    """The receipt of an answer: the same answer, made and checked with the same versions, has the same."""
    receipt = Receipt(
        id="",
        answer_id=answer.id,
        corpus_version=answer.version,
        register_version=answer.versions.register,
        guide_version=answer.versions.guide,
        verifier_version=answer.versions.verifier,
        generator=answer.generator,
        statements=tuple(
            ReceiptStatement(
                text=s.text,
                kind=s.kind,
                section=s.section,
                citations=s.citations,
                verdict=s.verdict,
                score=s.score,
                source=s.source,
            )
            for s in answer.statements
        ),
    )
    return receipt.model_copy(update={"id": checksum(receipt)})


def checksum(receipt: Receipt) -> str:
    """The id that the receipt's content gives it."""
    content = json.dumps(receipt.model_dump(exclude={"id"}), sort_keys=True)
    return "rcp_" + hashlib.sha256(content.encode("ascii")).hexdigest()[:_DIGITS]
