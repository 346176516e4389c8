"""The contract of what keeps rooms: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import insert

from assistant.adapters.database_sqlalchemy import Database
from assistant.adapters.rooms_sqlalchemy import SqlalchemyRooms
from assistant.adapters.rooms_tables import PEOPLE
from assistant.errors import RoomChanged, RoomEnded, RoomFull, UnknownPerson, UnknownRecord, UnknownRoom, VotingClosed
from assistant.room.codes import new_person, person_hash
from assistant.room.plan import StepKind
from assistant.room.record import MOST_ITEMS, MOST_PEOPLE, Counts, DeskAnswer, Item
from assistant.room.results import Movement
from assistant.room.state import Room, Round, Shown, approved, closed, moved, pausing, showing, with_results
from tests.assistant.room.rooms import MINUTE, NOON, plan, position, room

FIRST, SECOND = Round(scenario=0, number=1), Round(scenario=0, number=2)
OPTIONS = [o.id for o in plan().scenarios[0].options]


@pytest.fixture
def rooms(database: Database) -> SqlalchemyRooms:
    """Rooms in a new database, with one among them."""
    store = SqlalchemyRooms(database)
    assert store.add(room())
    return store


def go(rooms: SqlalchemyRooms, kind: StepKind, at: datetime = NOON) -> Room:
    """Bring the room to a step of its first scenario."""
    return rooms.change("room_1", None, at, lambda r: moved(r, position(kind), at))


def join(rooms: SqlalchemyRooms, count: int = 1) -> list[str]:
    """Let people in."""
    people = [person_hash(new_person()) for _ in range(count)]
    for person in people:
        rooms.join("room_1", person, NOON)
    return people


def test_a_room_is_read_as_it_was_made(rooms: SqlalchemyRooms) -> None:
    """With its plan, word for word, by its id and by its code."""
    assert rooms.room("room_1") == room()
    assert rooms.running("BCDFGH") == "room_1"
    assert rooms.room("room_2") is None
    assert rooms.running("XXXXXX") is None


def test_two_running_rooms_have_not_the_same_code(rooms: SqlalchemyRooms) -> None:
    """Once the first one has ended, its code opens nothing and may be given again."""
    assert not rooms.add(room(id="room_2"))
    rooms.change("room_1", None, NOON, lambda r: closed(r, NOON))
    assert rooms.running("BCDFGH") is None
    assert rooms.add(room(id="room_2"))
    assert rooms.running("BCDFGH") == "room_2"


def test_a_change_is_kept_with_a_new_version(rooms: SqlalchemyRooms) -> None:
    """All that a change can touch is read again as it was written."""
    at = NOON + MINUTE
    changed = go(rooms, "movement", at)
    changed = rooms.change("room_1", changed.version, at, lambda r: pausing(showing(r, Shown(kind="clause", id="a", page=2)), True, at))
    changed = rooms.change("room_1", changed.version, at, lambda r: approved(r, "approved"))
    assert changed.version == 4
    assert rooms.room("room_1") == changed
    assert changed.results == {FIRST, SECOND}


def test_what_somebody_else_has_changed_is_not_changed_unseen(rooms: SqlalchemyRooms) -> None:
    """So that a click that is sent twice moves the room once."""
    go(rooms, "story")
    with pytest.raises(RoomChanged):
        rooms.change("room_1", 1, NOON, lambda r: moved(r, 5, NOON))
    assert rooms.change("room_1", 2, NOON, lambda r: r).version == 2
    with pytest.raises(UnknownRoom):
        rooms.change("room_2", None, NOON, lambda r: r)


def test_a_refused_change_leaves_the_room_as_it_was(rooms: SqlalchemyRooms) -> None:
    """Nothing is half written."""
    rooms.change("room_1", None, NOON, lambda r: closed(r, NOON))
    before = rooms.room("room_1")
    with pytest.raises(RoomEnded):
        go(rooms, "story")
    assert rooms.room("room_1") == before


def test_a_person_votes_once_a_round(rooms: SqlalchemyRooms) -> None:
    """The first vote counts, however often another one is sent; the next round has a vote of its own."""
    (person,) = join(rooms)
    go(rooms, "first_vote")
    assert rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON) == OPTIONS[0]
    assert rooms.vote("room_1", person, FIRST, OPTIONS[1], NOON) == OPTIONS[0]
    go(rooms, "second_vote")
    assert rooms.vote("room_1", person, SECOND, OPTIONS[1], NOON) == OPTIONS[1]
    assert rooms.votes_of("room_1", person) == {FIRST: OPTIONS[0], SECOND: OPTIONS[1]}
    # A repeat that comes late is told what is kept.
    assert rooms.vote("room_1", person, FIRST, OPTIONS[2], NOON) == OPTIONS[0]


def test_votes_are_taken_in_the_open_round_only(rooms: SqlalchemyRooms) -> None:
    """And of those who have joined this room."""
    (person,) = join(rooms)
    with pytest.raises(VotingClosed):
        rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON)
    go(rooms, "first_vote")
    with pytest.raises(VotingClosed):
        rooms.vote("room_1", person, SECOND, OPTIONS[0], NOON)
    with pytest.raises(UnknownPerson):
        rooms.vote("room_1", person_hash(new_person()), FIRST, OPTIONS[0], NOON)
    assert rooms.votes_of("room_1", person_hash(new_person())) is None
    assert rooms.votes_of("room_1", person) == {}


def test_many_who_vote_at_once_are_each_counted_once(rooms: SqlalchemyRooms) -> None:
    """Also those who send their vote twice at the same moment."""
    people = join(rooms, 30)
    go(rooms, "first_vote")
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda p: rooms.vote("room_1", p, FIRST, OPTIONS[0], NOON), people * 2):
            pass
    assert rooms.counts("room_1") == Counts(version=2, people=30, votes=30)


def test_no_vote_comes_in_once_the_outcome_is_shown(rooms: SqlalchemyRooms) -> None:
    """Votes and the showing of their outcome at the same moment: what is shown stays, and each voter was told whether hers is in it."""
    people = join(rooms, 20)
    go(rooms, "first_vote")

    def cast(person: str) -> bool:
        with suppress(VotingClosed):
            return bool(rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON))
        return False

    with ThreadPoolExecutor(8) as pool:
        kept = [pool.submit(cast, person) for person in people[:10]]
        shown = pool.submit(rooms.change, "room_1", None, NOON, lambda r: with_results(r, FIRST))
        kept += [pool.submit(cast, person) for person in people[10:]]
        shown.result()
        seen = rooms.record("room_1")
    found = rooms.record("room_1")
    assert seen is not None
    assert found is not None
    assert seen.tallies[FIRST] == found.tallies[FIRST]
    assert found.tallies[FIRST].votes == sum(future.result() for future in kept)


def test_a_room_is_full_at_its_bound(rooms: SqlalchemyRooms, database: Database) -> None:
    """Whoever is in may come in again; a room that has ended lets nobody in."""
    (first,) = join(rooms)
    others = [{"room_id": "room_1", "person": f"{n:064}", "joined": NOON} for n in range(MOST_PEOPLE - 1)]
    with database.writing() as connection:
        connection.execute(insert(PEOPLE), others)
    rooms.join("room_1", first, NOON)
    with pytest.raises(RoomFull):
        join(rooms)
    counts = rooms.counts("room_1")
    assert counts is not None
    assert counts.people == MOST_PEOPLE
    rooms.change("room_1", None, NOON, lambda r: closed(r, NOON))
    with pytest.raises(UnknownRoom):
        rooms.join("room_1", first, NOON)


def test_the_record_tells_votes_only_as_they_may_be_told(rooms: SqlalchemyRooms) -> None:
    """Four votes have a total and nothing else, five are broken down; so is how many moved."""
    people = join(rooms, 5)
    go(rooms, "first_vote")
    for person in people[:4]:
        rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON)
    found = rooms.record("room_1")
    assert found is not None
    assert (found.tallies[FIRST].votes, found.tallies[FIRST].counts) == (4, None)
    rooms.vote("room_1", people[4], FIRST, OPTIONS[1], NOON)
    go(rooms, "second_vote")
    for person in people:
        rooms.vote("room_1", person, SECOND, OPTIONS[1], NOON)
    go(rooms, "movement")
    found = rooms.record("room_1")
    assert found is not None
    assert found.people == 5
    assert found.tallies[FIRST].counts == {o: {OPTIONS[0]: 4, OPTIONS[1]: 1}.get(o, 0) for o in OPTIONS}
    assert found.movements == (Movement(scenario=0, both=5, changed=4),)


def test_how_a_late_comer_voted_does_not_follow_from_how_many_moved(rooms: SqlalchemyRooms) -> None:
    """Six, of whom one comes after the first vote: that nobody changed would say that the new vote is hers."""
    people = join(rooms, 5)
    go(rooms, "first_vote")
    for person in people:
        rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON)
    go(rooms, "second_vote")
    for person in people:
        rooms.vote("room_1", person, SECOND, OPTIONS[0], NOON)
    rooms.vote("room_1", *join(rooms), SECOND, OPTIONS[1], NOON)
    go(rooms, "movement")
    found = rooms.record("room_1")
    assert found is not None
    assert found.movements == (Movement(scenario=0, both=5, changed=None),)


def test_the_votes_of_a_step_are_counted_after_its_vote_has_ended(rooms: SqlalchemyRooms) -> None:
    """And during a break; a vote that was passed over has an outcome too, of no votes."""
    (person,) = join(rooms)
    go(rooms, "first_vote")
    rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON)
    rooms.change("room_1", None, NOON, lambda r: pausing(r, True, NOON))
    rooms.change("room_1", None, NOON, lambda r: with_results(r, FIRST))
    counts = rooms.counts("room_1")
    assert counts is not None
    assert counts.votes == 1
    go(rooms, "movement")
    found = rooms.record("room_1")
    assert found is not None
    assert found.tallies[SECOND].votes == 0


def test_how_many_moved_is_told_after_both_votes_were_shown(rooms: SqlalchemyRooms) -> None:
    """Before, it would tell of votes that are hidden."""
    go(rooms, "second_vote")
    found = rooms.record("room_1")
    assert found is not None
    assert found.movements == ()


def test_moves_are_noted_in_their_order(rooms: SqlalchemyRooms) -> None:
    """With the breaks; what does not move the room is no move."""
    go(rooms, "story", NOON + MINUTE)
    rooms.change("room_1", None, NOON, lambda r: showing(r, Shown(kind="join")))
    rooms.change("room_1", None, NOON, lambda r: pausing(r, True, NOON + 2 * MINUTE))
    found = rooms.record("room_1")
    assert found is not None
    assert [(m.at, m.paused) for m in found.moves] == [(NOON, False), (NOON + MINUTE, False), (NOON + 2 * MINUTE, True)]


def item(name: str = "itm_1") -> Item:
    """A question of the room."""
    return Item(id=name, at=NOON, kind="question", text="What of the nephew?")


def test_what_the_room_sends_waits_until_it_is_settled(rooms: SqlalchemyRooms) -> None:
    """Each change lets those who look at the room see it."""
    (person,) = join(rooms)
    rooms.add_item("room_1", person, item())
    rooms.settle_item("room_1", "itm_1", "parking", "accepted", NOON)
    found = rooms.record("room_1")
    assert found is not None
    assert found.items == (replace(item(), kind="parking", state="accepted"),)
    assert found.room.version == 3
    with pytest.raises(UnknownRecord):
        rooms.settle_item("room_1", "itm_2", "question", "accepted", NOON)


def test_nobody_sends_more_than_the_bound(rooms: SqlalchemyRooms) -> None:
    """Others still can, and the facilitator always; somebody who has not joined cannot at all."""
    one, other = join(rooms, 2)
    for number in range(MOST_ITEMS):
        rooms.add_item("room_1", one, item(f"itm_{number}"))
    with pytest.raises(RoomFull):
        rooms.add_item("room_1", one, item("itm_more"))
    for person in (other, "", ""):
        rooms.add_item("room_1", person, item(new_person()))
    with pytest.raises(UnknownPerson):
        rooms.add_item("room_1", person_hash(new_person()), item("itm_foreign"))


def test_answers_are_kept_and_noted_when_first_shown(rooms: SqlalchemyRooms) -> None:
    """In one step with showing it; showing it again does not change when the room saw it first."""
    answer = DeskAnswer(id="ask_1", at=NOON, question="May she keep it?", answer={"id": "ans_1", "statements": []}, screen={"pages": []})
    rooms.add_answer("room_1", answer)
    for minute, page in ((1, 0), (2, 1)):
        rooms.change("room_1", None, NOON + minute * MINUTE, lambda r, page=page: showing(r, Shown(kind="answer", id="ask_1", page=page)))  # type: ignore[misc]
    found = rooms.record("room_1")
    assert found is not None
    assert found.answers == (replace(answer, shown=NOON + MINUTE),)
    before = rooms.room("room_1")
    with pytest.raises(UnknownRecord):
        rooms.change("room_1", None, NOON, lambda r: showing(r, Shown(kind="answer", id="ask_2")))
    assert rooms.room("room_1") == before


def test_rooms_are_listed_for_their_key_newest_first(rooms: SqlalchemyRooms) -> None:
    """Nobody sees those of another key."""
    rooms.add(room(id="room_2", code="CCCCCC", created=NOON + MINUTE))
    rooms.add(room(id="room_3", code="DDDDDD", key_id="other"))
    join(rooms, 2)
    assert [(r.id, r.people) for r in rooms.rooms("abcdefgh")] == [("room_2", 0), ("room_1", 2)]


def test_a_deleted_room_leaves_nothing(rooms: SqlalchemyRooms, database: Database) -> None:
    """What belongs to it goes with it."""
    (person,) = join(rooms)
    go(rooms, "first_vote")
    rooms.vote("room_1", person, FIRST, OPTIONS[0], NOON)
    rooms.add_item("room_1", person, item())
    rooms.add_answer("room_1", DeskAnswer(id="ask_1", at=NOON, question="?", answer={}, screen={}))
    rooms.delete("room_1")
    with database.reading() as connection:
        for name in ("desk_rooms", "desk_room_moves", "desk_room_people", "desk_room_votes", "desk_room_items", "desk_room_answers"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() == 0  # noqa: S608 - names of our own


def test_idle_rooms_are_ended_and_old_ones_removed(rooms: SqlalchemyRooms) -> None:
    """By when something last happened in them; they have ended then, and not when it was noticed, so that no time is counted in between."""
    rooms.add(room(id="room_2", code="CCCCCC", touched=NOON + 10 * MINUTE))
    assert rooms.end_idle(NOON + MINUTE) == 1
    ended = rooms.room("room_1")
    assert ended is not None
    assert (ended.ended, ended.version) == (ended.touched, 2)
    assert rooms.running("CCCCCC") == "room_2"
    assert rooms.purge(NOON + MINUTE) == 1
    assert [r.id for r in rooms.rooms("abcdefgh")] == ["room_2"]
