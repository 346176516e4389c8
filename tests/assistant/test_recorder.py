"""The audit trail is written behind the answers: nobody waits for it, and a lock that passes loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.errors import RecordsUnavailable
from assistant.pipeline import Assistant
from assistant.receipts import receipt_of
from assistant.recorder import Recorder
from assistant.records import AuditEntry
from assistant.service import Answered, Caller
from assistant.types import Answer

CALLER = Caller(surface="slack", key_id="k1", request_id="r1")


@dataclass
class Locked:
    """Records that cannot be written while `usable` is not set; `tried` tells that somebody did try."""

    usable: threading.Event = field(default_factory=threading.Event)
    tried: threading.Event = field(default_factory=threading.Event)
    kept: list[tuple[AuditEntry, Mapping[str, Any]]] = field(default_factory=list)

    def add_answer(self, entry: AuditEntry, receipt: Mapping[str, Any]) -> None:
        """Keep it, or fail."""
        self.tried.set()
        if not self.usable.is_set():
            raise RecordsUnavailable("The database is locked.")
        self.kept.append((entry, receipt))


def recorder(records: Locked, **options: Any) -> Recorder:
    """A recorder that tries again soon."""
    return Recorder(records, again_seconds=0.01, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def answer(small_assistant: Assistant) -> Answer:
    """An answer to a question with a name and a number in it."""
    return small_assistant.answer(["My client John Smith, SSN 123-45-6789, gave me a gift card. Can I keep it?"])


def test_an_answer_is_kept_masked_with_its_caller_and_its_receipt(answer: Answer) -> None:
    """Everything that an auditor needs, and no identifier."""
    records = Locked()
    records.usable.set()
    kept = recorder(records)
    kept(Answered(caller=CALLER, answer=answer, seconds=0.1))
    kept.close()
    ((entry, receipt),) = records.kept
    assert (entry.surface, entry.key_id, entry.request_id) == ("slack", "k1", "r1")
    assert entry.status == answer.status
    assert entry.clause_ids == tuple(c.id for c in answer.citations)
    assert entry.corpus_version == answer.version
    assert receipt["id"] == receipt_of(answer).id
    assert "Smith" not in repr(records.kept)
    assert "123-45-6789" not in repr(records.kept)


def test_a_lock_that_passes_loses_nothing(answer: Answer) -> None:
    """Answers wait in order and are written when the database can be used again."""
    records = Locked()
    waiting = recorder(records)
    for number in range(20):
        waiting(Answered(caller=Caller(surface="http", request_id=str(number)), answer=answer, seconds=0.1))
    assert records.tried.wait(10)
    records.usable.set()
    waiting.close()
    assert [entry.request_id for entry, _ in records.kept] == [str(n) for n in range(20)]
    assert waiting.lost == 0


def test_what_cannot_be_kept_is_counted_and_nobody_waits_for_it(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    """Beyond what fits, and at the end, answers are lost; how many, the log says without their words."""
    records = Locked()
    full = recorder(records, most_waiting=3)
    for _ in range(50):
        full(Answered(caller=CALLER, answer=answer, seconds=0.1))
    assert full.lost >= 50 - 3 - 1
    full.close(1)
    assert full.lost == 50
    assert "missing in the audit trail" in caplog.text
    assert "gift" not in caplog.text
