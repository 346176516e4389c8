"""A run on disk: written as it comes, read back, resumed after a kill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from evals.cases import Case
from evals.replies import Reply
from evals.runner import Result, run_cases
from evals.runs import RunFolder, RunRecord, dataset_hash, new_record, slug
from tests.evals.made import CONTEXT, case
from tests.evals.sound import CASES, Sound


class Watched(Sound):
    """The sound answerer, counting what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def reply(self, turns: Sequence[str]) -> Reply:
        """The right reply, counted."""
        self.asked.append(turns[-1])
        return super().reply(turns)


def record(**changes: object) -> RunRecord:
    """The record of a run of the sound answerer."""
    return new_record(Sound(), "words", {"made.yaml": CASES}).model_copy(update=changes)


def start(folder: Path, cases: Sequence[Case] = CASES) -> list[Result]:
    """A run that is killed after these cases: results are appended, and never finished."""
    run = RunFolder(folder)
    done = run.begin(record())
    results = list(run_cases(cases, Sound(), CONTEXT, done=done))
    for result in results:
        run.append(result)
    return results


def test_the_record_says_what_was_run() -> None:
    """Answerer, judge, data, code and machine, so that two runs can be compared."""
    made = record()
    assert (made.answerer, made.kind, made.judge, made.cases) == ("sound", "baseline", "words", len(CASES))
    assert made.datasets == {"made.yaml": dataset_hash(CASES)}
    assert len(made.code) == 16
    assert made.commit
    assert made.seed == record().seed


def test_a_finished_run_is_read_back_whole(tmp_path: Path) -> None:
    """Every result as it was, with the time and memory taken."""
    results = start(tmp_path / "run")
    finished = RunFolder(tmp_path / "run").finish(record(), results, 12.3456)
    read = RunFolder(tmp_path / "run").read()
    assert read == finished
    assert read.results == tuple(results)
    assert read.record.seconds == 12.346
    assert read.record.peak_memory_mib > 1


def test_a_run_of_before_chat_models_is_read(tmp_path: Path) -> None:
    """A line without what is known of a model's work is a result like any other."""
    results = start(tmp_path, CASES[:2])
    path = tmp_path / "results.jsonl"
    text = path.read_text(encoding="utf-8")
    assert text.count(',"work":null') == 2
    old = text.replace(',"work":null', "").replace(',"source":"authored"', "").replace(',"source":"model"', "")
    path.write_text(old, encoding="utf-8")
    read = RunFolder(tmp_path).read().results
    assert [r.case for r in read] == [r.case for r in results]
    assert all(r.reply is not None and r.reply.work is None and r.reply.statements[0].source == "authored" for r in read)


def test_each_result_is_on_disk_at_once(tmp_path: Path) -> None:
    """A kill loses no case that was answered."""
    results = start(tmp_path, CASES[:3])
    assert RunFolder(tmp_path).read().results == tuple(results)


@pytest.mark.parametrize("half", ["", '{"case": {"id": "V-', '{"case": {}}\n', "\n\n"])
def test_a_killed_run_resumes_where_it_was(tmp_path: Path, half: str) -> None:
    """What is whole is kept and not asked again; half a line is asked again, and is not left in the file."""
    before = start(tmp_path, CASES[:5])
    with (tmp_path / "results.jsonl").open("a", encoding="utf-8") as file:
        file.write(half)
    folder, answerer = RunFolder(tmp_path), Watched()
    done = folder.begin(record())
    assert done == {r.case.fingerprint: r for r in before}
    for result in run_cases(CASES, answerer, CONTEXT, done=done):
        if result.case.fingerprint not in done:
            folder.append(result)
    assert set(answerer.asked) == {c.turns[-1] for c in CASES[5:]}
    assert [r.case.id for r in folder.read().results] == [c.id for c in CASES]


@pytest.mark.parametrize("change", [{"answerer": "other"}, {"models": {"embedder": "b"}}, {"judge": "chat"}, {"code": "0" * 16}])
def test_a_run_with_something_else_starts_anew(tmp_path: Path, change: dict[str, object]) -> None:
    """Results of another answerer, model, judge or code do not pass for one's own, and are gone."""
    start(tmp_path, CASES[:5])
    assert RunFolder(tmp_path).begin(record(**change)) == {}
    assert RunFolder(tmp_path).read().results == ()


@pytest.mark.parametrize("change", [{"commit": "f" * 40}, {"dirty": True}, {"machine": "other"}, {"started": "2031-01-01T00:00:00+00:00"}])
def test_what_cannot_change_a_reply_does_not_end_a_run(tmp_path: Path, change: dict[str, object]) -> None:
    """Another commit with the same code, another day, another machine: the run goes on."""
    start(tmp_path, CASES[:5])
    assert len(RunFolder(tmp_path).begin(record(**change))) == 5


def test_more_questions_go_on_with_the_same_run(tmp_path: Path) -> None:
    """Results are kept by case, so that a longer file asks only what is new, and a changed case again."""
    start(tmp_path, CASES[:5])
    changed = [CASES[0].model_copy(update={"revision": 2}), *CASES[1:5]]
    done = RunFolder(tmp_path).begin(record(datasets={"made.yaml": dataset_hash(changed)}))
    assert [c.id for c in changed if c.fingerprint not in done] == [CASES[0].id]


def test_refused_cases_are_asked_again(tmp_path: Path) -> None:
    """An endpoint that was down may be up."""
    run = RunFolder(tmp_path)
    run.begin(record())
    run.append(Result(case=CASES[0], scores=(), seconds=0.1, error="No connection."))
    assert RunFolder(tmp_path).begin(record()) == {}


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    """Missing, empty or not ours: one error that names it."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{}", encoding="utf-8")
    for name in ("missing", "broken"):
        with pytest.raises(InvalidInput, match=f"{name} holds no run"):
            RunFolder(tmp_path / name).read()


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be written"):
        RunFolder(tmp_path / "file" / "run").begin(record())


def test_a_hash_of_cases_changes_with_any_of_them() -> None:
    """A label, a turn or the order."""
    one, other = case(), case(id="Q-2")
    hashes = [dataset_hash(cases) for cases in ([one, other], [other, one], [one], [one, case(id="Q-2", revision=2)])]
    assert len(set(hashes)) == len(hashes)
    assert dataset_hash([one, other]) == hashes[0]


@pytest.mark.parametrize(
    ("name", "folder"), [("ethics-desk", "ethics-desk"), ("BM25 + gloss", "bm25-gloss"), ("../a/b", "..-a-b"), ("¿?", "answerer")]
)
def test_a_name_becomes_a_folder_name(name: str, folder: str) -> None:
    """Lower case, and nothing that a path could be made of."""
    assert slug(name) == folder
    assert "/" not in slug(name)
