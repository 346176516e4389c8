"""The tables are brought to their version once, whole, and by one process at a time."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import assistant.adapters.migrations
import assistant.adapters.rooms_tables
from assistant.adapters.database_alembic import upgrade
from assistant.adapters.database_sqlalchemy import Database, connect
from assistant.adapters.records_tables import METADATA, VERSION_TABLE
from assistant.errors import RecordsUnavailable

ROOT = Path(__file__).resolve().parents[3]
MIGRATIONS = Path(assistant.adapters.migrations.__file__).parent
CONFIG = Config()
CONFIG.set_main_option("script_location", str(MIGRATIONS))
VERSIONS = [script.revision for script in ScriptDirectory.from_config(CONFIG).walk_revisions()]


def tables(database: Database) -> set[str]:
    """The tables that there are."""
    with database.reading() as connection:
        return set(inspect(connection).get_table_names())


def run(database: Database, change: object, version: str) -> None:
    """Run an Alembic command on a database."""
    assert callable(change)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        change(config, version)


def test_migrations_make_the_tables_that_the_program_uses(database: Database) -> None:
    """Column by column, with types and indexes; the tables of rooms among them."""
    assert assistant.adapters.rooms_tables.METADATA is METADATA
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_database_is_brought_up_to_date_once(address: str | Path) -> None:
    """The second time there is nothing to do."""
    database = connect(address)
    assert [upgrade(database), upgrade(database)] == [True, False]
    assert tables(database) == {*METADATA.tables, VERSION_TABLE}
    database.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_earlier_version_is_brought_up_to_date(address: str | Path, version: str) -> None:
    """From each step there is a way up, and each step can be undone."""
    database = connect(address)
    if isinstance(address, Path):
        with database.reading():
            """Makes the file."""
    run(database, command.upgrade, version)
    assert upgrade(database) == (version != VERSIONS[0])
    run(database, command.downgrade, "base")
    assert tables(database) == {VERSION_TABLE}
    assert upgrade(database)
    database.close()


def test_tables_of_a_newer_version_are_left_alone(database: Database) -> None:
    """An older program could spoil them."""
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE desk_schema SET version_num = '9999'")
    with pytest.raises(RecordsUnavailable, match=r"newer version of Ethics Desk .*9999") as refused:
        upgrade(database)
    assert refused.value.hint


def test_what_fails_half_way_leaves_nothing(address: str | Path) -> None:
    """All tables are made in one transaction."""
    database = connect(address)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE desk_replies (something INTEGER)")
    with pytest.raises(RecordsUnavailable):
        upgrade(database)
    assert tables(database) <= {"desk_replies", VERSION_TABLE}
    database.close()


@pytest.mark.slow
def test_several_processes_may_start_at_once(address: str | Path) -> None:
    """One makes the tables, the others wait for it; nobody fails, and nothing is printed or logged."""
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.adapters.database_sqlalchemy import connect\n"
        "from assistant.adapters.database_alembic import upgrade\n"
        "database = connect(sys.argv[1] if '://' in sys.argv[1] else Path(sys.argv[1]))\n"
        "print(upgrade(database)); database.close()"
    )
    calls = [[sys.executable, "-W", "error", "-c", code, str(address)] for _ in range(4)]
    running = [subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for call in calls]
    outputs = [process.communicate() for process in running]
    assert sorted(outputs) == [("False\n", "")] * 3 + [("True\n", "")]


def test_logging_stays_as_it_was(tmp_path: Path) -> None:
    """Alembic's own way of starting would set up handlers and levels anew."""
    root, ours = logging.getLogger(), logging.getLogger("assistant")
    before = (root.level, list(root.handlers), ours.level, ours.disabled)
    database = connect(tmp_path / "records.sqlite")
    upgrade(database)
    database.close()
    assert (root.level, list(root.handlers), ours.level, ours.disabled) == before
