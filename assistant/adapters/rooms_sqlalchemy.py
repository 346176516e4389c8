"""Live rooms in a database (SQLAlchemy)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.adapters import rooms_rows as rows
from assistant.adapters.database_sqlalchemy import Database, upsert
from assistant.adapters.rooms_record import read_record
from assistant.adapters.rooms_tables import ITEMS, MOVES, PEOPLE, ROOM_ANSWERS, ROOMS, VOTES
from assistant.errors import RoomChanged, RoomFull, UnknownPerson, UnknownRecord, UnknownRoom, VotingClosed
from assistant.room.record import MOST_ITEMS, MOST_PEOPLE, Counts, DeskAnswer, Item, ItemKind, ItemState, RoomRecord
from assistant.room.state import Room, Round
from assistant.room.store import RoomSummary

_JOIN_AGAIN = "Open the room's address or type its code again."


class SqlalchemyRooms:
    """Rooms in the tables of a database, which must be up to date."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, room: Room) -> bool:
        """Keep a new room; False where a running room has its code."""
        with self._database.writing() as connection:
            try:
                connection.execute(insert(ROOMS).values(rows.room_row(room)))
            except IntegrityError:
                # The transaction is of no more use, and nothing was written in it.
                connection.rollback()
                return False
            _note_move(connection, room)
        return True

    def room(self, room_id: str) -> Room | None:
        """The room of this id, running or ended."""
        with self._database.reading() as connection:
            row = connection.execute(select(ROOMS).where(ROOMS.c.id == room_id)).one_or_none()
        return None if row is None else rows.room(row)

    def running(self, code: str) -> str | None:
        """The id of the running room of this code."""
        with self._database.reading() as connection:
            found: str | None = connection.execute(
                select(ROOMS.c.id).where(ROOMS.c.code == code, ROOMS.c.ended.is_(None))
            ).scalar_one_or_none()
        return found

    def joined(self, code: str, person: str) -> str | None:
        """The id of the running room of this code, for somebody who has joined it; None for anybody else."""
        same = (PEOPLE.c.room_id == ROOMS.c.id) & (PEOPLE.c.person == person)
        asked = select(ROOMS.c.id).join(PEOPLE, same).where(ROOMS.c.code == code, ROOMS.c.ended.is_(None))
        with self._database.reading() as connection:
            found: str | None = connection.execute(asked).scalar_one_or_none()
        return found

    def rooms(self, key_id: str) -> Sequence[RoomSummary]:
        """The rooms of a key, newest first."""
        people = select(func.count()).where(PEOPLE.c.room_id == ROOMS.c.id).scalar_subquery().label("people")
        listed = select(ROOMS.c.id, ROOMS.c.code, ROOMS.c.title, ROOMS.c.created, ROOMS.c.ended, people)
        with self._database.reading() as connection:
            found = connection.execute(listed.where(ROOMS.c.key_id == key_id).order_by(ROOMS.c.created.desc(), ROOMS.c.id))
            return [rows.summary({**row._mapping}) for row in found]

    def change(self, room_id: str, seen: int | None, at: datetime, change: Callable[[Room], Room]) -> Room:
        """Change a room in one step and give it back with its new version; where `change` gives the same room nothing is written.

        An answer that comes onto the screen is noted as shown in the same step, the first time only. RoomChanged where the room is not of
        the version `seen` any more (None for any), UnknownRoom where there is none, UnknownRecord where it has no such answer.
        """
        with self._database.writing() as connection:
            row = _locked(connection, room_id)
            if seen is not None and row.version != seen:
                raise RoomChanged("The room has changed meanwhile.", "Look at it as it is now, and do it again if it is still wanted.")
            before = rows.room(row)
            after = change(before)
            if after == before:
                return before
            after = replace(after, version=before.version + 1, touched=at)
            connection.execute(update(ROOMS).where(ROOMS.c.id == room_id).values(rows.state_row(after)))
            if (after.position, after.paused, after.entered) != (before.position, before.paused, before.entered):
                _note_move(connection, after)
            if after.shown is not None and after.shown.kind == "answer" and after.shown != before.shown:
                _note_shown(connection, room_id, after.shown.id, at)
        return after

    def join(self, room_id: str, person: str, at: datetime) -> None:
        """Let a person in, once however often; RoomFull when MOST_PEOPLE are in, UnknownRoom when the room has ended."""
        with self._database.writing() as connection:
            if _locked(connection, room_id, ROOMS.c.ended).ended is not None:
                raise UnknownRoom("The room has ended.", "Ask whoever leads the discussion for a new code.")
            joined = upsert(connection, PEOPLE).values(room_id=room_id, person=person, joined=at)
            connection.execute(joined.on_conflict_do_nothing())
            if connection.execute(select(func.count()).where(PEOPLE.c.room_id == room_id)).scalar_one() > MOST_PEOPLE:
                raise RoomFull(f"The room is full: {MOST_PEOPLE} people have joined.", "Ask whoever leads the discussion.")

    def vote(self, room_id: str, person: str, round: Round, option: str, at: datetime) -> str:
        """Keep the vote of a person unless there is one for this round; the option that is kept.

        VotingClosed where this is not the open round, UnknownPerson for somebody who has not joined.
        """
        name = rows.round_name(round)
        own = (VOTES.c.room_id == room_id) & (VOTES.c.round == name) & (VOTES.c.person == person)
        with self._database.writing() as connection:
            # Locked, so that no vote comes in while the outcome is being shown.
            found = _locked(connection, room_id, ROOMS.c.open_round)
            _check_joined(connection, room_id, person)
            kept: str | None = connection.execute(select(VOTES.c.option).where(own)).scalar_one_or_none()
            if kept is not None:
                return kept
            if found.open_round != name:
                raise VotingClosed("The room does not vote on this now.", "Wait for the next vote.")
            connection.execute(insert(VOTES).values(room_id=room_id, round=name, person=person, option=option, at=at))
        return option

    def votes_of(self, room_id: str, person: str) -> Mapping[Round, str] | None:
        """What a person has voted for; None for somebody who has not joined."""
        own = select(VOTES.c.round, VOTES.c.option).where(VOTES.c.room_id == room_id, VOTES.c.person == person)
        joined = select(PEOPLE.c.person).where(PEOPLE.c.room_id == room_id, PEOPLE.c.person == person)
        with self._database.reading() as connection:
            if connection.execute(joined).one_or_none() is None:
                return None
            return {rows.round_of(row.round): row.option for row in connection.execute(own)}

    def counts(self, room_id: str) -> Counts | None:
        """How the room's numbers stand."""
        people = select(func.count()).where(PEOPLE.c.room_id == ROOMS.c.id).scalar_subquery().label("people")
        votes = select(func.count()).where(VOTES.c.room_id == ROOMS.c.id, VOTES.c.round == ROOMS.c.round).scalar_subquery()
        numbers = select(ROOMS.c.version, people, votes.label("votes")).where(ROOMS.c.id == room_id)
        with self._database.reading() as connection:
            row = connection.execute(numbers).one_or_none()
        return None if row is None else Counts(version=row.version, people=row.people, votes=row.votes)

    def record(self, room_id: str) -> RoomRecord | None:
        """The whole of a room, its votes only as they may be told."""
        with self._database.reading() as connection:
            return read_record(connection, room_id)

    def add_item(self, room_id: str, person: str, item: Item) -> None:
        """Keep what somebody sent ("" for the facilitator); UnknownPerson, or RoomFull when one person has sent MOST_ITEMS."""
        values = {"id": item.id, "at": item.at, "kind": item.kind, "text": item.text, "state": item.state}
        with self._database.writing() as connection:
            _touch(connection, room_id, item.at)
            if person:
                _check_joined(connection, room_id, person)
                sent = select(func.count()).where(ITEMS.c.room_id == room_id, ITEMS.c.person == person)
                if connection.execute(sent).scalar_one() >= MOST_ITEMS:
                    raise RoomFull(f"Nobody can send more than {MOST_ITEMS} questions and entries.", "Raise your hand instead.")
            connection.execute(insert(ITEMS).values(room_id=room_id, person=person, **values))

    def settle_item(self, room_id: str, item_id: str, kind: ItemKind, state: ItemState, at: datetime) -> None:
        """Accept or dismiss what was sent, as a question or for the parking lot; UnknownRecord where the room has no such item."""
        found = (ITEMS.c.room_id == room_id) & (ITEMS.c.id == item_id)
        with self._database.writing() as connection:
            _touch(connection, room_id, at)
            if not connection.execute(update(ITEMS).where(found).values(kind=kind, state=state)).rowcount:
                raise UnknownRecord("The room has no such question or entry.", "Look at the room again.")

    def add_answer(self, room_id: str, answer: DeskAnswer) -> None:
        """Keep an answer of the desk with the room."""
        values = {"id": answer.id, "at": answer.at, "question": answer.question, "answer": dict(answer.answer)}
        values["screen"] = dict(answer.screen)
        with self._database.writing() as connection:
            _touch(connection, room_id, answer.at)
            connection.execute(insert(ROOM_ANSWERS).values(room_id=room_id, shown=answer.shown, **values))

    def delete(self, room_id: str) -> None:
        """Remove a room with all that belongs to it."""
        with self._database.writing() as connection:
            connection.execute(delete(ROOMS).where(ROOMS.c.id == room_id))

    def end_idle(self, before: datetime) -> int:
        """End the rooms that nothing has happened in since `before`, as of when something last did; how many."""
        idle = ROOMS.c.ended.is_(None) & (ROOMS.c.touched < before)
        # Not as of now: a night in which nobody was there would count as time of the discussion.
        ended = {"ended": ROOMS.c.touched, "version": ROOMS.c.version + 1, "open_round": None, "shown": None, "paused": False}
        with self._database.writing() as connection:
            return connection.execute(update(ROOMS).where(idle).values(ended)).rowcount

    def purge(self, before: datetime) -> int:
        """Remove the rooms that nothing has happened in since `before`; how many."""
        with self._database.writing() as connection:
            return connection.execute(delete(ROOMS).where(ROOMS.c.touched < before)).rowcount

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def _locked(connection: Connection, room_id: str, *columns: Any) -> Row[Any]:
    """The row of a room, which nobody else changes until the transaction ends; UnknownRoom where there is none."""
    row = connection.execute(select(*(columns or (ROOMS,))).where(ROOMS.c.id == room_id).with_for_update()).one_or_none()
    if row is None:
        raise UnknownRoom("There is no such room.", "It may have been deleted; the start page lists those there are.")
    return row


