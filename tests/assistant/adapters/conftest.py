"""Databases of both kinds, for everything that is kept in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters.database_alembic import upgrade
from assistant.adapters.database_sqlalchemy import Database, connect
from tests.assistant.adapters.databases import PostgresServer, running_postgres

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, for all tests that want one."""
    with running_postgres() as server:
        yield server


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a new, empty database is."""
    return new_address(request, tmp_path)


def new_address(request: pytest.FixtureRequest, folder: Path) -> str | Path:
    """Where a new, empty database of the kind that a fixture is asked for is."""
    if request.param == "sqlite":
        return folder / "data" / "records.sqlite"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def database(address: str | Path) -> Iterator[Database]:
    """A new database with its tables."""
    opened = connect(address)
    upgrade(opened)
    yield opened
    opened.close()
