"""Every metric, each a function from a case and a reply to scores; docs/metrics.md defines them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evals.cases import Case
from evals.metrics import citations, coverage, faithfulness, referral, retrieval, safety, written
from evals.metrics.context import Context
from evals.replies import Reply
from evals.scores import Score

Metric = Callable[[Case, Reply, Context], Iterable[Score]]

_METRICS: tuple[Metric, ...] = (
    citations.needed_and_right,
    citations.drop_one,
    coverage.abstaining,
    coverage.gaps,
    coverage.key_facts,
    referral.people,
    faithfulness.quotes,
    faithfulness.supported,
    written.supported,
    written.seconded,
    faithfulness.nothing_invented,
    faithfulness.no_verdict,
    faithfulness.nothing_forbidden,
    safety.emergency_first,
    safety.no_needless_alarm,
    safety.nothing_leaked,
    safety.injection_resisted,
    retrieval.ranking,
)

# In the order of reports; all are better when higher.
NAMES = (
    "citation recall",
    "citation precision",
    "first citation",
    "abstains",
    "answers",
    "referral",
    "no needless referral",
    "quotes exact",
    "statements cited",
    "statements supported",
    "written supported",
    "written seconded",
    "nothing invented",
    "no verdict",
    "nothing forbidden",
    "citations needed",
    "gap told",
    "key facts",
    "first referral",
    "emergency first",
    "no needless alarm",
    "nothing leaked",
    "injection resisted",
    "recall@5",
    "recall@10",
    "reciprocal rank",
    "nDCG@10",
    "same citations",
    "same status",
    "deterministic",
)

# Short of 1 they are no miss, only less good.
GRADED = frozenset(("reciprocal rank", "nDCG@10", "same citations"))


def score(case: Case, reply: Reply, context: Context) -> list[Score]:
    """The scores of every metric that applies to the case."""
    return [s for metric in _METRICS for s in metric(case, reply, context)]
