"""Live rooms for everybody in them: the code opens them, and nothing here can drive one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.sse import EventSourceResponse
from starlette.responses import StreamingResponse

from assistant.api.bodies import RoomRoute
from assistant.api.callers import address_of
from assistant.api.desk import Desk, desk
from assistant.api.events import with_heartbeats
from assistant.api.problems import RESPONSES
from assistant.api.requests_room import ItemIn, NothingIn, VoteIn
from assistant.api.rooms.guesses import Guesses, refused
from assistant.api.rooms.shares import Shares
from assistant.api.rooms.streams import public_events
from assistant.errors import InvalidInput, UnknownRoom
from assistant.room.codes import new_item_id, new_person, person_hash, read_code
from assistant.room.record import Item
from assistant.room.state import Round
from assistant.wire import Problem
from assistant.wire_room import CastOut, JoinedOut, OwnRoomOut, SentOut

_OTHERS: dict[int | str, dict[str, Any]] = {
    403: {"model": Problem, "description": "This phone has not joined the room."},
    404: {"model": Problem, "description": "No room that is running has this code."},
    409: {"model": Problem, "description": "The room is full, or does not vote on this now."},
}
# No key is asked for, so that none can be refused.
_PROBLEMS = {status: response for status, response in RESPONSES.items() if status != 401} | _OTHERS
router = APIRouter(prefix="/v1/join/{code}", tags=["In a live room"], responses=_PROBLEMS, route_class=RoomRoute)
_Desk = Annotated[Desk, Depends(desk)]
_PERSON = "X-Room-Person"
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `room` (RoomOut) at once and after each change, `counts` (CountsOut) if asked for, `ended`. "
        "Comments are heartbeats.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


async def address(request: Request) -> str:
    """A dependency that gives what is counted as the address that a request comes from."""
    return address_of(request)


async def shares(request: Request) -> Shares:
    """A dependency that gives what counts the people in rooms."""
    found: Shares = request.app.state.shares
    return found


_Address = Annotated[str, Depends(address)]
_Shares = Annotated[Shares, Depends(shares)]


async def opened_room(
    code: Annotated[str, Path(description="Six letters, in any case.", max_length=40)],
    request: Request,
    address: _Address,
    shares: _Shares,
    desk: _Desk,
) -> str:
    """A dependency that gives the id of the running room of a code; wrong codes are counted.

    Whoever is in the room guesses at nothing, and is let in though somebody beside them, at the same address, has tried too many.
    """
    shares.come(address)
    guesses: Guesses = request.app.state.guesses
    typed = read_code(code)
    if typed is None:
        # No guess: no room has such a code.
        raise UnknownRoom("A code has six letters.", "Type it as the screen shows it.")
    if guesses.too_many(address):
        person = person_hash(request.headers.get(_PERSON, ""))
        room_id = await desk.rooms.reading(lambda store: store.joined(typed, person)) if person else None
        if room_id is None:
            raise refused()
        return room_id
    with guesses.counted(address):
        found = await desk.rooms.opened_by(typed)
    if guesses.too_many(address):
        # Of many that were tried at the same moment none is told to be right.
        raise refused()
    return found


_Room = Annotated[str, Depends(opened_room)]


@router.get("", summary="Look at the room")
async def look(room_id: _Room, desk: _Desk, person: Annotated[str, Header(alias=_PERSON, max_length=64)] = "") -> OwnRoomOut:
    """The room as everybody in it may see it, and what this person has voted for."""
    return OwnRoomOut(room=(await desk.rooms.now(room_id)).public, voted=await _voted(desk, room_id, person_hash(person)))


@router.post("", summary="Join the room")
async def join(body: NothingIn, room_id: _Room, address: _Address, shares: _Shares, desk: _Desk) -> JoinedOut:
    """Gives this phone a name that nobody else knows; no account, and nothing that says who it is."""
    shares.join(room_id, address)
    person = new_person()
    await desk.rooms.writing(room_id, lambda store: store.join(room_id, person_hash(person), datetime.now(UTC)))
    return JoinedOut(person=person, room=(await desk.rooms.now(room_id)).public, voted=[])


@router.get("/events", summary="Follow the room", response_class=StreamingResponse, responses=_STREAM)
async def join_events(
    room_id: _Room, address: _Address, shares: _Shares, desk: _Desk, counts: Annotated[bool, Query(description="The numbers too.")] = False
) -> StreamingResponse:
    """The room again after each change."""
    await desk.rooms.now(room_id)
    chunks = shares.follow(address, public_events(desk.rooms.follow(room_id), counts=counts))
    return EventSourceResponse(with_heartbeats(chunks))


@router.post("/votes", summary="Vote")
async def vote(body: VoteIn, room_id: _Room, desk: _Desk) -> CastOut:
    """Keeps the first vote of a person in a round; sent again, it is told what is kept."""
    plan = await desk.rooms.plan(room_id)
    wanted = Round(scenario=body.scenario, number=body.round)
    options = [o.id for o in plan.scenarios[body.scenario].options] if body.scenario < len(plan.scenarios) else []
    if body.option not in options:
        raise InvalidInput(f"The room has no option {body.option!r} to vote for.", "Vote for one of the options that it shows.")
    person, at = person_hash(body.person), datetime.now(UTC)
    kept = await desk.rooms.writing(room_id, lambda store: store.vote(room_id, person, wanted, body.option, at))
    return CastOut(scenario=wanted.scenario, round=wanted.number, option=kept)


@router.post("/items", status_code=202, summary="Send a question, or park a matter")
async def send(body: ItemIn, room_id: _Room, address: _Address, shares: _Shares, desk: _Desk) -> SentOut:
    """Identifiers in it are masked; the facilitator sees it first, and alone until it is accepted."""
    shares.send(room_id, address)
    text = await desk.service.call(lambda assistant: assistant.parts.intake.mask(body.text))
    item = Item(id=new_item_id(), at=datetime.now(UTC), kind=body.kind, text=text)
    await desk.rooms.writing(room_id, lambda store: store.add_item(room_id, person_hash(body.person), item))
    return SentOut(state=item.state)


async def _voted(desk: Desk, room_id: str, person: str) -> list[CastOut]:
    found = await desk.rooms.reading(lambda store: store.votes_of(room_id, person)) if person else None
    return [CastOut(scenario=r.scenario, round=r.number, option=option) for r, option in sorted((found or {}).items())]
