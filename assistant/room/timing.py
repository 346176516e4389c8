"""How long each part of a discussion took, from the moves that were made: for the record of continuing education."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from assistant.room.plan import Plan

BREAK = "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The room came to a step, or to a break at it, at a time in UTC."""

    at: datetime
    position: int
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTime:
    """How long a part took; `part` is as Step.part has it, or BREAK."""

    part: str
    taken: timedelta


def times(plan: Plan, moves: Iterable[Move], until: datetime) -> list[PartTime]:
    """The time of each part in the order of the plan, breaks last; what is before the first part and after the last one is of none."""
    steps = plan.steps()
    taken: dict[str, timedelta] = {part: timedelta() for part in dict.fromkeys(s.part for s in steps) if part}
    ordered = sorted(moves, key=lambda m: m.at)
    ends = [*(later.at for _, later in pairwise(ordered)), until]
    for move, end in zip(ordered, ends, strict=False):
        part = BREAK if move.paused else steps[move.position].part
        if part:
            taken[part] = taken.get(part, timedelta()) + max(end - move.at, timedelta())
    return [PartTime(part=part, taken=t) for part, t in taken.items()]
