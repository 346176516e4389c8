"""What rooms need to be kept in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from assistant.room.record import Counts, DeskAnswer, Item, ItemKind, ItemState, RoomRecord
from assistant.room.state import Room, Round

ROOM_IDLE = timedelta(days=3)
"""After so long without anything happening, longer than a room is made before its day, it ends by itself, and its code with it."""
ROOM_KEPT = timedelta(days=3)
"""For so long at least a room is kept after the last thing that happened in it, so that its minutes can be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSummary:
    """A room as it stands in a list."""

    id: str
    code: str
    title: str
    created: datetime
    ended: datetime | None
    people: int


class RoomStore(Protocol):
    """Rooms, who joined them, and what they sent. RecordsUnavailable when the database cannot be used."""

    def add(self, room: Room) -> bool:
        """Keep a new room; False where a running room has its code."""
        ...

    def room(self, room_id: str) -> Room | None:
        """The room of this id, running or ended."""
        ...

    def running(self, code: str) -> str | None:
        """The id of the running room of this code."""
        ...

    def joined(self, code: str, person: str) -> str | None:
        """The id of the running room of this code, for somebody who has joined it; None for anybody else."""
        ...

    def rooms(self, key_id: str) -> Sequence[RoomSummary]:
        """The rooms of a key, newest first."""
        ...

    def change(self, room_id: str, seen: int | None, at: datetime, change: Callable[[Room], Room]) -> Room:
        """Change a room in one step and give it back with its new version; where `change` gives the same room nothing is written.

        An answer that comes onto the screen is noted as shown in the same step, the first time only. RoomChanged where the room is not of
        the version `seen` any more (None for any), UnknownRoom where there is none, UnknownRecord where it has no such answer.
        """
        ...

    def join(self, room_id: str, person: str, at: datetime) -> None:
        """Let a person in, once however often; RoomFull when MOST_PEOPLE are in, UnknownRoom when the room has ended."""
        ...

    def vote(self, room_id: str, person: str, round: Round, option: str, at: datetime) -> str:
        """Keep the vote of a person unless there is one for this round; the option that is kept.

        VotingClosed where this is not the open round, UnknownPerson for somebody who has not joined.
        """
        ...

    def votes_of(self, room_id: str, person: str) -> Mapping[Round, str] | None:
        """What a person has voted for; None for somebody who has not joined."""
        ...

    def counts(self, room_id: str) -> Counts | None:
        """How the room's numbers stand."""
        ...

    def record(self, room_id: str) -> RoomRecord | None:
        """The whole of a room, its votes only as they may be told."""
        ...

    def add_item(self, room_id: str, person: str, item: Item) -> None:
        """Keep what somebody sent ("" for the facilitator); UnknownPerson, or RoomFull when one person has sent MOST_ITEMS."""
        ...

    def settle_item(self, room_id: str, item_id: str, kind: ItemKind, state: ItemState, at: datetime) -> None:
        """Accept or dismiss what was sent, as a question or for the parking lot; UnknownRecord where the room has no such item."""
        ...

    def add_answer(self, room_id: str, answer: DeskAnswer) -> None:
        """Keep an answer of the desk with the room."""
        ...

    def delete(self, room_id: str) -> None:
        """Remove a room with all that belongs to it."""
        ...

    def end_idle(self, before: datetime) -> int:
        """End the rooms that nothing has happened in since `before`, as of when something last did; how many."""
        ...

    def purge(self, before: datetime) -> int:
        """Remove the rooms that nothing has happened in since `before`; how many."""
        ...

    def close(self) -> None:
        """Let go of what it is kept in."""
        ...
