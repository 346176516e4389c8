"""Runs are exported in the shapes that other tools read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InvalidInput
from assistant.types import Dropped, ModelCall
from evals.exports import export_langsmith, export_ragas
from evals.replies import ModelWork, Reply
from evals.runner import Result
from evals.runs import Run, RunRecord
from evals.scores import Score
from tests.evals.made import TEXTS, case, quoted, reply

Export = Callable[[Run, Mapping[str, str], Path], None]
RECORD = RunRecord(
    answerer="ours",
    kind="assistant",
    models={"embedder": "small"},
    judge="words",
    datasets={},
    cases=1,
    commit="0123",
    dirty=False,
    code="c",
    started="2026-01-01T00:00:00+00:00",
    seed=1,
    python="3.11",
    machine="x",
)
# The fields of ragas' record that we fill; the lists of ids are for its metrics without a model.
SINGLE_TURN_SAMPLE = {
    "user_input",
    "retrieved_contexts",
    "retrieved_context_ids",
    "response",
    "reference",
    "reference_contexts",
    "reference_context_ids",
}


def exported(folder: Path, export: Export, given: Reply | None, *, scores: tuple[Score, ...] = (), **changes: Any) -> dict[str, Any]:
    """The one line of an export of one case."""
    result = Result(case=case(**changes), scores=scores, seconds=0.1, reply=given, error="" if given else "Too long.")
    path = folder / "out.jsonl"
    export(Run(record=RECORD, results=(result,)), TEXTS, path)
    (line,) = path.read_text(encoding="utf-8").split("\n")[:-1]
    record: dict[str, Any] = json.loads(line)
    return record


def test_a_ragas_sample_has_its_fields(tmp_path: Path) -> None:
    """Question, answer, the clauses retrieved in their order, and the facts that a good answer holds."""
    given = reply(quoted("NACM-8"), ranked=("NACM-18", "NACM-8"))
    found = exported(tmp_path, export_ragas, given, turns=["May I?"], key_facts=["keep boundaries", "[gap] no amount is given."])
    assert found.keys() == SINGLE_TURN_SAMPLE
    assert (found["user_input"], found["response"]) == ("May I?", TEXTS["NACM-8"])
    assert found["retrieved_contexts"] == [TEXTS["NACM-18"], TEXTS["NACM-8"]]
    assert found["reference"] == "keep boundaries. no amount is given."


def test_a_langsmith_example_has_the_work_of_the_model(tmp_path: Path) -> None:
    """What was caught and the calls, beside the scores; nothing where there is no model."""
    call = ModelCall(purpose="write", model="m", prompt="p", milliseconds=9.0, input_tokens=3, output_tokens=2, outcome="done", cost=0.5)
    work = ModelWork(model="m", outcome="shown", caught=(Dropped(text="No.", citations=("NACM-8",), reason="number"),), calls=(call,))
    told = exported(tmp_path, export_langsmith, reply(quoted("NACM-8"), work=work))["metadata"]["model"]
    assert (told["outcome"], told["caught"][0]["reason"], told["calls"][0]["cost"]) == ("shown", "number", 0.5)
    assert exported(tmp_path, export_langsmith, reply(quoted("NACM-8")))["metadata"]["model"] is None


def test_any_clause_of_a_group_stands_for_it(tmp_path: Path) -> None:
    """The one that was retrieved, else the first; an alternative found is no context missed."""
    groups = [["NACM-7", "NACM-8"], ["NACM-12", "NACM-18"]]
    found = exported(tmp_path, export_ragas, reply(quoted("NACM-8")), gold_clauses=groups)
    assert found["reference_context_ids"] == ["NACM-8", "NACM-12"]
    assert found["reference_contexts"] == [TEXTS["NACM-8"], TEXTS["NACM-12"]]


def test_what_is_cited_was_retrieved(tmp_path: Path) -> None:
    """The first ten of the retriever's order, then clauses that rules brought in, each once and only if it exists."""
    given = reply(quoted("NACM-28"), ranked=(*(f"NACM-{n}" for n in range(1, 15)), "NACM-99"))
    found = exported(tmp_path, export_ragas, given)
    assert found["retrieved_context_ids"] == [*(f"NACM-{n}" for n in range(1, 11)), "NACM-28"]


def test_turns_are_one_input(tmp_path: Path) -> None:
    """A list would be taken for a conversation with answers; characters outside ASCII and line separators stay."""
    found = exported(tmp_path, export_ragas, reply(), turns=["¿Puedo?", "one\u2028two"])
    assert found["user_input"] == "¿Puedo?\n\none\u2028two"


def test_a_refused_case_keeps_its_line(tmp_path: Path) -> None:
    """Every field is there, so that the columns can be read off any line."""
    found = exported(tmp_path, export_ragas, None)
    assert found.keys() == SINGLE_TURN_SAMPLE
    assert (found["response"], found["retrieved_contexts"], found["reference"]) == ("", [], TEXTS["NACM-7"])


def test_langsmith_takes_each_line_as_an_example(tmp_path: Path) -> None:
    """Its own record accepts the line, with nothing left over and no warning of old names."""
    from langsmith.schemas import ExampleCreate

    found = exported(tmp_path, export_langsmith, reply(quoted("NACM-7")), turns=["First.", "And then?"])
    example = ExampleCreate(**found)
    assert found.keys() <= ExampleCreate.model_fields.keys()
    assert example.inputs == {"question": "And then?", "earlier_turns": ["First."]}
    assert example.split == "vignette"


def test_labels_are_reference_outputs_and_the_run_is_metadata(tmp_path: Path) -> None:
    """What is wanted stands apart from what was answered and how it scored; a metric with nothing to count has no score."""
    scores = (Score(metric="citation recall", hits=1, total=2), Score(metric="quotes exact", hits=0, total=0))
    given = reply(quoted("NACM-8"), consult=("supervisor",))
    found = exported(tmp_path, export_langsmith, given, scores=scores, key_facts=["keep boundaries"], consult=["commission"])
    wanted, metadata = found["reference_outputs"], found["metadata"]
    assert (wanted["answer"], wanted["gold_clauses"], wanted["consult"]) == ("keep boundaries.", [["NACM-7", "NACM-8"]], ["commission"])
    assert wanted["contexts"] == {c: TEXTS[c] for c in ("NACM-7", "NACM-8")}
    assert (metadata["id"], metadata["scores"], metadata["error"]) == ("Q-1", {"citation recall": 0.5}, "")
    assert metadata["reply"] == {
        "status": "answered",
        "text": TEXTS["NACM-8"],
        "cited": ["NACM-8"],
        "consult": ["supervisor"],
        "gaps": [],
    }
    assert metadata["run"]["models"] == {"embedder": "small"}


def test_a_refusal_is_told_in_the_metadata(tmp_path: Path) -> None:
    """There is no reply, and the error says why."""
    metadata = exported(tmp_path, export_langsmith, None)["metadata"]
    assert (metadata["reply"], metadata["error"]) == (None, "Too long.")


@pytest.mark.parametrize("export", [export_ragas, export_langsmith])
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, export: Export) -> None:
    """A folder is no file."""
    with pytest.raises(InvalidInput, match="cannot be written"):
        export(Run(record=RECORD, results=()), TEXTS, tmp_path)
