"""The scenarios that facilitators write themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "desk_scenarios",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_scenarios"),
    )
    op.create_index("ix_desk_scenarios_key_id_changed", "desk_scenarios", ["key_id", "changed"])


def downgrade() -> None:
    """Remove the scenarios."""
    op.drop_table("desk_scenarios")
