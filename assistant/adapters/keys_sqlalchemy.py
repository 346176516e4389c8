"""API keys in a database (SQLAlchemy)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import cast, get_args

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.records_tables import KEYS
from assistant.errors import InvalidInput
from assistant.records import ApiKey, Scope

_ID_BYTES = 5
_SECRET_BYTES = 32
_TOKEN = re.compile(r"edk_([a-z2-7]{8})_([a-z2-7]{52})", re.ASCII)
_LONGEST_NAME = 100


class SqlalchemyKeys:
    """Keys in the tables of a database, which must be up to date."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scopes: Collection[Scope], expires: datetime | None = None) -> tuple[ApiKey, str]:
        """A new key and its token, which is told this once; InvalidInput for a name in use or no scope."""
        _check(name, scopes)
        secret = _random(_SECRET_BYTES)
        key = ApiKey(id=_random(_ID_BYTES), name=name, scopes=frozenset(scopes), created=datetime.now(UTC), expires=expires)
        row = {
            "id": key.id,
            "name": name,
            "scopes": " ".join(sorted(scopes)),
            "secret_sha256": _hashed(secret),
            "created": key.created,
            "expires": expires,
        }
        with self._database.writing() as connection:
            try:
                connection.execute(insert(KEYS).values(row))
            except IntegrityError as error:
                hint = "Give another name, or revoke that key first with `ethics-desk keys revoke ID`."
                raise InvalidInput(f"There is a key of the name {name!r} already.", hint) from error
        return key, f"edk_{key.id}_{secret}"

    def find(self, token: str) -> ApiKey | None:
        """The key of a token, usable or not; None for a token that was never given out."""
        parts = _TOKEN.fullmatch(token)
        if parts is None:
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(KEYS).where(KEYS.c.id == parts[1])).one_or_none()
        known = row is not None and secrets.compare_digest(row.secret_sha256, _hashed(parts[2]))
        return _key(row) if row is not None and known else None

    def keys(self) -> Sequence[ApiKey]:
        """All keys, oldest first."""
        with self._database.reading() as connection:
            return [_key(row) for row in connection.execute(select(KEYS).order_by(KEYS.c.created, KEYS.c.id))]

    def prolong(self, key_id: str, expires: datetime) -> bool:
        """Let a key work until then, expired or not; whether there is one of this id that was not revoked."""
        found = (KEYS.c.id == key_id) & KEYS.c.revoked.is_(None)
        with self._database.writing() as connection:
            return bool(connection.execute(update(KEYS).where(found).values(expires=expires)).rowcount)

    def revoke(self, key_id: str, *, unless_last: Scope | None = None) -> ApiKey:
        """Revoke a key for good; InvalidInput when there is none of this id, or when it is the last usable one of a scope."""
        with self._database.writing() as connection:
            if unless_last is not None:
                _refuse_last(connection, key_id, unless_last)
            connection.execute(update(KEYS).where(KEYS.c.id == key_id, KEYS.c.revoked.is_(None)).values(revoked=datetime.now(UTC)))
            row = connection.execute(select(KEYS).where(KEYS.c.id == key_id)).one_or_none()
        if row is None:
            raise InvalidInput(f"No key has the id {key_id!r}.", "Run `ethics-desk keys list` for the ids.")
        return _key(row)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _check(name: str, scopes: Collection[Scope]) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidInput("A key needs a name of one line.", f"Give it a name of at most {_LONGEST_NAME} characters.")
    if not scopes or not set(scopes) <= set(get_args(Scope)):
        raise InvalidInput("A key needs a scope.", f"Give it one or more of {', '.join(get_args(Scope))}.")


def _refuse_last(connection: Connection, key_id: str, scope: Scope) -> None:
    """InvalidInput when no other key of this scope is usable; the rows are locked, so that two keys cannot revoke each other."""
    rows = connection.execute(select(KEYS).where(KEYS.c.revoked.is_(None)).order_by(KEYS.c.id).with_for_update())
    now = datetime.now(UTC)
    usable = {key.id for key in map(_key, rows) if scope in key.scopes and key.usable(now)}
    if usable == {key_id}:
        raise InvalidInput(
            f"This is the last usable key of scope {scope}.",
            f"Make another one first; or, on the machine that the desk runs on, `ethics-desk keys revoke {key_id}`.",
        )


def _random(count: int) -> str:
    """Letters and digits only, so that a double click selects a token whole."""
    return base64.b32encode(secrets.token_bytes(count)).decode("ascii").rstrip("=").lower()


def _hashed(secret: str) -> str:
    # A slow hash protects secrets that can be guessed. This one has 256 random bits, so nobody finds it by trying, and each request
    # has to be checked.
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _key(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=frozenset(cast(Scope, scope) for scope in row.scopes.split()),
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
    )
