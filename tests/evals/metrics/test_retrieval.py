"""How an order of clauses is measured."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evals.made import TEXTS, case, reply, scored

OTHERS = tuple(c for c in TEXTS if c not in ("NACM-7", "NACM-8", "NACM-15"))
METRICS = ("recall@5", "recall@10", "reciprocal rank", "nDCG@10")


def ranked(*clauses: str) -> dict[str, tuple[float, float]]:
    """The scores of an order of clauses; 7 or 8 is needed, 15 acceptable."""
    return scored(case(), reply(ranked=clauses))


def test_the_best_order_has_full_marks() -> None:
    """Needed clauses first, then acceptable ones, in either order among themselves."""
    assert {m: ranked("NACM-8", "NACM-7", "NACM-15")[m] for m in METRICS} == {m: (pytest.approx(1), 1) for m in METRICS}


@pytest.mark.parametrize(("before", "at_5", "at_10"), [(0, 1, 1), (4, 1, 1), (5, 0, 1), (9, 0, 1), (10, 0, 0)])
def test_recall_looks_at_the_first_five_and_ten(before: int, at_5: int, at_10: int) -> None:
    """A needed clause behind so many others is found, or not; its reciprocal rank falls with each."""
    found = ranked(*OTHERS[:before], "NACM-7")
    assert (found["recall@5"], found["recall@10"]) == ((at_5, 1), (at_10, 1))
    assert found["reciprocal rank"] == (pytest.approx(1 / (before + 1)), 1)


def test_recall_counts_groups() -> None:
    """Two duties are two to be found; the rank is that of the first."""
    two = case(gold_clauses=[["NACM-7", "NACM-8"], ["NACM-18"]])
    found = scored(two, reply(ranked=("NACM-3", "NACM-8", "NACM-7")))
    assert (found["recall@5"], found["reciprocal rank"]) == ((1, 2), (0.5, 1))


def test_gains_are_two_for_needed_and_one_for_acceptable() -> None:
    """The acceptable one before the two needed ones, by the formula written out."""
    got = 1 + 2 / log2(3) + 2 / log2(4)
    best = 2 + 2 / log2(3) + 1 / log2(4)
    assert ranked("NACM-15", "NACM-7", "NACM-8")["nDCG@10"] == (pytest.approx(got / best), 1)


def test_nothing_needed_in_the_order_is_nothing() -> None:
    """Neither rank nor gain."""
    found = ranked(*OTHERS[:10])
    assert (found["reciprocal rank"][0], found["nDCG@10"][0]) == (0, 0)


def test_without_an_order_or_a_need_nothing_is_measured() -> None:
    """An answerer without a retriever, or a question without a clause, is left out."""
    assert not set(METRICS) & set(scored(case(), reply()))
    assert not set(METRICS) & set(scored(case(gold_clauses=[], answerable="no"), reply(ranked=("NACM-7",))))


@settings(deadline=None, max_examples=30)
@given(st.permutations(list(TEXTS)))
def test_every_order_is_measured_between_nothing_and_all(order: list[str]) -> None:
    """Each is from 0 to 1, and more is found among ten than among five."""
    found = ranked(*order)
    assert all(0 <= found[m][0] <= found[m][1] + 1e-9 for m in METRICS)
    assert found["recall@5"][0] <= found["recall@10"][0]
