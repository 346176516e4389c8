"""The `eval` command prints the table, the misses and the latency, and can write every answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.command import METRICS, evaluate

CASES = [
    {
        "id": "OK-1",
        "category": "look-up",
        "turns": ["What does NACM 7 say?"],
        "gold_clauses": [["NACM-7"]],
        "acceptable_clauses": [],
        "answerable": "full",
        "consult": [],
    },
    {
        "id": "MISS-2",
        "category": "vignette [red]",
        "turns": ["What does NACM 8 say? [/b] [client]"],
        "gold_clauses": [["CCMC-RULE-6"]],
        "acceptable_clauses": [],
        "answerable": "no",
        "consult": ["commission"],
    },
    {
        "id": "REFUSED-3",
        "category": "vignette [red]",
        "turns": ["???"],
        "gold_clauses": [],
        "acceptable_clauses": [],
        "answerable": "no",
        "consult": [],
    },
]


@pytest.fixture
def files(assistant: Assistant, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two small files of labelled questions; the command finds the built index by the environment."""
    monkeypatch.setenv("ETHICS_DESK_DATA", str(settings.data))
    monkeypatch.setenv("COLUMNS", "220")
    paths = [tmp_path / "first.jsonl", tmp_path / "second.jsonl"]
    for path, cases in zip(paths, (CASES, CASES[2:]), strict=True):
        path.write_text("".join(json.dumps(c) + "\n" for c in cases), encoding="utf-8")
    return paths


def test_the_table_is_printed(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Each category and all together, every metric with its interval, the misses with their reasons."""
    evaluate(files[:1], misses=True, out=None)
    printed = capsys.readouterr().out
    assert "first.jsonl: 3 questions" in printed
    for words in ("look-up", "vignette [red]", "all", "latency: median", "statements dropped: 0; refused: 1"):
        assert words in printed
    assert all(word in printed for metric in METRICS for word in metric.split())
    assert "MISS-2 What does NACM 8 say? [/b] [client]" in printed
    assert "abstains: status answered" in printed
    assert "REFUSED-3" in printed
    assert "OK-1" not in printed


def test_misses_can_be_left_out(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The table alone."""
    evaluate(files[:1], misses=False, out=None)
    assert "MISS-2" not in capsys.readouterr().out


def test_a_file_that_is_refused_throughout_has_a_table_too(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    """No rates, but a report."""
    evaluate(files[1:], misses=True, out=None)
    assert "refused: 1" in capsys.readouterr().out


def test_every_case_is_written_once(files: list[Path], tmp_path: Path) -> None:
    """All files in one, a line a case with its answer; a second run does not add to the first."""
    out = tmp_path / "results.jsonl"
    for _ in range(2):
        evaluate(files, misses=False, out=out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [r["case"]["id"] for r in rows] == ["OK-1", "MISS-2", "REFUSED-3", "REFUSED-3"]
    assert rows[0]["answer"]["citations"][0]["clause_id"] == "NACM-7"
    assert rows[2]["answer"] is None
    assert rows[2]["error"]


def test_a_faulty_file_is_told_before_anything_is_run(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files are read first, so that no run is lost to the last of them."""
    with pytest.raises(InvalidInput):
        evaluate([*files, tmp_path / "none.jsonl"], misses=False, out=None)
    assert capsys.readouterr().out == ""
