"""Each way of being wrong is seen by the metrics that are there for it, and by no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from evals.judge import OfflineJudge
from evals.metrics import NAMES
from evals.metrics.context import Context
from evals.rates import ALL, Rate, rates
from evals.replies import Answerer
from evals.runner import Result, run_cases
from evals.stability import with_stability
from tests.assistant.adapters.answers import CLAUSES
from tests.evals.broken import FAULTS, Broken, Fault
from tests.evals.made import TEXTS, lexicon
from tests.evals.sound import CASES, NAME, Sound

JUDGE = OfflineJudge(CLAUSES, lexicon())
# One case in ten is asked twice, by its fingerprint; among so many revisions of one there are some.
_LOOKUP = next(c for c in CASES if c.category == "clause_lookup")
AGAIN = [_LOOKUP.model_copy(update={"id": f"L-{n}", "revision": n}) for n in range(2, 62)]


def results_of(answerer: Answerer, stored: Callable[[Sequence[str]], list[str]]) -> list[Result]:
    """The results of every case and every revision."""
    context = Context(clauses=TEXTS, judge=JUDGE, written=JUDGE, second=JUDGE, stored=stored)
    return with_stability(run_cases([*CASES, *AGAIN], answerer, context))


def below_one(found: Mapping[str, Rate]) -> dict[str, float]:
    """The metrics that saw something."""
    return {metric: rate.value for metric, rate in found.items() if rate.value < 1}


def test_the_sound_answerer_is_right_by_every_metric() -> None:
    """Every metric has something to count, and counts no fault."""
    sound = Sound()
    found = rates(results_of(sound, sound.stored))[ALL]
    assert set(found) == set(NAMES)
    assert [metric for metric, rate in found.items() if not rate.total] == []
    assert below_one(found) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_a_fault_is_seen_by_its_metrics_alone(fault: Fault) -> None:
    """The rate of each metric that should catch it falls below 1, and no other does."""
    broken = Broken(fault.change, masks=fault.masks)
    assert below_one(rates(results_of(broken, broken.stored))[ALL]).keys() == fault.caught


def test_every_metric_sees_some_fault() -> None:
    """No metric is at 1 whatever is answered."""
    assert frozenset().union(*(f.caught for f in FAULTS)) == set(NAMES)


@pytest.mark.parametrize(("name", "place"), [("name in the reply", "reply"), ("name in the log", "beside"), ("name in the store", "store")])
def test_a_leak_is_told_by_its_place_and_without_the_name(name: str, place: str) -> None:
    """The reason says where the identifier was found, and does not leak it once more."""
    fault = next(f for f in FAULTS if f.name == name)
    broken = Broken(fault.change, masks=fault.masks)
    (reason,) = [s.reason for r in results_of(broken, broken.stored) for s in r.scores if s.metric == "nothing leaked" and s.missed]
    assert f"in {place}" in reason
    assert NAME not in reason
