"""Whatever is wrong with a database comes out as one sentence and a hint, in bounded time, without a password or a question."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from assistant.adapters.database_alembic import upgrade
from assistant.adapters.database_sqlalchemy import Database, connect
from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
from assistant.errors import InvalidInput, RecordsUnavailable
from tests.assistant.adapters.databases import PostgresServer
from tests.assistant.adapters.kept import NOON, audit_entry, exchange, receipt

SECRET = "a-secret"  # noqa: S105
QUESTION = "A very special question"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an SQLite file lies, in a folder that is not there yet."""
    return tmp_path / "data" / "records.sqlite"


@pytest.fixture
def file(path: Path) -> Database:
    """A database in a file."""
    database = connect(path)
    upgrade(database)
    return database


def write(database: Database) -> None:
    """Add an answer to the audit trail."""
    SqlalchemyRecords(database).add_answer(audit_entry(question=QUESTION), receipt())


def told(action: Callable[[], object], *, within: float = 5.0) -> str:
    """The message of the error that an action ends with; it has a hint, and neither secret nor question in all that a log could hold."""
    start = monotonic()
    with pytest.raises(RecordsUnavailable) as refused:
        action()
    assert monotonic() - start < within
    assert refused.value.hint
    everything = "".join(traceback.format_exception(refused.value))
    assert SECRET not in everything
    assert QUESTION not in everything
    return refused.value.message


def test_nobody_else_can_read_the_files(file: Database, path: Path) -> None:
    """The folder is made, and all that SQLite puts beside the file is as private as the file."""
    write(file)
    with file.reading():
        modes = {found.name: found.stat().st_mode & 0o777 for found in path.parent.iterdir()}
    assert {"records.sqlite", "records.sqlite-wal"} < set(modes)
    assert set(modes.values()) == {0o600}
    file.close()


def test_a_url_names_a_file_as_well(path: Path) -> None:
    """The same as a path, and relations between tables are kept in it."""
    database = connect(f"sqlite:///{path}")
    upgrade(database)
    assert (database.place, database.path) == (str(path), path)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    database.close()


