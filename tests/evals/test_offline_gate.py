"""The assistant passes the gate: what `make test`, and so continuous integration, holds every change to."""

from __future__ import annotations

from assistant.guide import spanish_twins
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.answerers.ours import OurAnswerer
from evals.cases import DATA, UNTOUCHED, read_cases
from evals.gate import check_gate, read_gate
from evals.judge import OfflineJudge
from evals.metrics.context import Context
from evals.runner import run_cases
from evals.runs import Run, new_record
from evals.stability import with_stability
from evals.stored import StoreSearch


def test_no_figure_is_below_its_floor(assistant: Assistant, settings: Settings) -> None:
    """Over every question that nothing is fitted to."""
    parts = assistant.parts
    judge = OfflineJudge(parts.clauses, parts.guide.lexicon, spanish_twins(parts.guide))
    context = Context(clauses={c.id: c.text for c in parts.clauses}, judge=judge, stored=StoreSearch(settings.data))
    answerer = OurAnswerer(assistant)
    files = {name: read_cases(DATA / f"{name}.jsonl", frozenset(context.clauses)) for name in UNTOUCHED}
    results = [r for name, cases in files.items() for r in run_cases(cases, answerer, context, data=name)]
    run = Run(record=new_record(answerer, judge.name, files), results=tuple(with_stability(results)))
    assert [s.line for s in check_gate(read_gate(), run)] == []
