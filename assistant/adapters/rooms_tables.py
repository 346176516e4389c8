"""The tables of live rooms (SQLAlchemy); what belongs to a room is removed with it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, text
from sqlalchemy.schema import ForeignKeyConstraint

from assistant.adapters.records_tables import METADATA, NUMBER, StorableText, UtcDateTime

# `round` is the one of the room's step, as "scenario-number", and `open_round` the same while votes are taken: both are read without
# the plan.
ROOMS = Table(
    "desk_rooms",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("key_id", StorableText, nullable=False),
    Column("code", String(6), nullable=False),
    Column("title", StorableText, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("entered", UtcDateTime, nullable=False),
    Column("touched", UtcDateTime, nullable=False, index=True),
    Column("ended", UtcDateTime),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("approval", String(10), nullable=False),
    Column("shown", JSON(none_as_null=True)),
    Column("results", JSON, nullable=False),
    Column("round", String(10)),
    Column("open_round", String(10)),
    Index(None, "key_id", "created"),
)
# The code of a room that has ended may be given again.
Index("uq_desk_rooms_code", ROOMS.c.code, unique=True, sqlite_where=text("ended IS NULL"), postgresql_where=text("ended IS NULL"))


def _room_id() -> Column[str]:
    return Column("room_id", String(40), ForeignKey(ROOMS.c.id, ondelete="CASCADE"), nullable=False)


MOVES = Table(
    "desk_room_moves",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    _room_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("position", Integer, nullable=False),
    Column("paused", Boolean, nullable=False),
    Index(None, "room_id"),
)

# `person` is a hash of the name that only that person's phone knows.
PEOPLE = Table(
    "desk_room_people",
    METADATA,
    _room_id(),
    Column("person", String(64), nullable=False),
    Column("joined", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("room_id", "person"),
)

VOTES = Table(
    "desk_room_votes",
    METADATA,
    Column("room_id", String(40), nullable=False),
    Column("round", String(10), nullable=False),
    Column("person", String(64), nullable=False),
    Column("option", StorableText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # A person votes once a round, however often it is sent.
    PrimaryKeyConstraint("room_id", "round", "person"),
    ForeignKeyConstraint(["room_id", "person"], [PEOPLE.c.room_id, PEOPLE.c.person], name="fk_desk_room_votes_person", ondelete="CASCADE"),
)

ITEMS = Table(
    "desk_room_items",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    _room_id(),
    Column("person", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", StorableText, nullable=False),
    Column("state", String(10), nullable=False),
    Index(None, "room_id", "person"),
)

ROOM_ANSWERS = Table(
    "desk_room_answers",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    _room_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("question", StorableText, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("screen", JSON, nullable=False),
    Column("shown", UtcDateTime),
    Index(None, "room_id"),
)
