"""Brings the tables of a database to the version that this program needs (Alembic), once however many processes start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.records_tables import VERSION_TABLE
from assistant.errors import RecordsUnavailable

_MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT = 60
"""Seconds to wait for another process that brings the tables up to date."""
# Any number that no other program locks in the same database.
_ADVISORY_LOCK = 0x6574686963735F64


def upgrade(database: Database) -> bool:
    """Bring the tables up to date; whether there was anything to do. RecordsUnavailable when they are of a newer version."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with database.reading() as connection:
        if _is_current(connection, database, scripts):
            return False
    with _alone(database) as connection:
        if _is_current(connection, database, scripts):
            return False
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def _is_current(connection: Connection, database: Database, scripts: ScriptDirectory) -> bool:
    found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_heads()
    if not set(found) <= {script.revision for script in scripts.walk_revisions()}:
        raise RecordsUnavailable(
            f"The records in {database.place} were written by a newer version of Ethics Desk (tables of version {', '.join(found)}).",
            "Install that version again, or name another database with ETHICS_DESK_DATABASE.",
        )
    return set(found) == set(scripts.get_heads())


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """One transaction, while no other process changes the tables: half of a change is never seen, and none is made twice."""
    if database.path is None:
        with database.writing() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT}s'")
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{_WAIT}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
            yield connection
        return
    lock = FileLock(database.path.with_name(f"{database.path.name}.lock"), timeout=_WAIT, mode=0o600)
    try:
        with lock:
            with database.reading() as connection:
                # Readers need not wait for a writer. Kept in the file, and here because nobody else may be at it for that.
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            with database.writing() as connection:
                yield connection
    except Timeout as error:
        raise RecordsUnavailable(
            f"Another process has been changing the tables in {database.place} for a minute.",
            f"Wait for it. If there is none, end what holds {database.path.name}.lock.",
        ) from error
