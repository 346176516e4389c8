"""The `eval` command: tables and misses, the folder of a run, resuming, the gate, and other answerers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.command import evaluate
from evals.runs import RunFolder
from tests.assistant.adapters.chat_server import ChatServer, in_turn, refuses
from tests.assistant.adapters.chat_server import said as streamed
from tests.assistant.scripted import output, statement
from tests.evals.answerers.served import Sent, Server, completion

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
        "answerable": "full",
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
def file(assistant: Assistant, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small file of labelled questions; the command finds the built index by the environment."""
    monkeypatch.setenv("ETHICS_DESK_DATA", str(settings.data))
    monkeypatch.setenv("COLUMNS", "220")
    path = tmp_path / "first.jsonl"
    path.write_text("".join(json.dumps(c) + "\n" for c in CASES), encoding="utf-8")
    return path


def test_the_tables_are_printed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each category, every metric over all with its interval, latency, and the misses with their reasons."""
    evaluate([file])
    printed = capsys.readouterr().out
    assert "ethics-desk on first: 3 questions" in printed
    for words in ("look-up", "vignette [red]", "all categories", "latency: median", "statements dropped: 0; refused: 1"):
        assert words in printed
    for metric in ("citation recall", "quotes exact", "statements supported", "nothing invented", "no verdict"):
        assert metric in printed
    assert "MISS-2 What does NACM 8 say? [/b] [client]" in printed
    assert "first citation: first ['NACM-8']" in printed
    assert "REFUSED-3" in printed
    assert "OK-1" not in printed


def test_misses_can_be_left_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tables alone."""
    evaluate([file], misses=False)
    assert "MISS-2" not in capsys.readouterr().out


def test_a_folder_holds_the_run_the_report_and_its_other_forms(file: Path, tmp_path: Path) -> None:
    """Record, results, JUnit XML, page and summary; the refused case is a row."""
    out = tmp_path / "out"
    evaluate([file], misses=False, out=out)
    run = RunFolder(out / "ethics-desk").read()
    assert [r.case.id for r in run.results] == ["OK-1", "MISS-2", "REFUSED-3"]
    assert run.results[0].reply is not None
    assert run.results[0].reply.cited == ("NACM-7",)
    assert run.results[2].error
    assert run.record.datasets.keys() == {"first"}
    assert run.record.seconds > 0
    assert "MISS-2" in (out / "report.html").read_text(encoding="utf-8")
    assert "citation recall" in (out / "summary.md").read_text(encoding="utf-8")
    assert "MISS-2" in (out / "ethics-desk" / "junit.xml").read_text(encoding="utf-8")


