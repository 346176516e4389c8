"""What is told of votes: nothing of too few, and nothing of a vote that goes on."""

from __future__ import annotations

from dataclasses import replace

from assistant.minutes.votes import outcome, vote_rows
from assistant.room.results import FEWEST, tally
from assistant.room.state import Round
from tests.assistant.minutes.made import FIRST, LATER, OPTIONS, SECOND, counts, record, running


def test_each_round_is_told_as_it_may_be() -> None:
    """Told, too few, not reached."""
    made = record()
    states = [outcome(made, r).state for r in (FIRST, SECOND, LATER, Round(scenario=1, number=2))]
    assert states == ["told", "told", "few", "not reached"]
    assert outcome(made, FIRST).counts == counts(0, 9, 4, 6, 0)
    assert (outcome(made, FIRST).total, outcome(made, LATER).counts) == (19, {})


def test_a_vote_that_goes_on_is_not_told() -> None:
    """Whoever asked twice would see how somebody voted in between; once its outcome has been shown, nobody votes in it any more."""
    made = running(record(), results=frozenset({FIRST}))
    assert [outcome(made, r).state for r in (FIRST, SECOND)] == ["told", "open"]
    assert not outcome(made, SECOND).counts


def test_nobody_and_just_enough() -> None:
    """Five votes are told, four are not, and none at all is said to be none."""
    made = record({FIRST: counts(0, FEWEST), SECOND: counts(0, FEWEST - 1), LATER: {}})
    assert [outcome(made, r).state for r in (FIRST, SECOND, LATER)] == ["told", "few", "none"]


def test_rows_hold_every_option_of_every_round() -> None:
    """In order, with a note where a number is missing."""
    rows = list(vote_rows(record()))
    assert len(rows) == 2 * sum(map(len, OPTIONS))
    assert [(r.letter, r.votes, r.total, r.note) for r in rows[:4]] == [
        ("A", 9, 19, ""),
        ("B", 4, 19, ""),
        ("C", 6, 19, ""),
        ("D", 0, 19, ""),
    ]
    few = [r for r in rows if (r.case, r.round) == (2, 1)]
    assert {(r.votes, r.total, r.note) for r in few} == {(None, None, "fewer than 5 votes: not broken down")}
    assert {r.note for r in rows if (r.case, r.round) == (2, 2)} == {"not reached"}


def test_a_tally_without_counts_is_never_broken_down() -> None:
    """Whatever the room's results say."""
    made = record()
    assert made.room.ended
    given = replace(made, tallies={LATER: tally(LATER, OPTIONS[1], counts(1, 1, 1, 1, 1))})
    assert all(r.votes is None for r in vote_rows(given))
