"""Cuts the ranked clauses to those that deserve a citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.fusion import FusionModels
from assistant.types import Passage

MAX_CITATIONS = 5
_COMPARE_FLOOR = 0.12
_COUNTERPART_FLOOR = 0.03
_MOST_COUNTERPARTS = 2


def select(
    passages: Sequence[Passage],
    *,
    named: Sequence[str],
    among: Sequence[str] = (),
    codes: frozenset[str],
    compare: bool,
    code_of: Mapping[str, str],
    models: FusionModels,
) -> list[str]:
    """Clause ids worth citing, most important first.

    Clauses that the question names come first. A question that names one code is answered from it
    when it holds something central; a comparison takes the best of each code; a question that picks
    `among` earlier clauses gets one of them.
    """
    chosen = list(dict.fromkeys(named))
    pool = [p for p in passages if p.clause_id not in chosen and (not among or p.clause_id in among)]
    if len(codes) == 1 and not compare:
        within = [p for p in pool if code_of[p.clause_id] in codes]
        if named or (within and within[0].central >= models.cite_central / 2):
            pool = within
    if compare:
        for code in sorted({code_of[p.clause_id] for p in pool}, key=lambda c: _best(pool, code_of, c), reverse=True):
            best = next(p for p in pool if code_of[p.clause_id] == code)
            if best.central >= _COMPARE_FLOOR and not any(code_of[c] == code for c in named):
                chosen.append(best.clause_id)
    if not chosen and pool:
        chosen.append(pool[0].clause_id)
    for passage in pool:
        if len(chosen) >= max(MAX_CITATIONS, len(named)):
            break
        if passage.clause_id not in chosen and _worth_citing(passage, models):
            chosen.append(passage.clause_id)
    return chosen


def counterparts(passages: Sequence[Passage], *, codes: frozenset[str], code_of: Mapping[str, str]) -> list[str]:
    """The clauses of `codes` that come nearest to a clause of the other code, for passages retrieved in that clause's words.

    That clause itself takes nearly all of the chance, so the floor is low; a clause without a like stays well below it.
    """
    near = [p.clause_id for p in passages if code_of[p.clause_id] in codes and p.central >= _COUNTERPART_FLOOR]
    return near[:_MOST_COUNTERPARTS]


def _worth_citing(passage: Passage, models: FusionModels) -> bool:
    return passage.central >= models.cite_central or passage.score >= models.cite_support


def _best(pool: Sequence[Passage], code_of: Mapping[str, str], code: str) -> float:
    return max(p.central for p in pool if code_of[p.clause_id] == code)
