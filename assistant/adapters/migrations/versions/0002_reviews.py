"""Reviews of feedback, and the audit trail by answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table and the index."""
    op.create_index("ix_desk_answers_answer_id", "desk_answers", ["answer_id"])
    op.create_table(
        "desk_reviews",
        sa.Column("feedback_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expected_clauses", sa.JSON()),
        sa.Column("expected_consult", sa.JSON()),
        sa.Column("expected_status", sa.String(20)),
        sa.PrimaryKeyConstraint("feedback_id", name="pk_desk_reviews"),
        sa.ForeignKeyConstraint(["feedback_id"], ["desk_feedback.id"], name="fk_desk_reviews_feedback_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Remove the reviews."""
    op.drop_table("desk_reviews")
    op.drop_index("ix_desk_answers_answer_id", "desk_answers")
