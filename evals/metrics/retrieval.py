"""How well the retriever ranks the clauses, before anything is cited."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evals.cases import Case
from evals.metrics.context import Context
from evals.replies import Reply
from evals.scores import Score

_CUTS = (5, 10)
_NEEDED, _ACCEPTABLE = 2.0, 1.0


def ranking(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Recall at 5 and 10 over the needed groups, reciprocal rank of the first needed clause, nDCG at 10 with graded gains."""
    if not case.gold_clauses or not reply.ranked:
        return
    groups, ranked = case.gold_clauses, reply.ranked
    for cut in _CUTS:
        missed = [g for g in groups if not set(g) & set(ranked[:cut])]
        yield Score(metric=f"recall@{cut}", hits=len(groups) - len(missed), total=len(groups), reason=f"missed {missed}")
    places = [n for n, c in enumerate(ranked, 1) if c in case.gold]
    yield Score(metric="reciprocal rank", hits=1 / places[0] if places else 0.0, total=1, reason=f"first needed at {places[:1]}")
    yield Score(metric="nDCG@10", hits=_ndcg(case, ranked, list(context.clauses)), total=1, reason=f"ranked {list(ranked[:10])}")


def _ndcg(case: Case, ranked: Iterable[str], clause_ids: list[str]) -> float:
    """Gains 2 for needed and 1 for acceptable clauses; a clause that is not ranked stands after all that are."""
    from sklearn.metrics import ndcg_score

    gains = [_NEEDED if c in case.gold else _ACCEPTABLE if c in case.acceptable_clauses else 0.0 for c in clause_ids]
    place = {c: n for n, c in enumerate(ranked)}
    order = [-place.get(c, len(clause_ids) + n) for n, c in enumerate(clause_ids)]
    return float(ndcg_score(np.array([gains]), np.array([order], dtype=float), k=10))
