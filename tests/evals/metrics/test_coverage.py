"""What counts as answering, as abstaining, as telling a gap and as holding a fact."""

from __future__ import annotations

import pytest

from assistant.types import Status
from tests.evals.made import case, quoted, reasons, reply, said, scored


@pytest.mark.parametrize(
    ("answerable", "status", "metric", "hit"),
    [
        ("no", "not_in_codes", "abstains", 1),
        ("no", "out_of_scope", "abstains", 1),
        ("no", "declined", "abstains", 1),
        ("no", "partial", "abstains", 0),
        ("no", "emergency", "abstains", 0),
        ("full", "answered", "answers", 1),
        ("partial", "emergency", "answers", 1),
        ("full", "partial", "answers", 1),
        ("full", "not_in_codes", "answers", 0),
    ],
)
def test_coverage_is_abstaining_or_answering(answerable: str, status: Status, metric: str, hit: int) -> None:
    """Where the text has no answer, abstaining is right; where it has one, answering in full or in part."""
    found = scored(case(answerable=answerable), reply(quoted("NACM-7"), status=status))
    assert found[metric] == (hit, 1)
    assert {"abstains", "answers"} & set(found) == {metric}


@pytest.mark.parametrize(
    ("status", "gaps", "hit"), [("partial", (), 1), ("answered", ("No sum is named.",), 1), ("answered", (), 0), ("not_in_codes", (), 0)]
)
def test_a_gap_is_told_by_the_status_or_by_name(status: Status, gaps: tuple[str, ...], hit: int) -> None:
    """Where a part of the question has no answer, either says so."""
    assert scored(case(answerable="partial"), reply(quoted("NACM-7"), status=status, gaps=gaps))["gap told"] == (hit, 1)


@pytest.mark.parametrize(("answerable", "status"), [("full", "partial"), ("no", "partial"), ("partial", "emergency")])
def test_gaps_are_looked_for_in_partial_answers_only(answerable: str, status: Status) -> None:
    """Nothing is missing from a full answer, and somebody in danger is helped without a list of gaps."""
    assert "gap told" not in scored(case(answerable=answerable), reply(quoted("NACM-7"), status=status))


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("You must RESPECT their dignity and autonomy.", 1),
        ("Their autonomy is to be respected.", 1),
        ("Mind the dignity of all.", 0),
        ("", 0),
    ],
)
def test_a_fact_is_held_when_most_of_its_words_are(text: str, hit: int) -> None:
    """Three of five content words are enough, whatever their endings; one is not."""
    facts = case(key_facts=["respecting autonomy and dignity"])
    assert scored(facts, reply(said("guidance", text)))["key facts"] == (hit, 1)


def test_a_fact_may_stand_in_a_cited_clause() -> None:
    """The reader sees the clauses that are cited, so that their words count."""
    facts = case(key_facts=["avoiding dual relationships"])
    assert scored(facts, reply(said("paraphrase", "It asks for limits.", "NACM-7")))["key facts"] == (1, 1)
    assert scored(facts, reply(said("paraphrase", "It asks for limits.", "NACM-18")))["key facts"] == (0, 1)


def test_numbers_are_content_and_marked_facts_are_not_looked_for() -> None:
    """ "988" counts although it is short; what begins with a bracket is about behaviour."""
    facts = case(key_facts=["988", "[gap] no sum is named", "[action] call first"])
    assert scored(facts, reply(said("guidance", "Call or text 988.")))["key facts"] == (1, 1)
    assert scored(facts, reply(said("guidance", "Call or text them.")))["key facts"] == (0, 1)


@pytest.mark.parametrize("changes", [{"key_facts": []}, {"key_facts": ["[gap] no sum"]}, {"key_facts": ["dignity"], "answerable": "no"}])
def test_without_facts_none_is_scored(changes: dict[str, object]) -> None:
    """No fact to hold, or no answer to hold it."""
    assert "key facts" not in scored(case(**changes), reply(quoted("NACM-7")))


def test_a_miss_tells_the_status_and_the_facts() -> None:
    """The reason says what came instead."""
    told = reasons(case(answerable="partial", key_facts=["cultural competence"]), reply(status="declined"))
    assert "declined" in told["answers"]
    assert "declined" in told["gap told"]
    assert "cultural competence" in told["key facts"]
