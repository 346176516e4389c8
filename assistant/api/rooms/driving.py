"""What the routes of facilitators share: whose room it is, and the room as its console sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Path, Request

from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.requests_room import ROOM_ID
from assistant.api.rooms.addresses import base_address, own_address
from assistant.api.rooms.console_views import console_out
from assistant.api.rooms.watch import Snapshot
from assistant.errors import UnknownRoom
from assistant.room.state import Room
from assistant.room.store import RoomStore
from assistant.service import Caller
from assistant.wire_room import ConsoleOut


class Console:
    """One room in the hands of its facilitator, for one request."""

    def __init__(self, room_id: str, who: Caller, desk: Desk, request: Request) -> None:
        self.room_id = room_id
        self.who = who
        self.desk = desk
        self._request = request

    async def snapshot(self) -> Snapshot:
        """The room as it is; UnknownRoom for one that another key has made, so that ids cannot be tried out."""
        found = await self.desk.rooms.now(self.room_id)
        if found.record.room.key_id != self.who.key_id:
            raise UnknownRoom("There is no such room of yours.", "GET /v1/rooms lists those there are.")
        return found

    async def view(self) -> ConsoleOut:
        """The room as its console sees it."""
        return self.told(await self.snapshot())

    def told(self, snapshot: Snapshot) -> ConsoleOut:
        """A snapshot as the console sees it."""
        guide = self.desk.service.assistant.parts.guide if self.desk.service.ready else None
        room = snapshot.record.room
        join_url = f"{base_address(self._request, self.desk.settings)}/join/{room.code}"
        # From where the console is: only a screen that it opens there may drive the room.
        screen_url = f"{own_address(self._request)}/live/screen/{room.code}"
        return console_out(snapshot, guide, datetime.now(UTC), join_url, screen_url)

    async def change(self, seen: int | None, change: Callable[[Room, datetime], Room]) -> ConsoleOut:
        """Change the room and give it back; RoomChanged where it is not of the version that the caller has seen."""
        now = datetime.now(UTC)
        await self.write(lambda store: store.change(self.room_id, seen, now, lambda room: change(room, now)))
        return await self.view()

    async def write(self, write: Callable[[RoomStore], object]) -> None:
        """Write to the caller's own room."""
        await self.snapshot()
        await self.desk.rooms.writing(self.room_id, write)


async def console(
    room_id: Annotated[str, Path(pattern=ROOM_ID)],
    request: Request,
    who: Annotated[Caller, Depends(caller("facilitate"))],
    desk: Annotated[Desk, Depends(desk)],
) -> Console:
    """A dependency that gives the caller's room."""
    return Console(room_id, who, desk, request)
