"""Coverage tells what the texts answer, what they answer in part, and what they do not hold."""

from __future__ import annotations

import pytest

from assistant.fusion import Fusion
from assistant.guide import Premise
from assistant.stages.coverage import FEATURES, PARTIAL_FEATURES, Coverage, CoverageJudge, coverage_scores
from assistant.types import Status
from tests.assistant.stages.made import models, near, retrieved, silence

FEE = silence("fee", r"\bfees?\b", topics=("renewal",))
HOURS = silence("hours", r"\bhours?\b", outcome="partial", topics=("renewal",))
NINE = Premise(id="nine", patterns=(r"\bnine rules\b",), text="There are six.", text_es="Son seis.", clauses=("NACM-1",))


def judge(text: str, found: object, **changes: object) -> Coverage:
    """The judgement by a small guide."""
    return CoverageJudge([FEE, HOURS], [NINE], models(**changes)).judge(text, found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ({"answered": 0.9}, "answered"),
        ({"answered": 0.3, "partial": 0.6}, "partial"),
        ({"not_in_codes": 0.8, "answered": 0.2}, "not_in_codes"),
        ({"out_of_scope": 0.8, "not_in_codes": 0.3}, "out_of_scope"),
        ({"declined": 0.9, "out_of_scope": 0.5}, "declined"),
    ],
)
def test_the_outcome_that_is_likeliest_is_the_status(outcomes: dict[str, float], status: Status) -> None:
    """Absence is judged first; then the likeliest kind of absence, or else full against partial."""
    assert judge("anything", retrieved(outcomes)).status == status


def test_the_cut_between_answered_and_partial_is_learned() -> None:
    """A higher cut asks for a clearer lead of partial."""
    found = retrieved({"answered": 0.4, "partial": 0.5})
    assert judge("q", found, partial_above=0.52).status == "partial"
    assert judge("q", found, partial_above=0.6).status == "answered"


def test_the_cut_for_absence_is_learned() -> None:
    """The same chance of absence abstains under one cut-off and answers under a higher one."""
    found = retrieved({"answered": 0.4, "not_in_codes": 0.6})
    assert judge("q", found).status == "not_in_codes"
    assert judge("q", found, absent_above=0.9).status == "answered"


def test_a_false_premise_is_answered_not_refused() -> None:
    """A mistaken belief that the text corrects is no silence of the text."""
    found = judge("Where are the NINE rules?", retrieved({"not_in_codes": 0.9}))
    assert found.status not in ("not_in_codes", "out_of_scope", "declined")
    assert found.premises == (NINE,)
    assert judge("Where are the six rules?", retrieved({"not_in_codes": 0.9})).premises == ()


def test_a_turn_of_phrase_is_no_premise() -> None:
    """Where the clause that corrects a belief has hardly any chance, its words met something else."""
    assert judge("Where are the NINE rules?", retrieved({"answered": 0.9}, central=0.01)).premises == ()


def test_words_name_the_silences_of_the_likely_topics() -> None:
    """The patterns of a recognised topic are tried on folded text; those of other topics are not."""
    found = judge("What FEES do I pay?", retrieved({"not_in_codes": 0.9}, topics={"renewal": 0.8}))
    assert [s.id for s in found.silences] == ["fee"]
    assert judge("What is due?", retrieved({"not_in_codes": 0.9}, topics={"renewal": 0.8})).silences == ()


def test_a_near_way_of_asking_names_its_silence() -> None:
    """A close question whose detail is known to be absent names it; a distant one does not."""
    assert [s.id for s in judge("q", retrieved({}, [near(0.9, "not_in_codes", "fee")])).silences] == ["fee"]
    assert judge("q", retrieved({}, [near(0.6, "not_in_codes", "fee")])).silences == ()


def test_words_go_before_likeness() -> None:
    """A silence whose words occur is likelier than one that is only near."""
    found = judge("how many hours", retrieved({}, [near(0.95, "not_in_codes", "fee"), near(0.7, "partial", "hours")]))
    assert [s.id for s in found.silences] == ["hours", "fee"]


def test_the_scores_count_neighbours_by_likeness() -> None:
    """The labels of near questions weigh more than those of many far ones."""
    found = retrieved({"answered": 0.2}, [near(0.95, "not_in_codes"), *[near(0.5)] * 20], central=0.7)
    scores = coverage_scores("what is due", found, [FEE])
    assert scores["votes_absent"] > 0.9
    assert (scores["near_absent"], scores["near_answer"], scores["central"], scores["pattern"]) == (0.95, 0.5, 0.7, 1.0)
    assert set(scores) == {*FEATURES, *PARTIAL_FEATURES}


def test_only_absent_details_count_as_a_pattern() -> None:
    """A silence that leaves a partial answer is no sign of absence; no neighbours at all are no sign either."""
    scores = coverage_scores("hours", retrieved({}), [HOURS])
    assert (scores["pattern"], scores["votes_absent"], scores["near_absent"], scores["near_answer"]) == (0, 0, 0, 0)


def test_the_chance_of_absence_is_told() -> None:
    """The judgement carries the chance it rests on."""
    always = Fusion(weights={}, bias=3.0)
    assert judge("q", retrieved({"declined": 0.1}), absent=always).absent == pytest.approx(0.9526, abs=1e-3)
