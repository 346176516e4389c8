"""Live rooms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of rooms."""
    _rooms()
    _belonging("moves", sa.Column("position", sa.Integer(), nullable=False), sa.Column("paused", sa.Boolean(), nullable=False))
    op.create_index("ix_desk_room_moves_room_id", "desk_room_moves", ["room_id"])
    _people_and_votes()
    _belonging(
        "items",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.UniqueConstraint("id", name="uq_desk_room_items_id"),
    )
    op.create_index("ix_desk_room_items_room_id_person", "desk_room_items", ["room_id", "person"])
    _belonging(
        "answers",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("screen", sa.JSON(), nullable=False),
        sa.Column("shown", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("id", name="uq_desk_room_answers_id"),
    )
    op.create_index("ix_desk_room_answers_room_id", "desk_room_answers", ["room_id"])


def downgrade() -> None:
    """Remove the rooms."""
    for name in ("room_answers", "room_items", "room_votes", "room_people", "room_moves", "rooms"):
        op.drop_table(f"desk_{name}")


def _rooms() -> None:
    op.create_table(
        "desk_rooms",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("approval", sa.String(10), nullable=False),
        sa.Column("shown", sa.JSON()),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("round", sa.String(10)),
        sa.Column("open_round", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name="pk_desk_rooms"),
    )
    op.create_index("ix_desk_rooms_touched", "desk_rooms", ["touched"])
    op.create_index("ix_desk_rooms_key_id_created", "desk_rooms", ["key_id", "created"])
    running = sa.text("ended IS NULL")
    op.create_index("uq_desk_rooms_code", "desk_rooms", ["code"], unique=True, sqlite_where=running, postgresql_where=running)


def _belonging(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of what belongs to a room, numbered as it comes."""
    op.create_table(
        f"desk_room_{name}",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("room_id", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("number", name=f"pk_desk_room_{name}"),
        sa.ForeignKeyConstraint(["room_id"], ["desk_rooms.id"], name=f"fk_desk_room_{name}_room_id", ondelete="CASCADE"),
    )


def _people_and_votes() -> None:
    op.create_table(
        "desk_room_people",
        sa.Column("room_id", sa.String(40), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("joined", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "person", name="pk_desk_room_people"),
        sa.ForeignKeyConstraint(["room_id"], ["desk_rooms.id"], name="fk_desk_room_people_room_id", ondelete="CASCADE"),
    )
    op.create_table(
        "desk_room_votes",
        sa.Column("room_id", sa.String(40), nullable=False),
        sa.Column("round", sa.String(10), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("room_id", "round", "person", name="pk_desk_room_votes"),
        sa.ForeignKeyConstraint(
            ["room_id", "person"],
            ["desk_room_people.room_id", "desk_room_people.person"],
            name="fk_desk_room_votes_person",
            ondelete="CASCADE",
        ),
    )
