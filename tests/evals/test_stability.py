"""How alike the replies to several wordings of one question are."""

from __future__ import annotations

import pytest

from evals.replies import Reply
from evals.runner import Result
from evals.scores import Score
from evals.stability import with_stability
from tests.evals.made import case, quoted, reply

METRICS = ("same citations", "same status")


def result(name: str, given: Reply | None, *, of: str = "gift", scores: tuple[Score, ...] = ()) -> Result:
    """The result of one wording."""
    return Result(case=case(id=name, wordings_of=of), scores=scores, seconds=0.1, reply=given, error="" if given else "refused")


def citing(*clauses: str, **changes: object) -> Reply:
    """A reply that quotes these clauses."""
    return reply(*(quoted(c) for c in clauses), **changes)


def likeness(*results: Result) -> dict[str, dict[str, float]]:
    """By case: the hits of each metric of stability."""
    return {r.case.id: {s.metric: s.hits for s in r.scores if s.metric in METRICS} for r in with_stability(results)}


def test_two_like_replies_are_the_same() -> None:
    """The order of citations does not matter."""
    found = likeness(result("a", citing("NACM-7", "NACM-8")), result("b", citing("NACM-8", "NACM-7")))
    assert found == {"a": {"same citations": 1, "same status": 1}, "b": {"same citations": 1, "same status": 1}}


def test_citations_are_compared_by_what_they_share() -> None:
    """One clause in common of three (Jaccard's index)."""
    found = likeness(result("a", citing("NACM-7", "NACM-8")), result("b", citing("NACM-8", "NACM-15")))
    assert found["a"]["same citations"] == found["b"]["same citations"] == pytest.approx(1 / 3)


def test_two_replies_that_cite_nothing_are_alike() -> None:
    """Nothing differs."""
    assert likeness(result("a", citing()), result("b", citing()))["a"]["same citations"] == 1


def test_each_wording_has_its_mean_over_the_others() -> None:
    """The odd one of three has 0, each of the others half."""
    found = likeness(*(result(n, citing("NACM-7")) for n in "ab"), result("c", citing("NACM-18", status="partial")))
    assert {name: metrics["same citations"] for name, metrics in found.items()} == {"a": 0.5, "b": 0.5, "c": 0}
    assert {name: metrics["same status"] for name, metrics in found.items()} == {"a": 0.5, "b": 0.5, "c": 0}


def test_a_difference_is_told() -> None:
    """The reason names the other wording with the clauses or the status that differ."""
    first, _ = with_stability([result("a", citing("NACM-7")), result("b", citing("NACM-8", status="partial"))])
    told = {s.metric: s.reason for s in first.scores}
    assert told == {"same citations": "b: ['NACM-7', 'NACM-8']", "same status": "b: partial"}


def test_only_wordings_of_one_question_are_compared() -> None:
    """Another question, a question by itself and a refused wording stay out."""
    found = likeness(
        result("a", citing("NACM-7")), result("b", citing("NACM-8"), of="lie"), result("c", citing("NACM-9"), of=""), result("d", None)
    )
    assert set(map(len, found.values())) == {0}


def test_other_scores_stay_and_old_ones_of_stability_are_replaced() -> None:
    """Done twice, as when a run resumes, it gives the same."""
    kept = (Score(metric="answers", hits=1, total=1),)
    once = with_stability([result("a", citing("NACM-7"), scores=kept), result("b", citing("NACM-7"))])
    assert once[0].scores[:1] == kept
    assert [s.metric for s in once[0].scores] == ["answers", *METRICS]
    assert with_stability(once) == once
