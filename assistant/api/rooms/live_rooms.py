"""The rooms of an app: one thread that writes, and one watch over each room that anybody looks at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from time import monotonic
from typing import TypeVar

from cachetools import TTLCache

from assistant.api.rooms.watch import Snapshot, Watch
from assistant.errors import RecordsUnavailable, UnknownRoom
from assistant.room.plan import Plan
from assistant.room.store import RoomStore

_T = TypeVar("_T")
_MOST_WATCHES = 200
_CODE_SECONDS = 1.0
"""For how long a code may still open a room that another process has ended."""
_NONE_HERE = "Check the code; it stops working when the discussion ends."


class LiveRooms:
    """Rooms for the routes: errors are those of the store."""

    def __init__(self, store: RoomStore) -> None:
        self._store = store
        # One after the other: a burst of votes waits here, and not in the database, where waiting has an end.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="rooms")
        self._failed: tuple[float, RecordsUnavailable] | None = None
        self._watches: dict[str, Watch] = {}
        self._codes: TTLCache[str, str] = TTLCache(1024, _CODE_SECONDS)
        self._finding = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = False

    @property
    def store(self) -> RoomStore:
        """What the rooms are kept in; it blocks."""
        return self._store

    async def reading(self, read: Callable[[RoomStore], _T]) -> _T:
        """What is read of the store, in a thread."""
        return await asyncio.to_thread(read, self._store)

    async def writing(self, room_id: str, write: Callable[[RoomStore], _T]) -> _T:
        """Change a room, one change after the other; those who look at it are told soon."""
        done = await asyncio.get_running_loop().run_in_executor(self._writer, self._written, write, monotonic())
        if watch := self._watches.get(room_id):
            watch.nudge()
        return done

    def _written(self, write: Callable[[RoomStore], _T], queued: float) -> _T:
        if self._failed and queued < self._failed[0]:
            # Each of those who waited behind a write that failed would wait as long for the same, the facilitator behind them all.
            raise RecordsUnavailable(self._failed[1].message, self._failed[1].hint)
        try:
            return write(self._store)
        except RecordsUnavailable as error:
            self._failed = monotonic(), error
            raise

    async def opened_by(self, code: str) -> str:
        """The id of the running room of a code; UnknownRoom for any other."""
        if (known := self._codes.get(code)) is not None:
            return known
        # One look-up for all who come at the same moment.
        async with self._finding:
            found = self._codes.get(code) or await asyncio.to_thread(self._store.running, code)
            if found is None:
                raise UnknownRoom("No room that is running has this code.", _NONE_HERE)
            self._codes[code] = found
        return found

    def forget(self, code: str) -> None:
        """Look a code up anew: its room has ended."""
        self._codes.pop(code, None)

    async def now(self, room_id: str) -> Snapshot:
        """A room as it is now; UnknownRoom where there is none."""
        found = await self._watch(room_id).now()
        if found is None:
            raise UnknownRoom("There is no such room.", "It may have been deleted; the start page lists those there are.")
        return found

    async def plan(self, room_id: str) -> Plan:
        """A room's plan, which never changes; UnknownRoom where there is no such room."""
        known = self._watch(room_id).known
        return (known or await self.now(room_id)).record.room.plan

    async def follow(self, room_id: str) -> AsyncGenerator[Snapshot, None]:
        """A room as it is, and again after each change, until it is gone or the app ends."""
        self._loop = asyncio.get_running_loop()
        if self._stopped:
            # A request that was under way when the end was told: nobody would let go of it.
            return
        async with aclosing(self._watch(room_id).follow()) as snapshots:
            async for snapshot in snapshots:
                yield snapshot

    def stop(self) -> None:
        """Let go of everybody who follows a room, and take nobody more; from any thread, or a signal."""
        self._stopped = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    def close(self) -> None:
        """Write what waits to be written, and let go of the store."""
        self._writer.shutdown()
        self._store.close()

    def _watch(self, room_id: str) -> Watch:
        if room_id not in self._watches:
            if len(self._watches) >= _MOST_WATCHES:
                self._watches = {name: watch for name, watch in self._watches.items() if not watch.idle}
            self._watches[room_id] = Watch(room_id, self._store)
        return self._watches[room_id]

    def _end(self) -> None:
        for watch in self._watches.values():
            watch.end()
