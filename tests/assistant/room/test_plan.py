"""The steps of a room."""

from __future__ import annotations

import pytest

from assistant.errors import InvalidInput
from assistant.room.making import new_plan
from assistant.room.plan import MOST_SCENARIOS
from tests.assistant.room.rooms import GIFT, LUNCH, plan, sources


def test_a_scenario_goes_through_its_steps_in_order() -> None:
    """The clauses at its heart are revealed one by one between the two votes; the twist's own come after it."""
    (gift, _) = plan().scenarios
    steps = [s for s in plan().steps() if s.scenario == 0]
    assert [s.kind for s in steps if s.kind != "clause"] == [
        "story",
        "prompts",
        "first_vote",
        "discussion",
        "second_vote",
        "movement",
        "consultation",
        "twist",
    ]
    revealed = [s.clause for s in steps if s.kind == "clause"]
    assert revealed == [*gift.central, *(c for c in gift.twist.clauses if c not in gift.central)]
    kinds = [s.kind for s in steps]
    assert kinds[4 : 4 + len(gift.central)] == ["clause"] * len(gift.central)
    assert kinds[4 + len(gift.central)] == "second_vote"


def test_each_part_that_is_planned_has_its_minutes() -> None:
    """The cases by their number from 1, as the parts of the steps are called; what is left out has none."""
    (gift, lunch) = plan().scenarios
    planned = plan().planned()
    assert planned.keys() == {step.part for step in plan().steps() if step.part}
    assert (planned["scenario 1"], planned["scenario 2"]) == (gift.facilitator.minutes, lunch.facilitator.minutes)
    assert [*plan(GIFT, opening=False, closing=False).planned()] == ["scenario 1"]


def test_the_decks_questions_open_and_close_the_discussion() -> None:
    """Unless the facilitator wants neither; the first step is always the joining, the last one the end."""
    assert [s.kind for s in plan().steps()][:2] == ["join", "opening"]
    assert [s.kind for s in plan().steps()][-2:] == ["closing", "end"]
    bare = [s.kind for s in plan(GIFT, opening=False, closing=False).steps()]
    assert (bare[:2], bare[-1]) == (["join", "story"], "end")
    assert "opening" not in bare
    assert "closing" not in bare


def test_a_plan_holds_every_clause_that_it_names_word_for_word() -> None:
    """What the room reads does not depend on what becomes of the register later."""
    texts = {c.id: c.text for c in sources().clauses}
    for step in plan().steps():
        if step.clause:
            assert plan().clause(step.clause).text == texts[step.clause]
    opening = plan().opening
    assert opening is not None
    assert all(q in plan().clause(opening.clause).text for q in opening.questions)


def test_a_plan_of_no_or_too_many_scenarios_is_refused() -> None:
    """The sentence says how many there may be."""
    (gift, _) = plan().scenarios
    for chosen in ([], [gift] * (MOST_SCENARIOS + 1)):
        with pytest.raises(InvalidInput, match="scenario"):
            new_plan("", chosen, sources(), opening=True, closing=True)


def test_each_step_counts_for_a_part() -> None:
    """The time of a scenario is that of all its steps; joining and the end count for nothing."""
    parts = [s.part for s in plan(GIFT, LUNCH).steps()]
    assert [*dict.fromkeys(parts)] == ["", "opening", "scenario 1", "scenario 2", "closing"]
