"""A room as it stands, and how each thing that a facilitator does changes it. Each change gives a new room; what cannot be is refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.errors import InvalidInput, RoomEnded
from assistant.room.plan import VOTES, Plan, RoundNumber, Step

Approval = Literal["pending", "approved"]
ShownKind = Literal["join", "answer", "clause", "item"]
_WHAT_TO_DO = "Look at the room again, and choose among what it has."


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Round:
    """One vote of the room: the index of the scenario, and the first or the second vote on it."""

    scenario: int
    number: RoundNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is put on the screen over the step: an answer of the desk (by page, from 0), a clause, an entry of the room, or how to join."""

    kind: ShownKind
    id: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room: `version` grows with each change, `position` is the index of its step, `entered` when it came to that step.

    `results` are the rounds whose outcome has been shown: nobody votes in them any more. Times are in UTC.
    """

    id: str
    key_id: str
    code: str
    plan: Plan
    created: datetime
    entered: datetime
    touched: datetime
    ended: datetime | None = None
    version: int = 1
    position: int = 0
    paused: bool = False
    approval: Approval = "pending"
    shown: Shown | None = None
    results: frozenset[Round] = frozenset()

    @property
    def step(self) -> Step:
        """The step that the room stands at."""
        return self.plan.steps()[self.position]

    @property
    def round(self) -> Round | None:
        """The round that the room's step belongs to, open or not; None at a step without a vote."""
        step = self.step
        number = VOTES.get(step.kind)
        return Round(scenario=step.scenario, number=number) if number and step.scenario is not None else None

    @property
    def open_round(self) -> Round | None:
        """The round that people may vote in now."""
        found = self.round
        return None if found is None or self.ended or self.paused or found in self.results else found


def moved(room: Room, position: int, now: datetime, voted: Collection[Round] | None = None) -> Room:
    """The room at another step. At the step that shows how it moved, both votes are shown; InvalidInput where there is no such step.

    `voted` are the rounds that have votes, None where that is not known. One without any is not ended by going past it: one press too
    many would take the vote from the room for good.
    """
    _check_running(room)
    steps = room.plan.steps()
    if not 0 <= position < len(steps):
        raise InvalidInput(f"The room has no step {position}; its steps are 0 to {len(steps) - 1}.", _WHAT_TO_DO)
    step = steps[position]
    results = room.results
    if step.kind == "movement" and step.scenario is not None:
        both = {Round(scenario=step.scenario, number=1), Round(scenario=step.scenario, number=2)}
        results |= both if voted is None else both & {*voted}
    return replace(room, position=position, results=results, entered=now, shown=None, paused=False)


def showing(room: Room, shown: Shown | None) -> Room:
    """The room with something over its step, or with nothing."""
    _check_running(room)
    return replace(room, shown=shown)


def taken_off(room: Room, item_id: str) -> Room:
    """The room without this entry over its step."""
    on_screen = room.shown is not None and (room.shown.kind, room.shown.id) == ("item", item_id)
    return replace(room, shown=None) if on_screen else room


def with_results(room: Room, wanted: Round) -> Room:
    """The room with the outcome of a round shown, which ends that vote; InvalidInput for a round that was not reached yet."""
    _check_running(room)
    reached = [s for s in room.plan.steps()[: room.position + 1] if s.scenario == wanted.scenario and VOTES.get(s.kind) == wanted.number]
    if not reached:
        raise InvalidInput("This vote has not been reached yet.", "Go on to its step first.")
    return replace(room, results=room.results | {wanted})


def pausing(room: Room, paused: bool, now: datetime) -> Room:
    """The room at a break, or back from it; the time of a break counts for no part."""
    _check_running(room)
    return room if paused == room.paused else replace(room, paused=paused, entered=now)


def approved(room: Room, approval: Approval) -> Room:
    """The room with what its facilitator states of the credit's approval; this can be said after the end too."""
    return replace(room, approval=approval)


def closed(room: Room, now: datetime) -> Room:
    """The room at its end, for good: its code opens nothing any more, and every round is over."""
    return room if room.ended else replace(room, ended=now, shown=None, paused=False)


def _check_running(room: Room) -> None:
    if room.ended:
        raise RoomEnded("The room has ended.", "Make a new one; the minutes of this one can still be had.")
