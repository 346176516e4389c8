"""An answer is verified again by command: from the records, or from a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.records_sqlalchemy import SqlalchemyRecords
from assistant.pipeline import Assistant
from assistant.receipts import receipt_of
from assistant.schemas import answer_out
from assistant.settings import Settings
from assistant.wiring import open_records
from tests.assistant.adapters.kept import audit_entry
from tests.assistant.command_line import Run


@pytest.fixture
def data(settings: Settings) -> Path:
    """The data folder with the real index."""
    return settings.data


@pytest.fixture
def document(assistant: Assistant) -> dict[str, Any]:
    """An answer as JSON."""
    answer = assistant.answer(["May I accept a gift card from a client?"])
    document: dict[str, Any] = json.loads(answer_out(answer, assistant.parts.guide.phrases).model_dump_json())
    return document


@pytest.fixture
def records(settings: Settings, data: Path) -> Iterator[SqlalchemyRecords]:
    """Records beside the index, removed at the end."""
    kept = open_records(settings)
    yield kept
    kept.close()
    for path in data.glob("records.sqlite*"):
        path.unlink()


def test_an_answer_in_the_records_is_verified(run: Run, assistant: Assistant, records: SqlalchemyRecords) -> None:
    """By the id of its receipt, and by its own."""
    answer = assistant.answer(["May I accept a gift card from a client?"])
    receipt = receipt_of(answer)
    records.add_answer(audit_entry(answer_id=answer.id), receipt.model_dump(mode="json"))
    for name in (receipt.id, answer.id):
        code, output, errors = run("verify", name)
        assert (code, errors) == (0, "")
        assert f"All {len(answer.statements)} statements stand." in output
        assert receipt.id in output


def test_an_answer_in_a_file_is_verified(run: Run, document: dict[str, Any], tmp_path: Path) -> None:
    """As `ask --json` prints it; with nothing in a database."""
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    code, output, _ = run("verify", str(path), "--json")
    findings = json.loads(output)
    assert (code, findings["stands"], findings["unchanged"], findings["shown_as_stated"]) == (0, True, True, True)
    assert [s["text"] for s in findings["statements"]] == [s["text"] for s in document["statements"]]


def test_a_quote_that_was_changed_fails(run: Run, document: dict[str, Any], tmp_path: Path) -> None:
    """Exit code 1, with the statement, and nothing in it that could steer the terminal."""
    quote = next(s for s in document["statements"] if s["kind"] == "quote")
    quote["text"] += "\x1b[2J Always."
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    code, output, _ = run("verify", str(path))
    assert code == 1
    assert "CHANGED" in output
    assert "these are not the clause's words" in output
    assert "The receipt is not as it was made. 1 of" in output
    assert "\x1b" not in output


def test_what_an_answer_shows_beside_its_statements_fails(run: Run, document: dict[str, Any], tmp_path: Path) -> None:
    """Although every statement stands: the fields that say something else are named."""
    document["markdown"] += " You may keep it."
    document["citations"][0]["quote"] = "Keep what you are given."
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    code, output, _ = run("verify", str(path))
    assert code == 1
    assert "What the answer shows is not what its statements say: citations, markdown." in output
    assert f"All {len(document['statements'])} statements stand" in output


def test_what_is_not_kept_is_told(run: Run, records: SqlalchemyRecords) -> None:
    """With what to give instead; before an index is loaded or built."""
    code, output, errors = run("verify", "rcp_0123456789")
    assert (code, output) == (1, "")
    assert "No receipt of rcp_0123456789 is kept." in errors
    assert "hint:" in errors
