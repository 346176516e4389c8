"""How a room changes, and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInput, RoomEnded
from assistant.room.state import Room, Round, Shown, approved, closed, moved, pausing, showing, with_results
from tests.assistant.room.rooms import MINUTE, NOON, plan, position, room

FIRST, SECOND = Round(scenario=0, number=1), Round(scenario=0, number=2)


def at(kind: str, scenario: int | None = 0) -> Room:
    """A room that was brought to a step."""
    return moved(room(), position(kind, scenario), NOON)  # type: ignore[arg-type]


def test_votes_are_taken_at_their_steps_only() -> None:
    """At no other step, not during a break and not after the end."""
    assert at("first_vote").open_round == FIRST
    assert at("second_vote").open_round == SECOND
    assert at("discussion").open_round is None
    assert pausing(at("first_vote"), True, NOON).open_round is None
    assert closed(at("first_vote"), NOON).open_round is None


def test_showing_the_outcome_ends_a_vote_for_good() -> None:
    """Whoever goes back to it finds it closed: nobody votes after having seen how the others did."""
    shown = with_results(at("first_vote"), FIRST)
    assert shown.open_round is None
    again = moved(moved(shown, position("story"), NOON), position("first_vote"), NOON)
    assert again.open_round is None


def test_the_movement_step_shows_both_votes() -> None:
    """It is about the two of them, so they are closed from there on."""
    assert at("movement").results == {FIRST, SECOND}


def test_a_vote_without_votes_is_not_ended_by_going_past_it() -> None:
    """One press too many on the clicker; whoever goes back can still have the room vote."""
    past = moved(at("second_vote"), position("movement", 0), NOON, voted={FIRST})
    assert past.results == {FIRST}
    assert moved(past, position("second_vote", 0), NOON, voted={FIRST}).open_round == SECOND


def test_the_outcome_of_a_vote_that_was_not_reached_cannot_be_shown() -> None:
    """It would end a vote before it began."""
    with pytest.raises(InvalidInput, match="not been reached"):
        with_results(at("story"), FIRST)
    with pytest.raises(InvalidInput, match="not been reached"):
        with_results(at("first_vote"), SECOND)


def test_a_move_takes_off_what_was_shown_and_ends_a_break() -> None:
    """The next step is what everybody looks at."""
    busy = pausing(showing(at("story"), Shown(kind="join")), True, NOON)
    after = moved(busy, busy.position + 1, NOON + MINUTE)
    assert (after.shown, after.paused, after.entered) == (None, False, NOON + MINUTE)


def test_an_ended_room_cannot_be_driven() -> None:
    """Only what is stated of the credit can still be corrected; ending it again changes nothing."""
    over = closed(room(), NOON)
    for drive in (
        lambda: moved(over, 1, NOON),
        lambda: showing(over, None),
        lambda: pausing(over, True, NOON),
        lambda: with_results(over, FIRST),
    ):
        with pytest.raises(RoomEnded):
            drive()
    assert approved(over, "approved").approval == "approved"
    assert closed(over, NOON + MINUTE) == over


@given(positions=st.lists(st.integers(-3, 60), max_size=12))
def test_any_walk_leaves_a_room_at_a_step_it_has(positions: list[int]) -> None:
    """Forward, back or far away; a step that there is not is refused and changes nothing."""
    walked = room()
    for wanted in positions:
        if 0 <= wanted < len(plan().steps()):
            walked = moved(walked, wanted, NOON)
            assert walked.position == wanted
        else:
            with pytest.raises(InvalidInput, match="no step"):
                moved(walked, wanted, NOON)
    open_round = walked.open_round
    assert open_round is None or open_round not in walked.results
