"""Feedback with its reviews, frequent questions and counts, read from the tables of records (SQLAlchemy)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, Select, func, select, tuple_

from assistant.adapters.database_sqlalchemy import Database, upsert
from assistant.adapters.records_rows import audit_entry, feedback_entry, review, review_row
from assistant.adapters.records_tables import ANSWERS, CONVERSATIONS, FEEDBACK, RECEIPTS, REPLIES, REVIEWS
from assistant.adapters.rooms_tables import ROOMS
from assistant.records import AskedQuestion, AuditEntry, DatabaseKind, FeedbackFilter, KeptCount, Kind, Review, Reviewable
from assistant.types import Status

# By the times that a purge goes by.
_COUNTED: Mapping[Kind, Column[datetime]] = {
    "answers": ANSWERS.c.at,
    "receipts": RECEIPTS.c.last,
    "feedback": FEEDBACK.c.at,
    "conversations": CONVERSATIONS.c.last,
    "replies": REPLIES.c.claimed,
    "rooms": ROOMS.c.touched,
}


class SqlalchemyReviews:
    """Records in the tables of a database, which must be up to date, as whoever looks after the desk reads them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def kind(self) -> DatabaseKind:
        """What the records are kept in."""
        return "postgresql" if self._database.path is None else "sqlite"

    def feedback(self, wanted: FeedbackFilter, most: int, before: tuple[datetime, str] | None = None) -> Sequence[Reviewable]:
        """Feedback, newest first; with `before` only what comes after the one of this time and id."""
        found = select(FEEDBACK).order_by(FEEDBACK.c.at.desc(), FEEDBACK.c.id.desc()).limit(most)
        if wanted.thumb is not None:
            found = found.where(FEEDBACK.c.thumb == wanted.thumb)
        if wanted.reason is not None:
            found = found.where(FEEDBACK.c.reason == wanted.reason)
        if wanted.reviewed is not None:
            reviewed = FEEDBACK.c.id.in_(select(REVIEWS.c.feedback_id))
            found = found.where(reviewed if wanted.reviewed else ~reviewed)
        if before is not None:
            found = found.where(tuple_(FEEDBACK.c.at, FEEDBACK.c.id) < tuple_(*before))
        with self._database.reading() as connection:
            return self._reviewable(connection, found)

    def feedback_of(self, feedback_id: str) -> Reviewable | None:
        """The feedback of this id, where it is kept."""
        with self._database.reading() as connection:
            found = self._reviewable(connection, select(FEEDBACK).where(FEEDBACK.c.id == feedback_id))
        return found[0] if found else None

    def review(self, feedback_id: str, review: Review) -> bool:
        """Keep a review, instead of an earlier one; whether there is such feedback."""
        values = review_row(review)
        with self._database.writing() as connection:
            # Locked, so that a purge cannot take it away before its review is there.
            if connection.execute(select(FEEDBACK.c.id).where(FEEDBACK.c.id == feedback_id).with_for_update()).one_or_none() is None:
                return False
            kept = upsert(connection, REVIEWS).values(feedback_id=feedback_id, **values)
            connection.execute(kept.on_conflict_do_update(index_elements=[REVIEWS.c.feedback_id], set_=values))
        return True

    def last_answers(self, answer_ids: Collection[str]) -> Mapping[str, AuditEntry]:
        """The last entry of the audit trail for each of these answers that it has."""
        same = ANSWERS.c.answer_id
        rank = func.row_number().over(partition_by=same, order_by=(ANSWERS.c.at.desc(), ANSWERS.c.number.desc())).label("rank")
        ranked = select(ANSWERS, rank).where(same.in_(answer_ids)).subquery()
        with self._database.reading() as connection:
            rows = connection.execute(select(ranked).where(ranked.c.rank == 1)).all()
        return {row.answer_id: audit_entry(row) for row in rows}

    def questions(self, statuses: Collection[Status], since: datetime | None, most: int) -> Sequence[AskedQuestion]:
        """Questions that were answered with one of these statuses, the most frequent first."""
        count, first, last = func.count(), func.min(ANSWERS.c.at), func.max(ANSWERS.c.at)
        asked = select(ANSWERS.c.question, ANSWERS.c.status, count, first, last).where(ANSWERS.c.status.in_(statuses))
        if since is not None:
            asked = asked.where(ANSWERS.c.at >= since)
        grouped = asked.group_by(ANSWERS.c.question, ANSWERS.c.status)
        with self._database.reading() as connection:
            rows = connection.execute(grouped.order_by(count.desc(), last.desc(), ANSWERS.c.question).limit(most)).all()
        return [AskedQuestion(question=q, status=s, count=n, first=earliest, last=latest) for q, s, n, earliest, latest in rows]

    def statuses(self, since: datetime | None) -> Mapping[Status, int]:
        """How many answers had which status."""
        counted = select(ANSWERS.c.status, func.count()).group_by(ANSWERS.c.status)
        if since is not None:
            counted = counted.where(ANSWERS.c.at >= since)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def kept(self) -> Sequence[KeptCount]:
        """How many records of each kind there are."""
        with self._database.reading() as connection:
            rows = [(kind, connection.execute(select(func.count(), func.min(at))).one()) for kind, at in _COUNTED.items()]
        return [KeptCount(kind=kind, count=count, oldest=oldest) for kind, (count, oldest) in rows]

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _reviewable(self, connection: Connection, found: Select[tuple[object, ...]]) -> list[Reviewable]:
        entries = [feedback_entry(row) for row in connection.execute(found)]
        rows = connection.execute(select(REVIEWS).where(REVIEWS.c.feedback_id.in_([e.id for e in entries])))
        reviews = {row.feedback_id: review(row) for row in rows}
        return [Reviewable(entry=entry, review=reviews.get(entry.id)) for entry in entries]
