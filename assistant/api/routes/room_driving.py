"""What a facilitator does with a room: moves it, shows things, settles what was sent, asks the desk."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from assistant.api.bodies import JsonRoute
from assistant.api.problems import RESPONSES
from assistant.api.requests_room import (
    ITEM_ID,
    ApprovalIn,
    MoveIn,
    OwnItemIn,
    PauseIn,
    QuestionIn,
    ResultsIn,
    ScreenIn,
    SettledIn,
    ShownIn,
)
from assistant.api.rooms.driving import Console, console
from assistant.api.rooms.screen_answer import screen_answer
from assistant.errors import UnknownRecord
from assistant.room.codes import new_item_id
from assistant.room.record import DeskAnswer, Item, RoomRecord
from assistant.room.state import Round, Shown, approved, moved, pausing, showing, taken_off, with_results
from assistant.room.store import RoomStore
from assistant.wire import Problem
from assistant.wire_room import ConsoleOut

_NO_ROOM: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No room of this key has this id, or it has no such answer, clause or entry."},
    409: {"model": Problem, "description": "The room has changed meanwhile, or has ended."},
}
router = APIRouter(prefix="/v1/rooms/{room_id}", tags=["Live rooms"], responses={**RESPONSES, **_NO_ROOM}, route_class=JsonRoute)
_Console = Annotated[Console, Depends(console)]
_LOOK = "Look at the room again, and choose among what it has."


@router.post("/moves", summary="Go to a step")
async def move_room(body: MoveIn, console: _Console) -> ConsoleOut:
    """Goes to any step, forward or back. At the step that shows how the room moved, both votes are shown and closed, if anybody voted."""
    now = datetime.now(UTC)

    def move(store: RoomStore) -> None:
        record = store.record(console.room_id)
        voted = record.voted if record else None
        store.change(console.room_id, body.seen, now, lambda room: moved(room, body.to, now, voted))

    await console.write(move)
    return await console.view()


@router.post("/screen", summary="Put something on the screen")
async def show_on_screen(body: ScreenIn, console: _Console) -> ConsoleOut:
    """Shows an answer of the desk, a clause, an accepted entry or how to join over the step, or takes it off."""
    shown = None if body.show is None else _shown(body.show, (await console.snapshot()).record)
    return await console.change(body.seen, lambda room, _: showing(room, shown))


@router.post("/results", summary="Show the outcome of a vote")
async def show_results(body: ResultsIn, console: _Console) -> ConsoleOut:
    """Shows how the room voted, which ends that vote for good."""
    wanted = Round(scenario=body.scenario, number=body.round)
    return await console.change(body.seen, lambda room, now: with_results(room, wanted))


@router.post("/pause", summary="Have a break, or go on")
async def pause_room(body: PauseIn, console: _Console) -> ConsoleOut:
    """The time of a break counts for no part of the discussion."""
    return await console.change(body.seen, lambda room, now: pausing(room, body.paused, now))


@router.post("/approval", summary="State the approval of the credit")
async def state_approval(body: ApprovalIn, console: _Console) -> ConsoleOut:
    """The word that the minutes put into the CCMC's sentence; it is the facilitator's to know, also after the end."""
    return await console.change(None, lambda room, now: approved(room, body.approval))


@router.post("/items", summary="Add a question or an entry of your own")
async def add_own_item(body: OwnItemIn, console: _Console) -> ConsoleOut:
    """Accepted at once; identifiers in it are masked."""
    text = await console.desk.service.call(lambda assistant: assistant.parts.intake.mask(body.text))
    item = Item(id=new_item_id(), at=datetime.now(UTC), kind=body.kind, text=text, state="accepted")
    await console.write(lambda store: store.add_item(console.room_id, "", item))
    return await console.view()


@router.post("/items/{item_id}", summary="Accept or dismiss what was sent")
async def settle_item(item_id: Annotated[str, Path(pattern=ITEM_ID)], body: SettledIn, console: _Console) -> ConsoleOut:
    """Nobody in the room sees a question or an entry until it is accepted, nor any more once it is not: it is taken off the screen."""
    found = next((i for i in (await console.snapshot()).record.items if i.id == item_id), None)
    if found is None:
        raise UnknownRecord("The room has no such question or entry.", _LOOK)
    kind, now = body.kind or found.kind, datetime.now(UTC)

    def settle(store: RoomStore) -> None:
        if body.state != "accepted":
            store.change(console.room_id, None, now, lambda room: taken_off(room, item_id))
        store.settle_item(console.room_id, item_id, kind, body.state, now)

    await console.write(settle)
    return await console.view()


@router.post("/answers", summary="Ask the desk")
async def ask_the_desk(body: QuestionIn, console: _Console) -> ConsoleOut:
    """Puts a question to the desk and keeps the answer with the room; the room sees it only once it is put on the screen."""
    desk = console.desk
    await console.snapshot()
    answer = desk.out(await desk.service.answer([body.question], console.who))
    parts = desk.service.assistant.parts
    kept = DeskAnswer(
        id=f"ask_{secrets.token_urlsafe(12)}",
        at=datetime.now(UTC),
        question=answer.question,
        answer=answer.model_dump(mode="json"),
        screen=screen_answer(answer, parts.guide, parts.clauses).model_dump(mode="json"),
    )
    await console.write(lambda store: store.add_answer(console.room_id, kept))
    return await console.view()


def _shown(wanted: ShownIn, record: RoomRecord) -> Shown:
    """What is wanted, if the room has it; UnknownRecord for anything else: nothing unseen by the facilitator gets onto the screen."""
    there = {
        "join": wanted.id == "",
        "answer": any(a.id == wanted.id and wanted.page < len(a.screen["pages"]) for a in record.answers),
        "clause": any(c.id == wanted.id for c in record.room.plan.clauses),
        "item": any(i.id == wanted.id and i.state == "accepted" for i in record.items),
    }
    if not there[wanted.kind]:
        raise UnknownRecord(f"The room has no such {wanted.kind} to show.", _LOOK)
    return Shown(kind=wanted.kind, id=wanted.id, page=wanted.page)
