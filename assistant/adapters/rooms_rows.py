"""Rooms as rows of their tables, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from assistant.room.plan import Plan
from assistant.room.record import DeskAnswer, Item
from assistant.room.state import Room, Round, Shown
from assistant.room.store import RoomSummary
from assistant.room.timing import Move

_PLAN = TypeAdapter(Plan)
_SHOWN = TypeAdapter(Shown)


def round_name(found: Round | None) -> str | None:
    """A round as a column holds it."""
    return None if found is None else f"{found.scenario}-{found.number}"


def round_of(name: str) -> Round:
    """The round of a column."""
    scenario, number = name.split("-")
    return Round(scenario=int(scenario), number=1 if number == "1" else 2)


def state_row(room: Room) -> dict[str, Any]:
    """What changes of a room, as values of its row."""
    return {
        "entered": room.entered,
        "touched": room.touched,
        "ended": room.ended,
        "version": room.version,
        "position": room.position,
        "paused": room.paused,
        "approval": room.approval,
        "shown": None if room.shown is None else _SHOWN.dump_python(room.shown, mode="json"),
        "results": [round_name(r) for r in sorted(room.results)],
        "round": round_name(room.round),
        "open_round": round_name(room.open_round),
    }


def room_row(room: Room) -> dict[str, Any]:
    """A new room as values of its row."""
    own = {"id": room.id, "key_id": room.key_id, "code": room.code, "title": room.plan.title, "created": room.created}
    return own | {"plan": _PLAN.dump_python(room.plan, mode="json")} | state_row(room)


def room(row: Row[Any]) -> Room:
    """The room of a row."""
    return Room(
        id=row.id,
        key_id=row.key_id,
        code=row.code,
        plan=_PLAN.validate_python(row.plan),
        created=row.created,
        entered=row.entered,
        touched=row.touched,
        ended=row.ended,
        version=row.version,
        position=row.position,
        paused=row.paused,
        approval=row.approval,
        shown=None if row.shown is None else _SHOWN.validate_python(row.shown),
        results=frozenset(map(round_of, row.results)),
    )


def summary(row: Mapping[str, Any]) -> RoomSummary:
    """The room of a row as a list shows it."""
    return RoomSummary(**row)


def move(row: Row[Any]) -> Move:
    """The move of a row."""
    return Move(at=row.at, position=row.position, paused=row.paused)


def item(row: Row[Any]) -> Item:
    """The item of a row."""
    return Item(id=row.id, at=row.at, kind=row.kind, text=row.text, state=row.state)


def desk_answer(row: Row[Any]) -> DeskAnswer:
    """The answer of a row."""
    return DeskAnswer(id=row.id, at=row.at, question=row.question, answer=row.answer, screen=row.screen, shown=row.shown)
