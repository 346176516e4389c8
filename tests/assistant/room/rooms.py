"""Rooms for the tests: a plan over scenarios of the corpus, and a room that stands where a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from assistant.room.making import Sources, new_plan
from assistant.room.plan import Plan, StepKind
from assistant.room.state import Room
from assistant.settings import default_corpus
from ingest.guide import read_guide
from ingest.register import build_register

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GIFT, LUNCH = "gift-from-a-grateful-family", "lunch-from-second-dawn"


@cache
def sources() -> Sources:
    """The guide's part and the register of the corpus."""
    guide, _ = read_guide(default_corpus())
    codes, clauses = build_register(default_corpus())
    return Sources(live=guide.live, codes=tuple(codes), clauses=tuple(clauses), corpus_version="0123456789ab")


@cache
def plan(*scenario_ids: str, opening: bool = True, closing: bool = True) -> Plan:
    """A plan over these scenarios; two of them where none is named."""
    guide, _ = read_guide(default_corpus())
    found = [s for i in scenario_ids or (GIFT, LUNCH) if (s := guide.scenario(i))]
    return new_plan("Ethics hour", found, sources(), opening=opening, closing=closing)


def room(**changes: Any) -> Room:
    """A new room, with these fields changed."""
    fields: dict[str, Any] = {
        "id": "room_1",
        "key_id": "abcdefgh",
        "code": "BCDFGH",
        "plan": plan(),
        "created": NOON,
        "entered": NOON,
        "touched": NOON,
    }
    return Room(**fields | changes)


def position(kind: StepKind, scenario: int | None = 0, of: Plan | None = None) -> int:
    """Where the first such step is in a plan."""
    steps = (of or plan()).steps()
    return next(n for n, s in enumerate(steps) if s.kind == kind and s.scenario == scenario)
