"""Keys, the audit trail with its receipts, feedback, conversations and kept replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _keys()
    _answers()
    _feedback()
    _conversations()
    op.create_table(
        "desk_replies",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("claimed", _MOMENT, nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("media_type", sa.Text()),
        sa.PrimaryKeyConstraint("key", name="pk_desk_replies"),
    )
    op.create_index("ix_desk_replies_claimed", "desk_replies", ["claimed"])


def downgrade() -> None:
    """Remove the tables with all that is in them."""
    for table in ("replies", "exchanges", "conversations", "feedback", "receipts", "answers", "keys"):
        op.drop_table(f"desk_{table}")


def _keys() -> None:
    op.create_table(
        "desk_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.String(100), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT),
        sa.Column("revoked", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_desk_keys"),
    )
    unrevoked = sa.text("revoked IS NULL")
    op.create_index("uq_desk_keys_name", "desk_keys", ["name"], unique=True, sqlite_where=unrevoked, postgresql_where=unrevoked)


def _answers() -> None:
    op.create_table(
        "desk_answers",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("surface", sa.String(20), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("clause_ids", sa.JSON(), nullable=False),
        sa.Column("corpus_version", sa.Text(), nullable=False),
        sa.Column("generator", sa.Text(), nullable=False),
        sa.Column("receipt_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_desk_answers"),
    )
    op.create_index("ix_desk_answers_at_number", "desk_answers", ["at", "number"])
    op.create_table(
        "desk_receipts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("last", _MOMENT, nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_receipts"),
    )
    op.create_index("ix_desk_receipts_last", "desk_receipts", ["last"])
    op.create_index("ix_desk_receipts_answer_id", "desk_receipts", ["answer_id"])


def _feedback() -> None:
    op.create_table(
        "desk_feedback",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("thumb", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_desk_feedback"),
    )
    op.create_index("ix_desk_feedback_at_id", "desk_feedback", ["at", "id"])


def _conversations() -> None:
    op.create_table(
        "desk_conversations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("last", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_conversations"),
    )
    op.create_index("ix_desk_conversations_last", "desk_conversations", ["last"])
    op.create_index("ix_desk_conversations_created_id", "desk_conversations", ["created", "id"])
    op.create_table(
        "desk_exchanges",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_desk_exchanges"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["desk_conversations.id"], name="fk_desk_exchanges_conversation_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_desk_exchanges_conversation_id", "desk_exchanges", ["conversation_id"])
