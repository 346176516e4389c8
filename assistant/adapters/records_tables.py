"""The tables of records and keys (SQLAlchemy), for SQLite and PostgreSQL alike."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

VERSION_TABLE = "desk_schema"
"""Where the version of the tables is kept. All names begin alike, so that a database may be shared with other programs."""


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware outside, in UTC inside, because SQLite keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; ValueError for one without a time zone, which could be any."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StorableText(TypeDecorator[str]):
    """Text of any origin: what PostgreSQL or UTF-8 cannot hold (NUL, halves of surrogate pairs) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without what cannot be stored."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite numbers rows by itself only where the type is called INTEGER.
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

KEYS = Table(
    "desk_keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("name", StorableText, nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("secret_sha256", String(64), nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime),
    Column("revoked", UtcDateTime),
)
# The name of a key that was revoked may be given again, to the key that takes its place.
Index("uq_desk_keys_name", KEYS.c.name, unique=True, sqlite_where=text("revoked IS NULL"), postgresql_where=text("revoked IS NULL"))

ANSWERS = Table(
    "desk_answers",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("request_id", StorableText, nullable=False),
    Column("surface", String(20), nullable=False),
    Column("key_id", StorableText, nullable=False),
    Column("answer_id", StorableText, nullable=False),
    Column("question", StorableText, nullable=False),
    Column("status", String(20), nullable=False),
    Column("clause_ids", JSON, nullable=False),
    Column("corpus_version", StorableText, nullable=False),
    Column("generator", StorableText, nullable=False),
    Column("receipt_id", StorableText, nullable=False),
    Index(None, "at", "number"),
    Index(None, "answer_id"),
)

# The same answer has the same receipt, so it is kept once however often the answer is given; `last` is when it was given last.
RECEIPTS = Table(
    "desk_receipts",
    METADATA,
    Column("id", StorableText, primary_key=True),
    Column("answer_id", StorableText, nullable=False),
    Column("last", UtcDateTime, nullable=False, index=True),
    Column("receipt", JSON, nullable=False),
    Index(None, "answer_id"),
)

FEEDBACK = Table(
    "desk_feedback",
    METADATA,
    Column("id", StorableText, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("key_id", StorableText, nullable=False),
    Column("answer_id", StorableText, nullable=False),
    Column("thumb", String(10), nullable=False),
    Column("reason", String(40)),
    Column("comment", StorableText, nullable=False),
    Column("turns", JSON, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Index(None, "at", "id"),
)

# Removed with its feedback.
REVIEWS = Table(
    "desk_reviews",
    METADATA,
    Column("feedback_id", StorableText, ForeignKey(FEEDBACK.c.id, ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("key_id", StorableText, nullable=False),
    Column("note", StorableText, nullable=False),
    Column("expected_clauses", JSON(none_as_null=True)),
    Column("expected_consult", JSON(none_as_null=True)),
    Column("expected_status", String(20)),
)

CONVERSATIONS = Table(
    "desk_conversations",
    METADATA,
    Column("id", StorableText, primary_key=True),
    Column("key_id", StorableText, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("last", UtcDateTime, nullable=False, index=True),
    Index(None, "created", "id"),
)

EXCHANGES = Table(
    "desk_exchanges",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("conversation_id", StorableText, ForeignKey(CONVERSATIONS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("question", StorableText, nullable=False),
    Column("answer", JSON, nullable=False),
)

# Without a status the request is being worked on, since `claimed`.
REPLIES = Table(
    "desk_replies",
    METADATA,
    Column("key", StorableText, primary_key=True),
    Column("fingerprint", StorableText, nullable=False),
    Column("claimed", UtcDateTime, nullable=False, index=True),
    Column("status", Integer),
    Column("body", LargeBinary),
    Column("media_type", StorableText),
)

# Documents, not records of people: no purge removes them.
SCENARIOS = Table(
    "desk_scenarios",
    METADATA,
    Column("id", StorableText, primary_key=True),
    Column("key_id", StorableText, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("changed", UtcDateTime, nullable=False),
    Column("draft", JSON, nullable=False),
    Index(None, "key_id", "changed"),
)
