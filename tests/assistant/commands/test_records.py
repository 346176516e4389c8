"""What the API keeps is exported, deleted and purged by command."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
from assistant.settings import Settings
from assistant.wiring import open_records
from tests.assistant.adapters.kept import DAY, audit_entry, exchange, feedback, receipt
from tests.assistant.command_line import Run

NOW = datetime.now(UTC)


@pytest.fixture
def records(data: Path) -> Iterator[SqlalchemyRecords]:
    """Records of today, of ten days and of forty days ago."""
    kept = open_records(Settings(data=data))
    for days in (40, 10, 0):
        at = NOW - days * DAY
        kept.add_answer(audit_entry(at=at, answer_id=f"ans_{days}"), receipt(f"rcp_{days}"))
        kept.add_feedback(feedback(at=at, id=f"fb_{days}"))
        kept.begin_conversation(f"con_{days}", "", at)
        kept.add_exchange(f"con_{days}", exchange(at=at))
    yield kept
    kept.close()


def ids(records: SqlalchemyRecords) -> list[str]:
    """The answers in the audit trail."""
    return [e.answer_id for e in records.answers()]


@pytest.mark.parametrize(("arguments", "left"), [((), 2), (("--days", "5"), 1), (("--days", "0"), 0)])
def test_a_purge_keeps_the_days_that_are_set(run: Run, records: SqlalchemyRecords, arguments: tuple[str, ...], left: int) -> None:
    """Thirty by default; what goes is counted."""
    code, output, _ = run("records", "purge", *arguments)
    assert (code, len(ids(records))) == (0, left)
    assert f"Removed {3 - left} answers, {3 - left} feedback, {3 - left} conversations" in output


def test_a_purge_with_nothing_to_keep_removes_all(run: Run, records: SqlalchemyRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the setting says."""
    monkeypatch.setenv("ETHICS_DESK_KEEP_DAYS", "0")
    assert run("records", "purge")[0] == 0
    assert ids(records) == []


@pytest.mark.parametrize("what", ["answers", "feedback", "conversations"])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_records_are_exported_oldest_first(run: Run, records: SqlalchemyRecords, tmp_path: Path, what: str, form: str) -> None:
    """Into a file that others cannot read."""
    target = tmp_path / f"{what}.{form}"
    code, output, _ = run("records", "export", what, "--format", form, "--out", str(target))
    assert (code, output) == (0, f"3 {what} written to {target}.\n")
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream)) if form == "csv" else [json.loads(line) for line in stream]
    name = "answer_id" if what == "answers" else "id"
    assert [row[name].partition("_")[2] for row in rows] == ["40", "10", "0"]
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_conversation_is_deleted(run: Run, records: SqlalchemyRecords) -> None:
    """One that is not there is told."""
    assert run("records", "delete", "con_10")[0] == 0
    assert [c.id for c in records.conversations()] == ["con_40", "con_0"]
    code, _, errors = run("records", "delete", "con_10")
    assert code == 1
    assert "'con_10'" in errors


def test_the_tables_are_brought_up_to_date(run: Run, data: Path) -> None:
    """The second time there is nothing to do."""
    first, second = (run("records", "upgrade")[1] for _ in range(2))
    assert first == f"The tables in {data / 'records.sqlite'} are up to date now.\n"
    assert second == f"The tables in {data / 'records.sqlite'} were up to date.\n"


@pytest.mark.parametrize("arguments", [("export", "keys", "--out", "x"), ("export", "answers"), ("purge", "--days", "-1"), ("delete",)])
def test_wrong_use_ends_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    """And does nothing."""
    assert run("records", *arguments)[0] == 2
