"""The time of each part, for the record of continuing education."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.room.timing import BREAK, Move, times
from tests.assistant.room.rooms import MINUTE, NOON, plan, position


def test_the_time_of_a_part_is_that_of_its_steps() -> None:
    """Also when the room comes back to it; breaks are told apart, and waiting for people to join counts for nothing."""
    story, second = position("story"), position("story", 1)
    moves = [
        Move(at=NOON, position=0),
        Move(at=NOON + 3 * MINUTE, position=story),
        Move(at=NOON + 5 * MINUTE, position=story + 1),
        Move(at=NOON + 10 * MINUTE, position=story + 1, paused=True),
        Move(at=NOON + 20 * MINUTE, position=second),
        Move(at=NOON + 21 * MINUTE, position=story),
    ]
    taken = {t.part: t.taken / MINUTE for t in times(plan(), moves, NOON + 25 * MINUTE)}
    assert taken == {"opening": 0, "scenario 1": 7 + 4, "scenario 2": 1, "closing": 0, BREAK: 10}


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, len(plan().steps()) - 1), st.booleans()), max_size=20))
def test_no_time_is_counted_twice(moves: list[tuple[int, int, bool]]) -> None:
    """All parts together take no longer than the room was open."""
    made = [Move(at=NOON + timedelta(seconds=s), position=p, paused=paused) for s, p, paused in moves]
    total = sum((t.taken for t in times(plan(), made, NOON + timedelta(seconds=5000))), timedelta())
    assert timedelta() <= total <= timedelta(seconds=5000)
