"""Which clauses of the other code bear on the same subjects as a clause, by the topics that tie both codes together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from assistant.guide import Topic
from assistant.types import Clause

MOST_RELATED = 4
_CENTRAL, _RELATED = 1.0, 0.4
# At least one of the two clauses is at the heart of the subject; what is beside it twice is too far away.
_SHARED = _CENTRAL * _RELATED


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedClause:
    """A clause of the other code, and the topics that it shares, the closest first."""

    clause: Clause
    topics: tuple[Topic, ...]


def topics_of(clause_id: str, topics: Iterable[Topic]) -> list[Topic]:
    """The topics that a clause belongs to, those that it is central to first."""
    found = [t for t in topics if _weight(clause_id, t)]
    return sorted(found, key=lambda t: -_weight(clause_id, t))


def related_clauses(clause: Clause, clauses: Sequence[Clause], topics: Sequence[Topic]) -> list[RelatedClause]:
    """The few clauses of the other code that share most with a clause, best first.

    Alike are two clauses that stand in the same topics; one that stands in nearly all of them is like no other.
    """
    weights = {c.id: {t.id: w for t in topics if (w := _weight(c.id, t))} for c in clauses}
    found: list[tuple[float, RelatedClause]] = []
    for other in clauses:
        if other.code == clause.code:
            continue
        shared = [t for t in topics if _product(weights, clause, other, t) >= _SHARED]
        if shared:
            shared.sort(key=lambda t: -_product(weights, clause, other, t))
            likeness = sum(_product(weights, clause, other, t) for t in shared) / (_norm(weights[clause.id]) * _norm(weights[other.id]))
            found.append((likeness, RelatedClause(clause=other, topics=tuple(shared))))
    found.sort(key=lambda pair: -pair[0])
    return [related for _, related in found[:MOST_RELATED]]


def _weight(clause_id: str, topic: Topic) -> float:
    if clause_id in topic.central:
        return _CENTRAL
    return _RELATED if clause_id in topic.related else 0.0


def _product(weights: Mapping[str, Mapping[str, float]], one: Clause, other: Clause, topic: Topic) -> float:
    return weights[one.id].get(topic.id, 0.0) * weights[other.id].get(topic.id, 0.0)


def _norm(weights: Mapping[str, float]) -> float:
    return sqrt(sum(w * w for w in weights.values()))
