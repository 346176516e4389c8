"""An SQLite file or a PostgreSQL database (SQLAlchemy), whose faults come out as one error."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.adapters.database_faults import unavailable
from assistant.errors import InvalidInput, RecordsUnavailable

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_HINT = 'Set ETHICS_DESK_DATABASE to "postgresql://USER:PASSWORD@HOST/DATABASE" or "sqlite:////FOLDER/FILE", or unset it.'
_WAIT = 1.5
"""Seconds to wait for another process that writes to the same SQLite file."""
_TAKEN_WITHIN = 3
"""Seconds in which a PostgreSQL server must take a connection."""
# In milliseconds: a locked row or a server that hangs must not hold a request for ever. A URL's own `options` go first.
_POSTGRES_LIMITS = "-c lock_timeout=2000 -c statement_timeout=10000"
_AUTOCOMMIT = "AUTOCOMMIT"


class Database:
    """A database of records: connections for reading and for writing, each for a short time only.

    `place` names it in messages, without a password; `path` is the file of an SQLite database.
    """

    def __init__(self, engine: Engine, place: str, path: Path | None) -> None:
        self._engine = engine
        self.place = place
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which each statement stands for itself; RecordsUnavailable when it cannot be had or used."""
        with self._told(), self._engine.connect() as connection:
            yield connection.execution_options(isolation_level=_AUTOCOMMIT)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, undone when an error leaves it; RecordsUnavailable when it cannot be had or used."""
        with self._told(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise unavailable(error, self.place) from error
        except OSError as error:
            raise RecordsUnavailable(
                f"The records in {self.place} cannot be opened: {error.strerror}.",
                "Make the folder writable, or name another database with ETHICS_DESK_DATABASE.",
            ) from error


def connect(database: str | Path) -> Database:
    """The database of an SQLAlchemy URL, or the SQLite file of a path; nothing is connected to yet. InvalidInput for other URLs."""
    url = URL.create("sqlite+pysqlite", database=str(database)) if isinstance(database, Path) else _parsed(database)
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgres(url)


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that may say what to do on a conflict, which each database does in a dialect of its own."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _parsed(text: str) -> URL:
    """The URL with our driver in it. No message repeats the text, which may hold a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise InvalidInput("The database's URL cannot be read.", _HINT) from error
    driver = url.drivername if url.drivername in _DRIVERS.values() else _DRIVERS.get(url.drivername)
    if driver is None:
        raise InvalidInput(f"Records are kept in SQLite or PostgreSQL, not in {url.drivername!r}.", _HINT)
    if driver.startswith("sqlite") and (not url.database or url.database.startswith((":", "file:")) or url.query):
        raise InvalidInput("The URL of an SQLite database names a file and nothing else.", _HINT)
    return url.set(drivername=driver)


def _sqlite(url: URL) -> Database:
    path = Path(str(url.database)).absolute()
    engine = create_engine(
        url.set(database=str(path)),
        # Parameters hold questions, and an error's text may end in a log.
        hide_parameters=True,
        pool_timeout=_WAIT,
        connect_args={"timeout": _WAIT},
    )

    @event.listens_for(engine, "do_connect")
    def make_private(*_: object) -> None:
        """Made before SQLite opens it, so that nobody else can read it at any time.

        One that is there is not opened: to close it again would let go of every lock that this process has on it, and another process
        would then remove the write-ahead log under our hands.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(path)
        connection.execute("PRAGMA foreign_keys=ON")
        # With a write-ahead log this loses at most the last moments when the power fails, and a writer need not wait for the disk.
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "checkout")
    def see_that_it_is_there(_: object, record: ConnectionPoolEntry, __: object) -> None:
        """A file that was removed or replaced can still be written by who has it open, and nobody would ever read it."""
        if record.info["file"] != _identity(path):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def take_turn(connection: Connection) -> None:
        """A writer waits for its turn at the start, where SQLite lets it wait, and not half-way, where it fails at once."""
        if connection.get_execution_options().get("isolation_level") != _AUTOCOMMIT:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return Database(engine, str(path), path)


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that later has its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _postgres(url: URL) -> Database:
    limits = {"connect_timeout": _TAKEN_WITHIN, "options": _POSTGRES_LIMITS, "tcp_user_timeout": 10_000, "application_name": "ethics-desk"}
    arguments: dict[str, Any] = {name: value for name, value in limits.items() if name not in url.query}
    try:
        engine = create_engine(url, hide_parameters=True, pool_timeout=_TAKEN_WITHIN, pool_pre_ping=True, connect_args=arguments)
    except ModuleNotFoundError as error:
        hint = 'Install it: pip install "ethics-desk[postgres]".'
        raise InvalidInput(f"PostgreSQL needs the package {error.name}, which is not installed.", hint) from error
    host = url.host or url.query.get("host", "this machine")
    port = f":{url.port}" if url.port else ""
    return Database(engine, f"PostgreSQL at {host}{port}/{url.database or ''}", None)
