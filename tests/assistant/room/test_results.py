"""What is told of votes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.room.results import FEWEST, movement, tally
from assistant.room.state import Round

FIRST = Round(scenario=0, number=1)
OPTIONS = ("a", "b", "c")


@given(raw=st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 9)))
def test_few_votes_are_never_broken_down(raw: dict[str, int]) -> None:
    """From five on every option has its count, also the one that nobody took; below, only the total is told."""
    found = tally(FIRST, OPTIONS, raw)
    assert found.votes == sum(raw.values())
    if found.votes < FEWEST:
        assert found.counts is None
    else:
        assert found.counts == {o: raw.get(o, 0) for o in OPTIONS}


@given(both=st.integers(0, 20), changed=st.integers(0, 20))
def test_how_few_people_moved_is_not_told(both: int, changed: int) -> None:
    """The same bound holds for those who voted twice."""
    found = movement(0, both, changed)
    assert found.changed == (changed if both >= FEWEST else None)
