"""The audit trail, feedback, conversations and kept replies in a database (SQLAlchemy)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Connection, Row, Table, case, delete, insert, or_, select, tuple_, update

from assistant.adapters.database_sqlalchemy import Database, upsert
from assistant.adapters.records_rows import answer_row, audit_entry, conversation, exchange, feedback_entry, feedback_row, kept_reply
from assistant.adapters.records_tables import ANSWERS, CONVERSATIONS, EXCHANGES, FEEDBACK, RECEIPTS, REPLIES
from assistant.errors import UnknownConversation
from assistant.records import ABANDONED, AuditEntry, Conversation, Exchange, FeedbackEntry, KeptReply, Purged

_PAGE = 200
_BATCH = 1_000
_TRIES = 3


class SqlalchemyRecords:
    """Records in the tables of a database, which must be up to date.

    Reading gives a page at a time and holds nothing open in between; what is added meanwhile may be given too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_answer(self, entry: AuditEntry, receipt: Mapping[str, Any]) -> None:
        """Add an answer to the audit trail, with the receipt from which it can be verified again."""
        kept = {"id": receipt["id"], "answer_id": entry.answer_id, "last": entry.at, "receipt": dict(receipt)}
        with self._database.writing() as connection:
            new = upsert(connection, RECEIPTS).values(kept)
            later = case((new.excluded.last > RECEIPTS.c.last, new.excluded.last), else_=RECEIPTS.c.last)
            connection.execute(new.on_conflict_do_update(index_elements=[RECEIPTS.c.id], set_={"last": later}))
            connection.execute(insert(ANSWERS).values(answer_row(entry) | {"receipt_id": receipt["id"]}))

    def answers(self) -> Iterator[AuditEntry]:
        """The audit trail, oldest first."""
        return map(audit_entry, self._pages(ANSWERS, ANSWERS.c.at, ANSWERS.c.number))

    def receipt(self, receipt_id: str) -> Mapping[str, Any] | None:
        """The receipt of this id, or the last one of the answer of this id, where one is kept."""
        found = select(RECEIPTS.c.receipt).where(or_(RECEIPTS.c.id == receipt_id, RECEIPTS.c.answer_id == receipt_id))
        with self._database.reading() as connection:
            receipt: Mapping[str, Any] | None = connection.execute(found.order_by(RECEIPTS.c.last.desc()).limit(1)).scalar_one_or_none()
        return receipt

    def add_feedback(self, entry: FeedbackEntry) -> None:
        """Keep feedback; the same id again changes nothing."""
        with self._database.writing() as connection:
            connection.execute(upsert(connection, FEEDBACK).values(feedback_row(entry)).on_conflict_do_nothing())

    def feedback(self) -> Iterator[FeedbackEntry]:
        """All feedback, oldest first."""
        return map(feedback_entry, self._pages(FEEDBACK, FEEDBACK.c.at, FEEDBACK.c.id))

    def begin_conversation(self, conversation_id: str, key_id: str, at: datetime) -> None:
        """Begin an empty conversation."""
        row = {"id": conversation_id, "key_id": key_id, "created": at, "last": at}
        with self._database.writing() as connection:
            connection.execute(insert(CONVERSATIONS).values(row))

    def add_exchange(self, conversation_id: str, exchange: Exchange) -> None:
        """Add to a conversation; UnknownConversation when it was deleted meanwhile."""
        row = {"conversation_id": conversation_id, "at": exchange.at, "question": exchange.question, "answer": dict(exchange.answer)}
        with self._database.writing() as connection:
            # First, because it also keeps the conversation from being deleted before the exchange is there.
            touched = connection.execute(update(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id).values(last=exchange.at))
            if not touched.rowcount:
                raise UnknownConversation("There is no such conversation; it may have been deleted.", "Begin a new one.")
            connection.execute(insert(EXCHANGES).values(row))

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The conversation of this id, where one is kept."""
        with self._database.reading() as connection:
            row = connection.execute(select(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)).one_or_none()
            return None if row is None else self._whole(connection, row)

    def conversations(self) -> Iterator[Conversation]:
        """All conversations, oldest first."""
        for row in self._pages(CONVERSATIONS, CONVERSATIONS.c.created, CONVERSATIONS.c.id):
            with self._database.reading() as connection:
                whole = self._whole(connection, row)
            yield whole

    def delete_conversation(self, conversation_id: str) -> bool:
        """Delete a conversation; whether there was one."""
        with self._database.writing() as connection:
            return connection.execute(delete(CONVERSATIONS).where(CONVERSATIONS.c.id == conversation_id)).rowcount > 0

    def claim_reply(self, key: str, fingerprint: str, now: datetime) -> KeptReply | Literal["claimed", "in_progress"]:
        """The reply kept under an idempotency key; "claimed" when this caller is the first and must settle or release it.

        A claim that is ABANDONED can be taken over.
        """
        for _ in range(_TRIES):
            with self._database.writing() as connection:
                claim = upsert(connection, REPLIES).values(key=key, fingerprint=fingerprint, claimed=now)
                # Of an insert, SQLAlchemy tells the count only when asked to.
                inserted = connection.execute(claim.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True})
                if inserted.rowcount == 1:
                    return "claimed"
                abandoned = REPLIES.c.status.is_(None) & (REPLIES.c.claimed < now - ABANDONED)
                take_over = update(REPLIES).where(REPLIES.c.key == key, abandoned).values(fingerprint=fingerprint, claimed=now)
                if connection.execute(take_over).rowcount:
                    return "claimed"
                row = connection.execute(select(REPLIES).where(REPLIES.c.key == key)).one_or_none()
            # Without a row the claim was released between the two statements, and the key is free again.
            if row is not None:
                return "in_progress" if row.status is None else kept_reply(row)
        return "in_progress"

    def settle_reply(self, key: str, reply: KeptReply) -> None:
        """Keep the reply to a request that was claimed."""
        # Not where the claim was taken over for another request meanwhile.
        own = (REPLIES.c.key == key) & (REPLIES.c.fingerprint == reply.fingerprint) & REPLIES.c.status.is_(None)
        values = {"status": reply.status, "body": reply.body, "media_type": reply.media_type}
        with self._database.writing() as connection:
            connection.execute(update(REPLIES).where(own).values(values))

    def release_reply(self, key: str) -> None:
        """Give a claim up, so that the request can be made again."""
        with self._database.writing() as connection:
            connection.execute(delete(REPLIES).where(REPLIES.c.key == key, REPLIES.c.status.is_(None)))

    def purge(self, before: datetime, replies_before: datetime) -> Purged:
        """Remove what is older than `before`: conversations by their last exchange; kept replies by a time of their own."""
        answers = self._purge(ANSWERS.c.number, ANSWERS.c.at, before)
        # After the answers, so that none is left without its receipt when this breaks off.
        self._purge(RECEIPTS.c.id, RECEIPTS.c.last, before)
        return Purged(
            answers=answers,
            feedback=self._purge(FEEDBACK.c.id, FEEDBACK.c.at, before),
            conversations=self._purge(CONVERSATIONS.c.id, CONVERSATIONS.c.last, before),
            replies=self._purge(REPLIES.c.key, REPLIES.c.claimed, replies_before),
        )

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _pages(self, table: Table, at: Column[datetime], number: Column[Any]) -> Iterator[Row[Any]]:
        """All rows by time, a page at a time: neither the memory nor a transaction holds them all."""
        page = select(table).order_by(at, number).limit(_PAGE)
        after = page
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(after).all()
            yield from rows
            if len(rows) < _PAGE:
                return
            last = rows[-1]._mapping
            after = page.where(tuple_(at, number) > tuple_(last[at], last[number]))

    def _whole(self, connection: Connection, row: Row[Any]) -> Conversation:
        found = select(EXCHANGES).where(EXCHANGES.c.conversation_id == row.id).order_by(EXCHANGES.c.number)
        return conversation(row, [exchange(e) for e in connection.execute(found)])

    def _purge(self, identity: Column[Any], at: Column[datetime], before: datetime) -> int:
        """Remove old rows of a table, in batches, between which others may write; returns how many."""
        removed = 0
        while True:
            old = select(identity).where(at < before).limit(_BATCH)
            with self._database.writing() as connection:
                gone = connection.execute(delete(identity.table).where(identity.in_(old), at < before)).rowcount
            removed += gone
            if gone < _BATCH:
                return removed
