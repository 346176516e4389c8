"""Feedback as whoever reviews it reads it, and as the record that the evaluation makes a case of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.errors import InvalidInput
from assistant.pipeline import Parts
from assistant.records import AuditEntry, Review, Reviewable
from assistant.schemas import AnswerOut
from assistant.verification import verify_answer
from assistant.wire_desk import CaseRecordOut, FeedbackDetailOut, FeedbackSummaryOut, Missing, ReviewOut, TrailOut

_EXPECTED = ("expected_clauses", "expected_consult", "expected_status")
_LACKING: dict[Missing, str] = {
    "question": "the question",
    "expectation": "the answer, or in its place the clauses, people and status that were expected",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def summary(found: Reviewable, trail: AuditEntry | None) -> FeedbackSummaryOut:
    """Feedback as it stands in a list; `trail` is the answer's last entry in the audit trail, where there is one."""
    entry, answer = found.entry, _answer(found)
    known = answer or trail
    return FeedbackSummaryOut(
        id=entry.id,
        at=entry.at,
        answer_id=entry.answer_id,
        thumb=entry.thumb,
        reason=entry.reason,
        comment=entry.comment,
        question=next(reversed(_turns(found, trail)), ""),
        status=known.status if known else None,
        review=_review(found.review),
        missing=_missing(found, trail),
    )


def detail(found: Reviewable, trail: AuditEntry | None, *, as_given: bool | None) -> FeedbackDetailOut:
    """Feedback with all that is kept for its review."""
    return FeedbackDetailOut(
        **dict(summary(found, trail)),
        key_id=found.entry.key_id,
        turns=list(found.entry.turns),
        answer=_answer(found),
        as_given=as_given,
        trail=None if trail is None else TrailOut.model_validate(trail, from_attributes=True),
    )


def is_as_given(found: Reviewable, parts: Parts) -> bool | None:
    """Whether the answer that a sender gave back is as the desk gives it; None without an answer, or where the guide has changed since.

    Whoever sends feedback can write anything into the answer, and what is in no clause must not be read as its words.
    """
    answer = _answer(found)
    if answer is None:
        return None
    findings = verify_answer(answer, parts)
    return findings.shown_as_stated if findings.stands else False


def case_record(found: Reviewable, trail: AuditEntry | None) -> CaseRecordOut:
    """The record of feedback that a case can be made of; InvalidInput where something is missing for one."""
    entry = found.entry
    if missing := _missing(found, trail):
        raise InvalidInput(
            f"The feedback {entry.id} lacks what a case needs: {'; '.join(_LACKING[m] for m in missing)}.",
            "State what was expected in a review. A question that nobody knows cannot be added.",
        )
    expected = dict(_review(found.review) or {})
    return CaseRecordOut(
        answer_id=entry.answer_id,
        thumb=entry.thumb,
        reason=entry.reason,
        comment=entry.comment,
        turns=_turns(found, trail),
        answer=_answer(found),
        **{name: expected.get(name) for name in _EXPECTED},
    )


def _turns(found: Reviewable, trail: AuditEntry | None) -> list[str]:
    """What was asked: as the sender gave it, or else the question as it was processed."""
    known = _answer(found) or trail
    return list(found.entry.turns) or ([known.question] if known else [])


def _missing(found: Reviewable, trail: AuditEntry | None) -> list[Missing]:
    missing: list[Missing] = [] if _turns(found, trail) else ["question"]
    stated = found.review is not None and all(getattr(found.review, name) is not None for name in _EXPECTED)
    return missing if found.entry.answer is not None or stated else [*missing, "expectation"]


def cursor_of(found: Reviewable) -> str:
    """The cursor of what comes after this feedback in a list."""
    return f"{(found.entry.at - _EPOCH) // timedelta(microseconds=1)}-{found.entry.id}"


def place_of(cursor: str) -> tuple[datetime, str]:
    """The time and id that a cursor stands for."""
    microseconds, _, feedback_id = cursor.partition("-")
    return _EPOCH + timedelta(microseconds=int(microseconds)), feedback_id


def _answer(found: Reviewable) -> AnswerOut | None:
    return None if found.entry.answer is None else AnswerOut.model_validate(found.entry.answer)


def _review(review: Review | None) -> ReviewOut | None:
    return None if review is None else ReviewOut.model_validate(review, from_attributes=True)
