"""Exports: whole or not there, read back as they were, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.adapters.exports_files import write_export
from assistant.errors import InvalidInput, RecordsUnavailable
from assistant.records import AuditEntry, Conversation
from evals.feedback import read_feedback
from tests.assistant.adapters.kept import DAY, NOON, audit_entry, exchange, feedback

CONVERSATION = Conversation(id="con_1", key_id="k", created=NOON, exchanges=(exchange(), exchange(at=NOON + DAY, question="And a loan?")))


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_table_has_a_column_for_each_field(tmp_path: Path) -> None:
    """Times in ISO 8601; what is no text is JSON; what is not there is empty."""
    target = tmp_path / "answers.csv"
    assert write_export("answers", [audit_entry()], "csv", target) == 1
    (row,) = table(target)
    assert row.keys() == asdict(audit_entry()).keys()
    assert (row["at"], json.loads(row["clause_ids"])) == (NOON.isoformat(), ["NACM-7", "CCMC-PRINCIPLE-3"])
    assert write_export("feedback", [feedback(turns=("one", "two"))], "csv", target) == 1
    (row,) = table(target)
    assert row.keys() == asdict(feedback()).keys()
    assert (json.loads(row["turns"]), row["reason"], row["answer"]) == (["one", "two"], "", "")


def test_a_conversation_is_a_row_for_each_exchange_or_one_object(tmp_path: Path) -> None:
    """Both hold all of it."""
    target = tmp_path / "conversations"
    assert write_export("conversations", [CONVERSATION], "csv", target) == 1
    assert [(row["id"], row["question"]) for row in table(target)] == [("con_1", "And from his widow?"), ("con_1", "And a loan?")]
    assert json.loads(table(target)[0]["answer"]) == exchange().answer
    assert write_export("conversations", [CONVERSATION], "jsonl", target) == 1
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert [e["question"] for e in json.loads(line)["exchanges"]] == ["And from his widow?", "And a loan?"]


def test_a_line_of_feedback_is_what_the_evaluation_reads(tmp_path: Path) -> None:
    """So that `ethics-desk evals add-feedback` can make a case of it."""
    target = tmp_path / "feedback.jsonl"
    given_feedback = feedback(reason="unclear", comment="Why?", turns=("May I accept it?",))
    write_export("feedback", [given_feedback], "jsonl", target)
    (read,) = read_feedback(target)
    assert (read.answer_id, read.thumb, read.reason, read.turns) == ("ans_1", "down", "unclear", ["May I accept it?"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    """A spreadsheet would run what somebody typed into a question."""
    target = tmp_path / "answers.csv"
    write_export("answers", [audit_entry(question=f"{start}cmd|' /C calc'!A0")], "csv", target)
    assert table(target)[0]["question"] == f"'{start}cmd|' /C calc'!A0"


@given(question=st.text(), other=st.text())
@hypothesis_settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_back(tmp_path: Path, question: str, other: str) -> None:
    """With an apostrophe before what begins like a formula, in CSV; unchanged in JSON lines."""
    target = tmp_path / "answers"
    write_export("answers", [audit_entry(question=question), audit_entry(question=other)], "csv", target)
    assert [row["question"].removeprefix("'") for row in table(target)] == [q.removeprefix("'") for q in (question, other)]
    write_export("answers", [audit_entry(question=question)], "jsonl", target)
    assert json.loads(target.read_text(encoding="utf-8"))["question"] == question


def broken() -> Iterator[AuditEntry]:
    """Records of a database that goes away."""
    yield audit_entry()
    raise RecordsUnavailable("The records are gone.", "Try again.")


def test_what_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    """And nothing beside it."""
    target = tmp_path / "answers.csv"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(RecordsUnavailable):
        write_export("answers", broken(), "csv", target)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is not there, or one where the file should be."""
    for target in (tmp_path / "none" / "answers.csv", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be written") as refused:
            write_export("answers", [audit_entry()], "csv", target)
        assert "--out" in refused.value.hint
