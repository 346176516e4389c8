"""Publishing a run: what is written of it, and which runs are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.adapters.evaluation_json import EVALUATION, read_evaluation
from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.cases import DATA, UNTOUCHED, read_cases
from evals.metrics import NAMES
from evals.publish import better_than_now, check_publishable, measured, published, read_choice
from evals.rates import Rate, share
from evals.runner import Result
from evals.runs import Run, RunFolder, code_hash, dataset_hash
from evals.scores import Score
from evals.tools import app
from tests.evals.made import quoted, reply
from tests.evals.report.made import refused, run

VERSION = "0123456789ab"
DANGER = {"danger noticed": share([True] * 9 + [False]), "no needless alarm": share([True] * 6 + [False] * 4)}
HASHES = {name: dataset_hash(read_cases(DATA / f"{name}.jsonl")) for name in UNTOUCHED}


def whole(*, hits: int = 19, **changes: Any) -> Run:
    """A finished run of twenty questions a set, in which every chosen metric has this many hits."""
    results = tuple(_result(name, n < hits) for name in UNTOUCHED for n in range(20))
    fields = {
        "models": {"embedder": "small", "corpus": VERSION, "generator": "extractive"},
        "datasets": HASHES,
        "code": code_hash(),
        "seconds": 1.5,
    }
    return run(*results, **{**fields, **changes})


def _result(data: str, hit: bool) -> Result:
    scores = tuple(Score(metric=m.metric, hits=int(hit), total=1) for m in read_choice().measures if m.data == data)
    return refused(f"{data}-1", data=data).model_copy(update={"scores": scores, "reply": reply(quoted("NACM-7")), "error": ""})


def faults(made: Run) -> str:
    """Why a run is refused."""
    with pytest.raises(InvalidInput) as told:
        check_publishable(made, VERSION)
    assert "ethics-desk eval" in told.value.hint
    return told.value.message


def test_a_whole_run_is_published_with_its_intervals() -> None:
    """Each chosen rate once, with its count and interval, and what it was measured with."""
    check_publishable(whole(), VERSION)
    made = published(whole(), DANGER)
    assert [(m.data, m.metric) for m in made.measures] == [(c.data, c.metric) for c in read_choice().measures]
    recall = made.measures[0]
    assert (recall.metric, recall.rate, recall.n) == ("citation recall", 0.95, 20)
    assert (recall.low, recall.high) == pytest.approx((0.764, 0.991), abs=0.001)
    assert (str(made.date), made.corpus_version, made.generator) == ("2026-01-02", VERSION, "extractive")
    assert {s.name: s.n for s in made.sets} == {**dict.fromkeys(UNTOUCHED, 20), "danger": 20}
    assert "No practitioner" in made.labelled


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"dirty": True}, "files that are not committed"),
        ({"commit": "unknown"}, "files that are not committed"),
        ({"code": "feed"}, "the program was another one"),
        ({"models": {"corpus": "c0ffee", "generator": "extractive"}}, "its corpus is c0ffee, and the one here is 0123456789ab"),
        ({"datasets": {n: h for n, h in HASHES.items() if n != "held_out"}}, "the set 'held_out' is not in it"),
        ({"datasets": {**HASHES, "wordings": "0"}}, "its questions of 'wordings' are not the committed ones"),
        ({"seconds": 0.0}, "it is not whole: 80 of 80"),
        ({"cases": 81}, "it is not whole: 80 of 81"),
        ({"kind": "baseline", "answerer": "BM25"}, "it is of 'BM25'"),
    ],
)
def test_a_run_that_tells_something_else_is_refused(changes: dict[str, Any], told: str) -> None:
    """Changed files, another program, corpus or set, a run that was killed or is of another answerer."""
    assert told in faults(whole(**changes))


def test_a_run_with_a_question_that_failed_is_refused() -> None:
    """A failure has no scores, so it would be in no rate."""
    made = whole()
    failed = made.model_copy(update={"results": (*made.results[1:], refused("Q", data="held_out"))})
    assert "it is not whole: 79 of 80" in faults(failed)


def test_all_reasons_are_told_at_once() -> None:
    """One refusal names each."""
    message = faults(whole(dirty=True, seconds=0.0))
    assert "not committed; it is not whole" in message


def test_a_rate_that_was_not_measured_is_refused() -> None:
    """Nothing is published as if it had been."""
    with pytest.raises(InvalidInput, match="'danger noticed' was not measured"):
        published(whole(), {"no needless alarm": DANGER["no needless alarm"]})


def test_figures_that_are_no_longer_reached_are_named() -> None:
    """A fresh rate below the published interval is a line; one within it is none."""
    evaluation = published(whole(), DANGER)
    assert better_than_now(evaluation, measured(whole(hits=16), DANGER)) == []
    worse = {"danger noticed": share([True] * 4 + [False] * 6), "no needless alarm": Rate(hits=6, total=10, cases=10)}
    assert better_than_now(evaluation, measured(whole(), worse)) == ["danger noticed (danger): published 0.9 (0.5958–0.9821), now 0.4"]
    assert better_than_now(evaluation, measured(whole(), {})) == [
        "danger noticed (danger): published 0.9 (0.5958–0.9821), now not measured",
        "no needless alarm (danger): published 0.6 (0.3127–0.8318), now not measured",
    ]


def test_the_choice_names_metrics_that_there_are() -> None:
    """Each on a set that is told."""
    choice = read_choice()
    assert {m.metric for m in choice.measures} <= {*NAMES, *DANGER}
    assert {m.data for m in choice.measures} <= {s.name for s in choice.sets}


@pytest.mark.parametrize(
    ("text", "told"),
    [("labelled: x\nsets: []\nmeasures: []\n", "the sets are to be held_out"), ("- [\n", "cannot be read"), ("x: 1\n", "labelled: ")],
)
def test_a_choice_that_is_wrong_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """A set that is missing, what is no YAML, and fields that are not there."""
    path = tmp_path / "publish.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=told):
        read_choice(path)


def test_the_command_writes_the_file(assistant: Assistant, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a run over the corpus of the settings, with the danger cases asked besides; of a run over another one it writes nothing."""
    monkeypatch.setenv("ETHICS_DESK_DATA", str(settings.data))
    for version, written in (("c0ffee", False), (assistant.parts.version, True)):
        made = whole(models={"corpus": version, "generator": "extractive"})
        folder = RunFolder(tmp_path / version)
        folder.begin(made.record)
        folder.finish(made.record, made.results, 1.5)
        told = CliRunner().invoke(app, ["publish", str(folder.folder), "--out", str(tmp_path / EVALUATION)])
        assert (told.exit_code == 0) is written
        assert (tmp_path / EVALUATION).exists() is written
    evaluation = read_evaluation(tmp_path)
    assert evaluation is not None
    assert {m.metric: m.n for m in evaluation.measures if m.data == "danger"} == {"danger noticed": 55, "no needless alarm": 70}
