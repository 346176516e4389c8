"""What people in a room send, and the whole of a room as its minutes tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from assistant.room.results import Movement, Tally
from assistant.room.state import Room, Round
from assistant.room.timing import Move

ItemKind = Literal["question", "parking"]
ItemState = Literal["waiting", "accepted", "dismissed"]
MOST_TEXT = 400
"""Characters of what somebody in the room sends."""
MOST_ITEMS = 12
"""Questions and parked matters that one person may send to a room."""
MOST_PEOPLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question to the room, or a matter to be parked for later, masked; nobody but the facilitator sees it until it is accepted."""

    id: str
    at: datetime
    kind: ItemKind
    text: str
    state: ItemState = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAnswer:
    """A question that the facilitator put to the desk, masked, and the answer; `shown` is when the room saw it first.

    `answer` is its JSON as the desk gives it, `screen` that of its pages on the screen.
    """

    id: str
    at: datetime
    question: str
    answer: Mapping[str, Any]
    screen: Mapping[str, Any]
    shown: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What of a room grows without its version: the people who joined, and the votes in the round at its step."""

    version: int
    people: int
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRecord:
    """All of a room that its minutes tell: the outcome of every round that was reached, as it may be told."""

    room: Room
    people: int
    tallies: Mapping[Round, Tally]
    movements: tuple[Movement, ...]
    items: tuple[Item, ...]
    answers: tuple[DeskAnswer, ...]
    moves: tuple[Move, ...]

    @property
    def voted(self) -> frozenset[Round]:
        """The rounds that somebody has voted in."""
        return frozenset(found.round for found in self.tallies.values() if found.votes)
