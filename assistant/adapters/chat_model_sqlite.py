"""A cache around a chat model: what it wrote is kept in an SQLite file, so that the same question costs nothing twice."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import time

from assistant.ports import ChatModel, ChatRequest, Chunk

MOST = 5_000
"""Outputs that are kept; at some two kilobytes each, the file stays about ten megabytes."""
_WAIT = 1.0
"""Seconds to wait for another process that writes; the answer itself waits for it."""
_DAY = 86_400
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outputs (
  key TEXT PRIMARY KEY, text TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, made REAL NOT NULL
) WITHOUT ROWID
"""
_log = logging.getLogger(__name__)


class CachedChatModel:
    """Another chat model, whose whole outputs are kept in the file `path` for `days`; with 0 days the file is removed and none made.

    An output is found by a hash of the corpus, the prompt, the model, its `address`, the schema and the texts; the texts themselves are
    not kept. A file that cannot be used is as good as none: the model is asked, and a warning logged.
    """

    def __init__(self, inner: ChatModel, path: Path, *, corpus_version: str, address: str, days: int, most: int = MOST) -> None:
        self._inner = inner
        self._path = path
        self._place = (corpus_version, inner.name, address)
        self._days = days
        self._most = most
        if days == 0:
            self._forget()

    @property
    def name(self) -> str:
        """The other model's name."""
        return self._inner.name

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """What was kept, as one chunk that is marked as cached and counts no tokens; else the other model's output."""
        if not self._days:
            yield from self._inner.stream(request)
            return
        key = self._key(request)
        found = self._found(key)
        if found is not None:
            yield Chunk(text=found, cached=True)
            return
        texts: list[str] = []
        read = wrote = 0
        with closing(self._inner.stream(request)) as chunks:
            for chunk in chunks:
                texts.append(chunk.text)
                read, wrote = read + chunk.input_tokens, wrote + chunk.output_tokens
                yield chunk
        # Reached only when the output is whole: an error or a reader that stops half-way leaves the loop by another door.
        self._keep(key, "".join(texts), read, wrote)

    def _key(self, request: ChatRequest) -> str:
        schema = json.dumps(request.schema, sort_keys=True)
        parts = [*self._place, request.purpose, request.prompt, schema, request.most_tokens, request.system, request.user]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _found(self, key: str) -> str | None:
        try:
            if not self._path.exists():
                return None
            with self._opened() as connection:
                oldest = time() - self._days * _DAY
                row = connection.execute("SELECT text FROM outputs WHERE key = ? AND made > ?", (key, oldest)).fetchone()
        except (sqlite3.Error, OSError) as error:
            self._warn("read", error)
            return None
        return row[0] if row and isinstance(row[0], str) else None

    def _keep(self, key: str, text: str, read: int, wrote: int) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Made before SQLite opens it, so that nobody else can read it at any time.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            self._path.chmod(0o600)
            with self._opened() as connection:
                connection.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)", (key, text, read, wrote, time()))
                connection.execute("DELETE FROM outputs WHERE made <= ?", (time() - self._days * _DAY,))
                newest = "SELECT key FROM outputs ORDER BY made DESC LIMIT -1 OFFSET ?"
                connection.execute(f"DELETE FROM outputs WHERE key IN ({newest})", (self._most,))  # noqa: S608 - a constant
        except (sqlite3.Error, OSError) as error:
            self._warn("written", error)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """A connection for one short transaction: threads and processes share the file, and nothing else."""
        with closing(sqlite3.connect(self._path, timeout=_WAIT)) as connection, connection:
            # Readers need not wait for a writer, who need not wait for the disk; after a crash the file is whole all the same.
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            # Also for reading: another process may have made the file this very moment, and not yet the table.
            connection.execute(_SCHEMA)
            yield connection

    def _forget(self) -> None:
        for path in (self._path, *(self._path.with_name(self._path.name + end) for end in ("-wal", "-shm"))):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                self._warn("removed", error)

    def _warn(self, what: str, error: Exception) -> None:
        _log.warning("The chat model's cache %s cannot be %s (%s); delete it if that goes on.", self._path, what, type(error).__name__)
