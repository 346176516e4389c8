"""The proof with a real chat model: nothing unsupported is shown, and nothing but the explanations is the model's."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from evals.compare import compare, print_sameness
from evals.model_use import model_use
from evals.rates import ALL, rates
from evals.runs import Run
from evals.sameness import comparable


def print_proof(console: Console, runs: Sequence[Run]) -> bool:
    """Print for each run with a chat model what holds; whether all of it holds, of at least one run beside one without a model."""
    pairs = [(one, other) for one in runs for other in runs if comparable(one.record, other.record) and model_use(other.results)]
    holds = bool(pairs)
    for one, other in pairs:
        found = compare(one, other)
        assert found.sameness is not None  # noqa: S101
        print_sameness(console, found.sameness)
        for apart in found.apart:
            console.print(f"not compared: {apart.case}, {apart.why}", markup=False, highlight=False, soft_wrap=True)
        holds &= _supported(console, other) and not found.sameness.departures and not found.apart
    console.print(f"proof: {'holds' if holds else 'does not hold'}", highlight=False)
    return holds


def _supported(console: Console, run: Run) -> bool:
    """Whether the model wrote something, and nothing of it is shown without support; a model that said nothing proves nothing."""
    use = model_use(run.results)
    assert use is not None  # noqa: S101
    rate = rates(run.results).get(ALL, {}).get("written supported")
    unsupported = int(rate.total - rate.hits) if rate else 0
    caught = sum(use.caught.values())
    line = (
        f"{run.record.answerer}: {use.shown} sentences of {use.model} shown, {unsupported} of them unsupported, and {caught} caught, "
        f"of {use.asked} explanations asked for"
    )
    console.print(line, markup=False, highlight=False, soft_wrap=True)
    return not unsupported and use.shown + caught > 0
