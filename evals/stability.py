"""Whether the same question in other words gets the same answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from evals.runner import Result
from evals.scores import Score


def with_stability(results: Iterable[Result]) -> list[Result]:
    """The results, with each wording's likeness to the other wordings of its question added to its scores."""
    every = list(results)
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in every:
        if result.case.wordings_of and result.reply is not None:
            groups[result.case.wordings_of].append(result)
    added: dict[str, list[Score]] = defaultdict(list)
    for group in groups.values():
        for one, other in combinations(group, 2):
            for result, second in ((one, other), (other, one)):
                added[result.case.id] += _likeness(result, second)
    return [r.model_copy(update={"scores": (*_without(r.scores), *_mean(added[r.case.id]))}) if r.case.id in added else r for r in every]


def _likeness(one: Result, other: Result) -> list[Score]:
    assert one.reply is not None and other.reply is not None  # noqa: S101, PT018
    first, second = set(one.reply.cited), set(other.reply.cited)
    jaccard = len(first & second) / len(first | second) if first | second else 1.0
    return [
        Score(metric="same citations", hits=jaccard, total=1, reason=f"{other.case.id}: {sorted(first ^ second)}" if jaccard < 1 else ""),
        Score(
            metric="same status",
            hits=int(one.reply.status == other.reply.status),
            total=1,
            reason=f"{other.case.id}: {other.reply.status}" if one.reply.status != other.reply.status else "",
        ),
    ]


def _mean(scores: Sequence[Score]) -> list[Score]:
    """One score a metric: the mean over the other wordings, with what differed."""
    found = []
    for metric in dict.fromkeys(s.metric for s in scores):
        of_metric = [s for s in scores if s.metric == metric]
        reason = "; ".join(s.reason for s in of_metric if s.reason)
        found.append(Score(metric=metric, hits=sum(s.hits for s in of_metric) / len(of_metric), total=1, reason=reason))
    return found


def _without(scores: Iterable[Score]) -> list[Score]:
    return [s for s in scores if s.metric not in ("same citations", "same status")]