def test_a_run_goes_on_where_it_was_killed(file: Path, tmp_path: Path) -> None:
    """A result that is on disk is not asked again: its time stays as it was."""
    folder = tmp_path / "out" / "ethics-desk"
    evaluate([file], misses=False, out=tmp_path / "out")
    lines = (folder / "results.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    marked = lines[0].replace('"seconds":', '"seconds":1234.5,"was":', 1)
    (folder / "results.jsonl").write_text(marked + lines[1][:40], encoding="utf-8")
    evaluate([file], misses=False, out=tmp_path / "out")
    run = RunFolder(folder).read()
    assert [r.case.id for r in run.results] == ["OK-1", "MISS-2", "REFUSED-3"]
    assert run.results[0].seconds == 1234.5


def test_baselines_stand_side_by_side(file: Path, tmp_path: Path) -> None:
    """Four retrieval baselines over the same questions, with their differences from ours in the report."""
    evaluate([file], answerer=["ours", "baselines"], misses=False, out=tmp_path / "out")
    names = {p.name for p in (tmp_path / "out").iterdir() if p.is_dir()}
    assert names == {"ethics-desk", "langchain-top-4", "langchain-top-5", "bm25", "hybrid-rrf"}
    assert "hybrid-rrf" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


WRITTEN = output(
    statement("NACM asks you to be honest with yourself and your colleagues.", "NACM-12"),
    statement("NACM asks you to report every lie within 30 days.", "NACM-12"),
)


@pytest.fixture
def written(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A question that a model explains, as the only one of its file; the model is a server that says one true sentence and one not."""
    question = "Do I have to be honest with my colleagues? I shaded the truth in a meeting."
    case = {**CASES[0], "id": "LIES-1", "turns": [question], "gold_clauses": [["NACM-12"]]}
    file.write_text(json.dumps(case) + "\n", encoding="utf-8")
    with ChatServer() as chat:
        chat.script = in_turn(streamed(WRITTEN))
        monkeypatch.setenv("ETHICS_DESK_CHAT_MODEL", "openai:small")
        monkeypatch.setenv("ETHICS_DESK_CHAT_BASE_URL", f"{chat.url}/v1")
        monkeypatch.setenv("ETHICS_DESK_CHAT_CACHE_DAYS", "0")
        monkeypatch.setenv("ETHICS_DESK_CHAT_PRICE", "[1000, 1000]")
        yield file


def test_a_chat_model_is_measured_beside_the_answers_without_it(written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables, page, summary and proof tell what it wrote, what was caught, what it took, and that nothing else changed."""
    evaluate([written], answerer=["extractive", "generated"], proof=True, misses=False, out=tmp_path / "out")
    printed = capsys.readouterr().out
    for told in (
        "chat model",
        "openai:small",
        "1.000 [0.207, 1.000], 1 of 1",
        "sentences caught",
        "write 1",
        "mend 1",
        "written supported",
    ):
        assert told in printed
    assert "same status, people and citations as extractive: 1 of 1 questions" in printed
    assert "generated: 1 sentences of openai:small shown, 0 of them unsupported" in printed
    assert "proof: holds" in printed
    reply = RunFolder(tmp_path / "out" / "generated").read().results[0].reply
    assert reply is not None
    assert reply.work is not None
    assert reply.work.outcome == "shown"
    page, summary = ((tmp_path / "out" / name).read_text(encoding="utf-8") for name in ("report.html", "summary.md"))
    assert "The chat model of generated" in page
    assert "Replies side by side" in page
    assert "| chat model of generated | |" in summary


def test_a_model_that_fails_is_asked_again_at_once(written: Path, tmp_path: Path) -> None:
    """No question of a run goes by without the model because it failed at those before."""
    case = json.loads(written.read_text(encoding="utf-8"))
    written.write_text("".join(json.dumps({**case, "id": f"LIES-{n}"}) + "\n" for n in range(5)), encoding="utf-8")
    with ChatServer() as chat, pytest.MonkeyPatch.context() as environment:
        chat.script = in_turn(*[refuses(401)] * 4, streamed(WRITTEN))
        environment.setenv("ETHICS_DESK_CHAT_BASE_URL", f"{chat.url}/v1")
        evaluate([written], answerer=["generated"], misses=False, out=tmp_path / "out")
    replies = [r.reply for r in RunFolder(tmp_path / "out" / "generated").read().results]
    outcomes = [r.work.outcome for r in replies if r is not None and r.work is not None]
    assert outcomes == ["failed"] * 4 + ["shown"]


def test_a_proof_without_a_model_ends_with_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was proved."""
    with pytest.raises(typer.Exit) as ended:
        evaluate([file], answerer=["extractive"], proof=True, misses=False)
    assert ended.value.exit_code == 1
    assert "proof: does not hold" in capsys.readouterr().out


def test_an_endpoint_of_somebody_else_is_scored_alike(file: Path, tmp_path: Path, server: Server) -> None:
    """JSON answers over OpenAI's protocol, with an altered quote and an invented rule, by the same metrics as ours."""
    said = {
        "status": "answered",
        "statements": [
            {"text": "Maintain no boundaries at all.", "kind": "quote", "citations": ["NACM-7"]},
            {"text": "Rule 9 requires you to report it.", "kind": "paraphrase", "citations": ["CCMC-RULE-1"]},
        ],
        "consult": ["commission"],
        "gaps": [],
    }
    server.replies = [Sent(body=completion(json.dumps(said)))]
    evaluate([file], answerer=[f"chat:{server.url}/v1#theirs"], misses=False, out=tmp_path / "out")
    (folder,) = (p for p in (tmp_path / "out").iterdir() if p.is_dir())
    first = RunFolder(folder).read().results[0]
    found = {s.metric: (s.hits, s.total) for s in first.scores}
    assert found["first citation"] == (1, 1)
    assert found["quotes exact"] == (0, 1)
    assert found["statements supported"] == (0, 1)
    assert found["nothing invented"] == (0, 1)


def test_the_gate_ends_with_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What falls short is named; a file of one's own holds none of the cases that the floors are for."""
    with pytest.raises(typer.Exit) as ended:
        evaluate([file], misses=False, gate=True)
    assert ended.value.exit_code == 1
    assert "citation recall (all): no cases" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["theirs", "chat:", "contract"])
def test_an_unknown_answerer_is_refused(file: Path, name: str) -> None:
    """One sentence that tells the names there are."""
    with pytest.raises(InvalidInput, match="is no answerer") as refused:
        evaluate([file], answerer=[name])
    assert "baselines" in refused.value.hint


def test_an_answerer_that_answers_nothing_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the first reason, instead of tables of nothing that end well."""
    with pytest.raises(InvalidInput, match=r"answered none of the 3 questions; the first: .* cannot be reached"):
        evaluate([file], answerer=["contract:http://127.0.0.1:9"], misses=False)
    assert "refused: 3 (the first: " in capsys.readouterr().out


def test_a_report_without_its_libraries_is_refused_at_once(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that names what is missing, before anything is asked."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InvalidInput, match="matplotlib") as refused:
        evaluate([file], out=tmp_path / "out")
    assert "evals" in refused.value.hint
    assert not (tmp_path / "out").exists()


def test_a_faulty_file_is_told_before_anything_is_run(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files are read first, so that no run is lost to the last of them; an id stands in one file only."""
    with pytest.raises(InvalidInput):
        evaluate([file, tmp_path / "none.jsonl"], misses=False)
    twin = tmp_path / "twin.jsonl"
    twin.write_text(json.dumps(CASES[0]) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="OK-1"):
        evaluate([file, twin], misses=False)
    assert capsys.readouterr().out == ""
