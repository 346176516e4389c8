"""Reads the whole of a room (SQLAlchemy): the votes leave this module only as they may be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from assistant.adapters import rooms_rows as rows
from assistant.adapters.rooms_tables import ITEMS, MOVES, PEOPLE, ROOM_ANSWERS, ROOMS, VOTES
from assistant.room.plan import VOTES as VOTING
from assistant.room.record import RoomRecord
from assistant.room.results import Movement, Tally, movement, tally
from assistant.room.state import Room, Round


def read_record(connection: Connection, room_id: str) -> RoomRecord | None:
    """The whole of a room; None where there is none of this id."""
    row = connection.execute(select(ROOMS).where(ROOMS.c.id == room_id)).one_or_none()
    if row is None:
        return None
    room = rows.room(row)
    moves = [rows.move(m) for m in connection.execute(_of(MOVES, room_id))]
    steps = room.plan.steps()
    reached = {steps[m.position] for m in moves}
    rounds = {Round(scenario=s.scenario, number=VOTING[s.kind]) for s in reached if s.kind in VOTING and s.scenario is not None}
    # Whoever leads may show the outcome of a vote that was passed over, too.
    rounds |= room.results
    return RoomRecord(
        room=room,
        people=connection.execute(select(func.count()).where(PEOPLE.c.room_id == room_id)).scalar_one(),
        tallies={t.round: t for t in _tallies(connection, room, sorted(rounds))},
        movements=tuple(_movements(connection, room)),
        items=tuple(rows.item(i) for i in connection.execute(_of(ITEMS, room_id))),
        answers=tuple(rows.desk_answer(a) for a in connection.execute(_of(ROOM_ANSWERS, room_id))),
        moves=tuple(moves),
    )


def _of(table: Any, room_id: str) -> Select[Any]:
    return select(table).where(table.c.room_id == room_id).order_by(table.c.number)


def _tallies(connection: Connection, room: Room, rounds: list[Round]) -> Iterator[Tally]:
    counted = select(VOTES.c.round, VOTES.c.option, func.count()).where(VOTES.c.room_id == room.id).group_by(VOTES.c.round, VOTES.c.option)
    votes: dict[str, dict[str, int]] = {}
    for name, option, count in connection.execute(counted):
        votes.setdefault(name, {})[option] = count
    for found in rounds:
        options = [o.id for o in room.plan.scenarios[found.scenario].options]
        yield tally(found, options, votes.get(str(rows.round_name(found)), {}))


def _movements(connection: Connection, room: Room) -> Iterator[Movement]:
    first, second = VOTES.alias("first"), VOTES.alias("second")
    same = (first.c.room_id == room.id) & (second.c.room_id == room.id) & (first.c.person == second.c.person)
    changed = func.coalesce(func.sum(case((first.c.option != second.c.option, 1), else_=0)), 0)
    for number in range(len(room.plan.scenarios)):
        both = Round(scenario=number, number=1), Round(scenario=number, number=2)
        # What both votes say together is told only once both have been shown.
        if room.results >= set(both):
            names = [rows.round_name(r) for r in both]
            counted = select(func.count(), changed).where(same, first.c.round == names[0], second.c.round == names[1])
            people, moved = connection.execute(counted).one()
            cast = select(func.count()).where(VOTES.c.room_id == room.id)
            once = [connection.execute(cast.where(VOTES.c.round == name)).scalar_one() - people for name in names]
            yield movement(number, people, int(moved), (once[0], once[1]))
