"""What is told of votes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.room.results import FEWEST, Movement, movement, tally
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


few = st.integers(0, 9)


@given(both=st.integers(0, 20), changed=st.integers(0, 20), first=few, second=few)
def test_how_few_people_moved_is_not_told(both: int, changed: int, first: int, second: int) -> None:
    """The same bound holds for those who voted twice, and for those who voted in the first or in the second round only."""
    found = movement(0, both, changed, (first, second))
    told = both >= FEWEST and not {first, second} & {1, 2, 3, 4}
    assert found == Movement(scenario=0, both=both, changed=changed if told else None)
