"""Clauses of the other code are found by the subjects that they share."""

from __future__ import annotations

from assistant.guide import Topic
from assistant.related import MOST_RELATED, related_clauses, topics_of
from assistant.types import Clause


def clause(name: str) -> Clause:
    """A clause of the code that its id begins with."""
    code = name.partition("-")[0]
    return Clause(id=name, label=name, code=code, section="", kind="", force="", text="x", start=0, end=1)


def topic(name: str, central: tuple[str, ...], related: tuple[str, ...] = ()) -> Topic:
    """A topic of these clauses."""
    return Topic(id=name, title=name, title_es=name, central=central, related=related, says=(), bring=(), bring_es=())


A1, A2, B1, B2 = clause("A-1"), clause("A-2"), clause("B-1"), clause("B-2")
ALL = [A1, A2, B1, B2]


def found(one: Clause, topics: list[Topic]) -> list[tuple[str, list[str]]]:
    """The ids of the related clauses, each with its topics."""
    return [(r.clause.id, [t.id for t in r.topics]) for r in related_clauses(one, ALL, topics)]


def test_a_clause_of_the_same_code_is_not_related() -> None:
    """It is the other code that is compared with."""
    assert found(A1, [topic("t", ("A-1", "A-2", "B-1"))]) == [("B-1", ["t"])]


def test_who_shares_most_comes_first() -> None:
    """Two subjects at whose heart both stand count more than one, and the closest subject is named first."""
    topics = [topic("far", ("A-1",), ("B-1",)), topic("near", ("A-1", "B-1")), topic("other", ("A-1",), ("B-2",))]
    assert found(A1, topics) == [("B-1", ["near", "far"]), ("B-2", ["other"])]


def test_who_stands_in_everything_comes_after_who_stands_here() -> None:
    """A clause that goes with nearly every subject says little about one."""
    topics = [topic("t", ("A-1", "B-1", "B-2")), *(topic(f"{n}", ("B-1",)) for n in range(9))]
    assert [i for i, _ in found(A1, topics)] == ["B-2", "B-1"]


def test_two_that_are_both_beside_a_subject_are_not_related() -> None:
    """One of them has to be at its heart."""
    assert found(A1, [topic("t", ("A-2",), ("A-1", "B-1"))]) == []


def test_they_are_few() -> None:
    """However many share a subject."""
    others = [clause(f"B-{n}") for n in range(9)]
    assert len(related_clauses(A1, [A1, *others], [topic("t", ("A-1", *(o.id for o in others)))])) == MOST_RELATED


def test_topics_of_a_clause_begin_with_those_it_is_central_to() -> None:
    """Those that it only stands beside follow."""
    topics = [topic("beside", ("A-2",), ("A-1",)), topic("none", ("A-2",)), topic("heart", ("A-1",))]
    assert [t.id for t in topics_of("A-1", topics)] == ["heart", "beside"]
