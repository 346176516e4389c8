"""The `evals` commands, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.errors import InvalidInput
from evals.cases import read_cases
from evals.runs import RunFolder
from evals.tools import app
from tests.evals.made import quoted, reply
from tests.evals.report.made import result, run

CASE = {
    "id": "Q-1",
    "category": "vignette",
    "turns": ["My client wants me to keep her spare house key while she is in the rehab unit for six weeks."],
    "gold_clauses": [["NACM-7"]],
    "acceptable_clauses": [],
    "answerable": "full",
    "consult": ["supervisor"],
}


def invoke(*arguments: str) -> str:
    """What a command prints; errors of ours come through."""
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_near_copies_are_named_and_refused(tmp_path: Path) -> None:
    """Two cases of almost the same words, by their ids."""
    path = tmp_path / "held_out.jsonl"
    second = CASE | {"id": "Q-2", "turns": [CASE["turns"][0].replace("six", "seven")]}  # type: ignore[index]
    path.write_text(json.dumps(CASE) + "\n" + json.dumps(second) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="too like"):
        invoke("check", str(path))


def test_sound_cases_are_counted(tmp_path: Path) -> None:
    """No fault, no near-copy, no leak."""
    path = tmp_path / "tuned.jsonl"
    path.write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    assert "1 cases in 1 files: no fault" in invoke("check", str(path))


def test_two_runs_are_compared_and_one_exported(tmp_path: Path) -> None:
    """From the folders that a run wrote; the export has a line for each case."""
    made = run(result("Q-1", reply(quoted("NACM-7"))), result("Q-2"))
    for name in ("a", "b"):
        folder = RunFolder(tmp_path / name)
        folder.begin(made.record)
        folder.finish(made.record, made.results, 1.0)
    assert "shared cases" in invoke("compare", str(tmp_path / "a"), str(tmp_path / "b"))
    for shape in ("ragas", "langsmith"):
        invoke("export", str(tmp_path / "a"), str(tmp_path / "x.jsonl"), "--as", shape)
        assert len((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()) == len(made.results)


def test_feedback_becomes_a_case(tmp_path: Path) -> None:
    """With the next free id, identifiers masked."""
    record = tmp_path / "feedback.json"
    asked = "May Zebulon Threlkeld, my client, pay my parking ticket after I drove him to the zoning board hearing?"
    expected = {"expected_clauses": ["NACM-8"], "expected_consult": ["supervisor"], "expected_status": "answered"}
    said = {"answer_id": "ans_0123456789ab", "question": asked, "thumb": "down", "reason": "wrong_clause", **expected}
    record.write_text(json.dumps(said), encoding="utf-8")
    cases = tmp_path / "cases.jsonl"
    assert "FB-0001" in invoke("add-feedback", str(record), str(cases))
    (case,) = read_cases(cases)
    assert case.gold == {"NACM-8"}
    assert "Threlkeld" not in case.turns[0]
