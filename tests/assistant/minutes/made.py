"""Records of rooms for the minutes, and the minutes made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from assistant.minutes.compose import Wanted, compose
from assistant.packet.blocks import Handout
from assistant.pipeline import Assistant
from assistant.room.record import DeskAnswer, Item, RoomRecord
from assistant.room.results import movement, tally
from assistant.room.state import Room, Round
from assistant.room.timing import Move
from tests.assistant.packet.made import answered
from tests.assistant.room.rooms import MINUTE, NOON, plan, position, room

FIRST, SECOND, LATER = Round(scenario=0, number=1), Round(scenario=0, number=2), Round(scenario=1, number=1)
END = NOON + 70 * MINUTE
OPTIONS = tuple(tuple(o.id for o in s.options) for s in plan().scenarios)


def counts(case: int, *votes: int) -> dict[str, int]:
    """Votes by the options of a case."""
    return dict(zip(OPTIONS[case], votes, strict=False))


def record(votes: Mapping[Round, dict[str, int]] | None = None, **changes: Any) -> RoomRecord:
    """The record of a room that has ended: a whole case, and the second one as far as its first vote, which three people cast."""
    cast = votes or {FIRST: counts(0, 9, 4, 6, 0), SECOND: counts(0, 3, 5, 10, 1), LATER: counts(1, 2, 1)}
    walked = [*range(position("twist") + 1), position("story", 1), position("first_vote", 1)]
    moves = [Move(at=NOON + at * 2 * MINUTE + timedelta(seconds=at), position=p) for at, p in enumerate(walked)]
    moves.insert(8, Move(at=moves[7].at + MINUTE, position=moves[7].position, paused=True))
    fields: dict[str, Any] = {
        "room": room(ended=END, approval="approved", results=frozenset({FIRST, SECOND})),
        "people": 21,
        "tallies": {r: tally(r, OPTIONS[r.scenario], given) for r, given in cast.items()},
        "movements": (movement(0, 18, 7, (0, 5)),),
        "items": (
            Item(id="itm_1", at=NOON, kind="question", text="What if [name] offers it again?", state="accepted"),
            Item(id="itm_2", at=NOON, kind="question", text="A question that was put aside", state="dismissed"),
            Item(id="itm_3", at=NOON, kind="parking", text="Our gift policy is from 2009.", state="accepted"),
            Item(id="itm_4", at=NOON, kind="parking", text="Nobody has looked at this yet", state="waiting"),
        ),
        "answers": (),
        "moves": tuple(moves),
    }
    return RoomRecord(**fields | changes)


def running(given: RoomRecord, **changes: Any) -> RoomRecord:
    """The same room before its end."""
    made: Room = replace(given.room, ended=None, **changes)
    return replace(given, room=made)


def desk_answer(assistant: Assistant, question: str, *, shown: bool = True) -> DeskAnswer:
    """An answer of the desk that the room has seen."""
    answer = answered(assistant, question)
    return DeskAnswer(
        id="ans_1", at=NOON, question=answer.question, answer=answer.model_dump(mode="json"), screen={}, shown=NOON if shown else None
    )


def minuted(assistant: Assistant, given: RoomRecord | None = None) -> Handout:
    """The minutes of a room, by the clock of Greenwich."""
    parts = assistant.parts
    return compose(Wanted(record=given or record(), now=END, zone=UTC), parts.guide, parts.codes, parts.clauses)