def test_an_error_undoes_what_was_written(file: Database) -> None:
    """A transaction is whole or nothing."""

    def break_off() -> None:
        with file.writing() as connection:
            connection.exec_driver_sql("INSERT INTO desk_conversations VALUES ('con_1', '', '2026-01-01 00:00:00', '2026-01-01 00:00:00')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert SqlalchemyRecords(file).conversation("con_1") is None
    file.close()


def test_a_locked_file_is_told_after_a_moment(file: Database, path: Path) -> None:
    """Reading goes on, and so does writing as soon as the lock is gone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "locked" in told(lambda: write(file))
        assert list(SqlalchemyRecords(file).answers()) == []
    write(file)
    assert len(list(SqlalchemyRecords(file).answers())) == 1
    file.close()


def test_a_full_disk_is_told(file: Database) -> None:
    """What was there before can still be read."""
    write(file)
    with file.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    records = SqlalchemyRecords(file)
    records.begin_conversation("con_1", "", NOON)
    message = told(lambda: records.add_exchange("con_1", exchange(question=QUESTION, answer={"text": "x" * 100_000})))
    assert "full" in message
    assert len(list(records.answers())) == 1
    assert records.conversation("con_1") is not None
    file.close()


def _not_a_database(path: Path) -> None:
    path.write_bytes(b"not a database, and long enough to be looked at as one " * 100)


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _gone(path: Path) -> None:
    path.unlink()


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [(_not_a_database, "no SQLite database"), (_cut_short, "damaged"), (_gone, "not the tables"), (_a_folder, "cannot be opened")],
)
def test_a_file_that_cannot_be_used_is_told(file: Database, path: Path, spoil: Callable[[Path], None], expected: str) -> None:
    """Each with the path."""
    file.close()
    spoil(path)
    message = told(lambda: write(file))
    assert expected in message
    assert str(path) in message
    file.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file lies where the folder should be."""
    (tmp_path / "file").touch()
    assert "cannot be opened" in told(lambda: upgrade(connect(tmp_path / "file" / "records.sqlite")))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_told(file: Database, path: Path) -> None:
    """As after a copy by another user."""
    file.close()
    path.chmod(0o400)
    assert "cannot be opened" in told(lambda: write(file))


@pytest.mark.parametrize(
    "url",
    [
        "records.sqlite",
        f"postgresql://desk:{SECRET}@host:port/desk",
        f"mysql://desk:{SECRET}@host/desk",
        f"postgresql+asyncpg://desk:{SECRET}@host/desk",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:records?mode=memory&uri=true",
        "sqlite:///records.sqlite?cache=shared",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    """With what a URL should be like, and without what this one holds."""
    with pytest.raises(InvalidInput) as refused:
        connect(url)
    assert "postgresql://" in refused.value.hint
    assert SECRET not in refused.value.message + refused.value.hint


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_is_not_there_is_told(scheme: str) -> None:
    """With its address."""
    message = told(lambda: upgrade(connect(f"{scheme}://desk:{SECRET}@127.0.0.1:1/desk")))
    assert message == "The records in PostgreSQL at 127.0.0.1:1/desk cannot be reached."


@pytest.mark.slow
def test_a_server_that_lets_nobody_in_is_told(postgres: PostgresServer) -> None:
    """A wrong password, an unknown user, no such database, no rights in it."""
    postgres.execute("CREATE ROLE guarded LOGIN PASSWORD 'another'")
    postgres.execute("CREATE ROLE newcomer LOGIN")

    def told_of(url: str) -> str:
        with closing(connect(url)) as database:
            return told(lambda: upgrade(database))

    assert "password" in told_of(postgres.url("postgres", "guarded"))
    assert "user" in told_of(postgres.url("postgres", "nobody_known"))
    assert "no such database" in told_of(postgres.url("none"))
    assert "rights" in told_of(postgres.url("postgres", "newcomer"))


@pytest.fixture
def served(postgres: PostgresServer) -> tuple[Database, str]:
    """A database in the server, and how its owner opens it."""
    url = postgres.database()
    database = connect(url)
    upgrade(database)
    return database, url


@pytest.mark.slow
def test_a_locked_table_is_told_after_a_moment(served: tuple[Database, str]) -> None:
    """As long as somebody changes it by hand."""
    database, url = served
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE desk_answers IN ACCESS EXCLUSIVE MODE")
        assert "locked" in told(lambda: write(database))
    write(database)
    database.close()


@pytest.mark.slow
def test_a_server_that_was_started_anew_is_used_again(served: tuple[Database, str]) -> None:
    """A connection that was cut meanwhile costs no request."""
    database, url = served
    write(database)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ethics-desk'")
    write(database)
    assert len(list(SqlalchemyRecords(database).answers())) == 2
    database.close()


@pytest.mark.slow
def test_tables_that_are_not_there_are_told(postgres: PostgresServer) -> None:
    """With the command that makes them."""
    database = connect(postgres.database())
    assert "not the tables" in told(lambda: write(database))
    database.close()


def test_another_process_that_comes_and_goes_takes_nothing_with_it(file: Database, path: Path) -> None:
    """A command that is run beside a desk must not remove the write-ahead log into which the desk writes on."""
    count = "SELECT count(*) FROM kept"
    with file.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (x)")
    # Two connections at once: the second one is opened while the first one has its locks.
    with file.reading() as one, file.reading() as two:
        assert one.exec_driver_sql(count).scalar_one() == two.exec_driver_sql(count).scalar_one() == 0
    script = f"import sqlite3; c = sqlite3.connect({str(path)!r}); print(c.execute({count!r}).fetchone()[0]); c.close()"
    for expected in (0, 1, 2):
        seen = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert int(seen.stdout) == expected
        with file.writing() as connection:
            connection.exec_driver_sql("INSERT INTO kept VALUES (1)")
