"""The assistant passes the gate and does what is published of it: what `make test`, and so continuous integration, holds changes to."""

from __future__ import annotations

import pytest

from assistant.adapters.evaluation_json import read_evaluation
from assistant.guide import spanish_twins
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.answerers.ours import OurAnswerer
from evals.cases import DATA, UNTOUCHED, read_cases
from evals.danger import untouched_rates
from evals.gate import check_gate, read_gate
from evals.judge import OfflineJudge
from evals.metrics.context import Context
from evals.publish import better_than_now, measured
from evals.runner import run_cases
from evals.runs import Run, new_record
from evals.stability import with_stability
from evals.stored import StoreSearch


@pytest.fixture(scope="module")
def run(assistant: Assistant, settings: Settings) -> Run:
    """A run over every question that nothing is fitted to."""
    parts = assistant.parts
    judge = OfflineJudge(parts.clauses, parts.guide.lexicon, spanish_twins(parts.guide))
    context = Context(clauses={c.id: c.text for c in parts.clauses}, judge=judge, stored=StoreSearch(settings.data))
    answerer = OurAnswerer(assistant)
    files = {name: read_cases(DATA / f"{name}.jsonl", frozenset(context.clauses)) for name in UNTOUCHED}
    results = [r for name, cases in files.items() for r in run_cases(cases, answerer, context, data=name)]
    return Run(record=new_record(answerer, judge.name, files), results=tuple(with_stability(results)))


def test_no_figure_is_below_its_floor(run: Run) -> None:
    """Over all of them."""
    assert [s.line for s in check_gate(read_gate(), run)] == []


def test_what_is_published_is_of_this_corpus_and_not_better_than_this_run(assistant: Assistant, settings: Settings, run: Run) -> None:
    """After a change of the corpus `ethics-desk evals publish` writes corpus/evaluation.json again: docs/evaluation.md has the command."""
    published = read_evaluation(settings.corpus)
    assert published is not None
    assert published.corpus_version == assistant.parts.version
    assert better_than_now(published, measured(run, untouched_rates(assistant))) == []
