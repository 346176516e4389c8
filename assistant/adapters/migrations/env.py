"""Run by Alembic for each upgrade, on the connection that database_alembic.py gives it."""

from __future__ import annotations

from alembic import context

from assistant.adapters.records_tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    # SQLite cannot change a column; Alembic then copies the table.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
