"""The command line: what is printed where, and the exit codes of the contract."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.command_line import Run, command_line

_GIFT = "May I accept a gift card from a client?"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings) -> Run:
    """Runs the command line in this process; gives the exit code, standard output and standard error."""
    return command_line(monkeypatch, capsys, settings.data, 80)


def test_a_question_is_answered(assistant: Assistant, run: Run) -> None:
    """The answer goes to standard output, without colour in a pipe."""
    code, output, errors = run("ask", _GIFT)
    assert (code, errors) == (0, "")
    assert assistant.parts.version in output
    assert "\x1b" not in output


def test_json_is_the_answer_of_the_contract(assistant: Assistant, run: Run) -> None:
    """--json prints one document with the quotes verbatim, and nothing else."""
    code, output, _ = run("ask", _GIFT, "--json")
    answer = json.loads(output)
    clauses = {c.id: c.text for c in assistant.parts.clauses}
    assert code == 0
    assert answer["citations"]
    assert all(clauses[c["clause_id"]] == c["quote"] for c in answer["citations"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "a question", "--batch", "in.jsonl"],
        ["ask", "--batch", "in.jsonl"],
        ["ask", "a question", "--out", "out.jsonl"],
        ["ask", "--no-such-option"],
        ["no-such-command"],
        ["clauses", "NACM-1", "NACM-2"],
        ["scenarios", "one", "two"],
    ],
)
def test_wrong_use_ends_with_two(run: Run, arguments: list[str]) -> None:
    """A call that cannot be meant is told on standard error; nothing is answered."""
    code, output, errors = run(*arguments)
    assert (code, output) == (2, "")
    assert errors


def test_an_unusable_question_ends_with_one(assistant: Assistant, run: Run) -> None:
    """One line says what is wrong, one what to do."""
    code, output, errors = run("ask", "???")
    assert (code, output) == (1, "")
    error, hint = errors.splitlines()
    assert error.startswith("error: ")
    assert hint.startswith("hint: ")


def test_a_batch_is_answered_to_a_file(assistant: Assistant, run: Run, tmp_path: Path) -> None:
    """Each line of the input has its line in the output."""
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"id": "a", "turns": [_GIFT]}, {"id": "b", "turns": ["???"]}]
    source.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    code, output, errors = run("ask", "--batch", str(source), "--out", str(target))
    assert (code, output) == (0, "")
    assert "2 answers written" in errors
    written = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [sorted(w) for w in written] == [["answer", "id"], ["error", "id"]]


def test_a_bad_batch_ends_with_one(run: Run, tmp_path: Path) -> None:
    """The bad line is named before anything is loaded, and no output file appears."""
    source, target = tmp_path / "[b]in.jsonl", tmp_path / "out.jsonl"
    source.write_text("{}\n", encoding="utf-8")
    code, _, errors = run("ask", "--batch", str(source), "--out", str(target))
    assert code == 1
    assert "[b]in.jsonl cannot be used: line 1" in errors
    assert not target.exists()


def test_one_clause_or_all(run: Run) -> None:
    """An id in any case prints that clause; none lists all."""
    assert "“" in run("clauses", "nacm-7")[1]
    assert json.loads(run("clauses", "NACM-7", "--json")[1])["id"] == "NACM-7"
    listed = [c["id"] for c in json.loads(run("clauses", "--json")[1])]
    output = run("clauses")[1]
    assert len(listed) == len(set(listed))
    assert all(i in output for i in listed)


def test_an_unknown_clause_ends_with_one(run: Run) -> None:
    """The id is repeated as typed, whatever it holds."""
    code, output, errors = run("clauses", "[/red]")
    assert (code, output) == (1, "")
    assert "[/red]" in errors


def test_one_scenario_or_all(assistant: Assistant, run: Run) -> None:
    """An id prints that case with the facilitator's notes; none lists all."""
    scenario = assistant.parts.guide.scenarios[0]
    listed = json.loads(run("scenarios", "--json")[1])
    assert [s["id"] for s in listed] == [s.id for s in assistant.parts.guide.scenarios]
    printed = run("scenarios")[1]
    assert all(s["id"] in printed and "facilitator" not in s for s in listed)
    code, output, errors = run("scenarios", scenario.id.upper())
    assert (code, errors) == (0, "")
    assert all(text in " ".join(output.split()) for text in (scenario.title, scenario.options[0].id, scenario.facilitator.notes[0][:30]))
    assert json.loads(run("scenarios", scenario.id, "--json")[1])["facilitator"]["minutes"] == scenario.facilitator.minutes


def test_an_unknown_scenario_ends_with_one(assistant: Assistant, run: Run) -> None:
    """The id is repeated as typed, and the list is pointed to."""
    code, output, errors = run("scenarios", "[/red]")
    assert (code, output) == (1, "")
    assert "[/red]" in errors
    assert "ethics-desk scenarios" in errors


def test_the_doctor_tells_a_fault_by_its_exit_code(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    """Without an index the doctor ends with 1 and says what to run."""
    monkeypatch.setenv("ETHICS_DESK_DATA", str(tmp_path))
    code, output, _ = run("doctor")
    assert code == 1
    assert "ethics-desk ingest" in output


def test_chat_reads_piped_questions(monkeypatch: pytest.MonkeyPatch, assistant: Assistant, run: Run) -> None:
    """Each line of standard input is a turn; its end is the end."""
    monkeypatch.setattr("sys.stdin", io.StringIO("What does NACM 7 say?\n/clause CCMC-RULE-2\n"))
    code, output, _ = run("chat")
    assert code == 0
    assert "NACM 7 · binding" in output
    assert "CCMC Rule 2 · mandatory" in output


@pytest.mark.slow
def test_a_reader_that_stops_early_is_no_error() -> None:
    """`ethics-desk clauses | head -1` prints no traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "clauses", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    process.wait()
    process.stderr.close()
    assert errors == b""


@pytest.mark.slow
def test_an_old_terminal_encoding_loses_no_answer() -> None:
    """Where the output cannot hold a character, the rest is printed all the same."""
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "clauses", "NACM-7"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.returncode == 0
    assert b"dual relationships" in done.stdout
