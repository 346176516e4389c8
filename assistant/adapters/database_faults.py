"""What is wrong with a database, in one sentence, from the codes of SQLite and PostgreSQL; drivers' own texts are not repeated."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant.errors import RecordsUnavailable

_UPGRADE = "Run `ethics-desk records upgrade`."
# In this order: a purge writes too, and cannot on a disk that is full to the last block.
_SPACE = "Free some space; then `ethics-desk records purge --days N` can remove old records."
_BUSY = "Try again in a moment; if that goes on, look for the process that holds it."
_RIGHTS = "Give the user that runs Ethics Desk the right to write, or name another database with ETHICS_DESK_DATABASE."
_DAMAGED = "Restore a backup, or move the file away and start with an empty one."
_REACH = "Check that the server runs and that ETHICS_DESK_DATABASE names it."
_SIGN_IN = "Correct the user and the password in ETHICS_DESK_DATABASE."
_REPORT = "Look into the database's own log."

_Told = tuple[str, str]
# By the beginning of a code's name; the first that fits counts.
_SQLITE: tuple[tuple[str, _Told], ...] = (
    ("SQLITE_BUSY", ("are locked by another process", _BUSY)),
    ("SQLITE_LOCKED", ("are locked by another process", _BUSY)),
    ("SQLITE_FULL", ("cannot be written: the disk is full", _SPACE)),
    ("SQLITE_READONLY", ("cannot be written: the file is read-only", _RIGHTS)),
    ("SQLITE_CANTOPEN", ("cannot be opened", _RIGHTS)),
    ("SQLITE_NOTADB", ("are no SQLite database", _DAMAGED)),
    ("SQLITE_CORRUPT", ("are damaged", _DAMAGED)),
    ("SQLITE_IOERR", ("cannot be read or written: the disk fails or is full", _SPACE)),
    ("SQLITE_ERROR", ("have not the tables that they should have", _UPGRADE)),
)
_POSTGRES: tuple[tuple[str, _Told], ...] = (
    ("55P03", ("are locked by another process", _BUSY)),
    ("40", ("are locked by another process", _BUSY)),
    ("57014", ("took too long to answer", _BUSY)),
    ("53100", ("cannot be written: the server's disk is full", _SPACE)),
    ("53300", ("cannot be reached: the server has no connection left", _BUSY)),
    ("53", ("cannot be used: the server is out of memory or disk", _REPORT)),
    ("57", ("cannot be reached: the server is starting or stopping", _BUSY)),
    ("08", ("cannot be reached", _REACH)),
    ("28", ("cannot be opened: the server refused the user or the password", _SIGN_IN)),
    ("3D", ("cannot be opened: there is no such database", "Create it, or correct its name in ETHICS_DESK_DATABASE.")),
    ("25006", ("cannot be written: the server is read-only", _REACH)),
    ("42501", ("cannot be used: the user has not the rights", _RIGHTS)),
    ("42", ("have not the tables that they should have", _UPGRADE)),
)
# A connection that fails carries no code.
_NO_CONNECTION: tuple[tuple[str, str], ...] = (("authentication", "28"), ("role", "28"), ("database", "3D"), ("too many", "53300"))


def unavailable(error: SQLAlchemyError, place: str) -> RecordsUnavailable:
    """The error for a fault of the database at `place`."""
    fault, hint = _fault(error)
    return RecordsUnavailable(f"The records in {place} {fault}.", hint)


def _fault(error: SQLAlchemyError) -> _Told:
    if isinstance(error, PoolTimeout):
        return "cannot be reached: every connection is in use", _BUSY
    cause = getattr(error, "orig", None)
    if name := getattr(cause, "sqlite_errorname", ""):
        return _first(_SQLITE, name)
    if state := getattr(cause, "sqlstate", None):
        return _first(_POSTGRES, state)
    if getattr(error, "connection_invalidated", False) or type(cause).__name__ == "OperationalError":
        said = str(cause).partition("FATAL:")[2]
        return _first(_POSTGRES, next((state for word, state in _NO_CONNECTION if word in said), "08"))
    return _first((), type(cause or error).__name__)


def _first(told: tuple[tuple[str, _Told], ...], code: str) -> _Told:
    return next((t for start, t in told if code.startswith(start)), (f"cannot be used ({code})", _REPORT))