def _touch(connection: Connection, room_id: str, at: datetime) -> None:
    """Let everybody who looks at a running room see that something has come; UnknownRoom where there is none, or it has ended."""
    running = (ROOMS.c.id == room_id) & ROOMS.c.ended.is_(None)
    if not connection.execute(update(ROOMS).where(running).values(version=ROOMS.c.version + 1, touched=at)).rowcount:
        raise UnknownRoom("There is no such room, or it has ended.", "Nothing can be added to it; a new room has a code of its own.")


def _check_joined(connection: Connection, room_id: str, person: str) -> None:
    joined = select(PEOPLE.c.person).where(PEOPLE.c.room_id == room_id, PEOPLE.c.person == person)
    if connection.execute(joined).one_or_none() is None:
        raise UnknownPerson("This phone has not joined the room.", _JOIN_AGAIN)


def _note_move(connection: Connection, room: Room) -> None:
    connection.execute(insert(MOVES).values(room_id=room.id, at=room.entered, position=room.position, paused=room.paused))


def _note_shown(connection: Connection, room_id: str, answer_id: str, at: datetime) -> None:
    found = (ROOM_ANSWERS.c.room_id == room_id) & (ROOM_ANSWERS.c.id == answer_id)
    first = func.coalesce(ROOM_ANSWERS.c.shown, at)
    if not connection.execute(update(ROOM_ANSWERS).where(found).values(shown=first)).rowcount:
        raise UnknownRecord("The room has no such answer.", "Look at the room again.")
