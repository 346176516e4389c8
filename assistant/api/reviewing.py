"""Feedback as whoever reviews it reads it, and as the record that the evaluation makes a case of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from assistant.errors import InvalidInput
from assistant.pipeline import Parts
from assistant.records import AuditEntry, FeedbackEntry, Review, Reviewable
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
    return _summary(found, _answer(found), trail)


def _summary(found: Reviewable, answer: AnswerOut | None, trail: AuditEntry | None) -> FeedbackSummaryOut:
    entry, known = found.entry, answer or trail
    return FeedbackSummaryOut(
        id=entry.id,
        at=entry.at,
        answer_id=entry.answer_id,
        thumb=entry.thumb,
        reason=entry.reason,
        comment=entry.comment,
        question=next(reversed(_turns(entry, known)), ""),
        status=known.status if known else None,
        review=_review(found.review),
        missing=_missing(found, answer, trail),
    )


def detail(found: Reviewable, trail: AuditEntry | None, parts: Parts) -> FeedbackDetailOut:
    """Feedback with all that is kept for its review."""
    answer = _answer(found)
    return FeedbackDetailOut(
        **dict(_summary(found, answer, trail)),
        key_id=found.entry.key_id,
        turns=list(found.entry.turns),
        answer=answer,
        as_given=None if answer is None else _as_given(answer, parts),
        trail=None if trail is None else TrailOut.model_validate(trail, from_attributes=True),
    )


def _as_given(answer: AnswerOut, parts: Parts) -> bool | None:
    """Whether the answer that a sender gave back is as the desk gives it; None where the guide has changed since.

    Whoever sends feedback can write anything into the answer, and what is in no clause must not be read as its words.
    """
    findings = verify_answer(answer, parts)
    return findings.shown_as_stated if findings.stands else False


def case_record(found: Reviewable, trail: AuditEntry | None) -> CaseRecordOut:
    """The record of feedback that a case can be made of; InvalidInput where something is missing for one."""
    entry, answer = found.entry, _answer(found)
    if missing := _missing(found, answer, trail):
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
        turns=_turns(entry, answer or trail),
        answer=answer,
        **{name: expected.get(name) for name in _EXPECTED},
    )


def _turns(entry: FeedbackEntry, known: AnswerOut | AuditEntry | None) -> list[str]:
    """What was asked: as the sender gave it, or else the question as it was processed."""
    return list(entry.turns) or ([known.question] if known else [])


def _missing(found: Reviewable, answer: AnswerOut | None, trail: AuditEntry | None) -> list[Missing]:
    missing: list[Missing] = [] if _turns(found.entry, answer or trail) else ["question"]
    stated = found.review is not None and all(getattr(found.review, name) is not None for name in _EXPECTED)
    return missing if answer is not None or stated else [*missing, "expectation"]


def cursor_of(found: Reviewable) -> str:
    """The cursor of what comes after this feedback in a list."""
    return f"{(found.entry.at - _EPOCH) // timedelta(microseconds=1)}-{found.entry.id}"


def place_of(cursor: str) -> tuple[datetime, str]:
    """The time and id that a cursor stands for."""
    microseconds, _, feedback_id = cursor.partition("-")
    return _EPOCH + timedelta(microseconds=int(microseconds)), feedback_id


def _answer(found: Reviewable) -> AnswerOut | None:
    """The answer that the sender gave back; none where it was kept by a version of the desk whose answers had other fields."""
    if found.entry.answer is None:
        return None
    try:
        return AnswerOut.model_validate(found.entry.answer)
    except ValidationError:
        return None


def _review(review: Review | None) -> ReviewOut | None:
    return None if review is None else ReviewOut.model_validate(review, from_attributes=True)
