"""Writes answers into the audit trail in a thread of its own: nobody waits for the database, and a lock that passes loses nothing."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.errors import RecordsUnavailable
from assistant.ports import RecordStore
from assistant.receipts import receipt_of
from assistant.records import AuditEntry
from assistant.service import Answered

MOST_WAITING = 1_000
"""Entries that wait for a database which cannot be written; the newest ones beyond are lost, and counted."""
_AGAIN_SECONDS = 1.0
_log = logging.getLogger(__name__)
_Entry = tuple[AuditEntry, Mapping[str, Any]]


class Recorder:
    """A listener of the answering service that keeps what it is told."""

    def __init__(self, records: RecordStore, *, again_seconds: float = _AGAIN_SECONDS, most_waiting: int = MOST_WAITING) -> None:
        self._records = records
        self._again_seconds = again_seconds
        self._entries: queue.Queue[_Entry | None] = queue.Queue(most_waiting)
        self._closing = threading.Event()
        self._failing = False
        self.lost = 0
        self._thread = threading.Thread(target=self._run, name="audit-trail", daemon=True)
        self._thread.start()

    def __call__(self, answered: Answered) -> None:
        """Take an answer to be written; never blocks."""
        answer, caller = answered.answer, answered.caller
        entry = AuditEntry(
            at=datetime.now(UTC),
            request_id=caller.request_id,
            surface=caller.surface,
            key_id=caller.key_id,
            answer_id=answer.id,
            question=answer.question,
            status=answer.status,
            clause_ids=tuple(c.id for c in answer.citations),
            corpus_version=answer.version,
            generator=answer.generator,
        )
        try:
            self._entries.put_nowait((entry, receipt_of(answer).model_dump(mode="json")))
        except queue.Full:
            self._lose(1, "the database could not be written for too long")

    def close(self, seconds: float = 10.0) -> None:
        """Write what waits; what cannot be written by then is lost, and the log says so."""
        self._closing.set()
        try:
            self._entries.put(None, timeout=seconds)
        except queue.Full:
            _log.warning("the audit trail is full while the desk shuts down")
        self._thread.join(seconds)
        if self._thread.is_alive() or not self._entries.empty():
            self._lose(self._entries.qsize(), "the desk shut down before the database could be written")

    def _run(self) -> None:
        while (entry := self._entries.get()) is not None:
            self._write(entry)

    def _write(self, entry: _Entry) -> None:
        """Write one entry, again and again while the database cannot be used; at the end of the desk only once more."""
        while not self._written(entry):
            if self._closing.is_set():
                self._lose(1, "the desk shut down before the database could be written")
                return
            self._closing.wait(self._again_seconds)

    def _written(self, entry: _Entry) -> bool:
        try:
            self._records.add_answer(*entry)
        except RecordsUnavailable as error:
            if not self._failing:
                _log.warning("answers wait to be recorded: %s", error.message)
            self._failing = True
        else:
            self._failing = False
        return not self._failing

    def _lose(self, count: int, why: str) -> None:
        self.lost += count
        _log.error("%d answers are missing in the audit trail: %s", count, why)
