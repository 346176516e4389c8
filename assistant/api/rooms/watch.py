"""One room as everybody looks at it: read once for all, and told to each as soon as it changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

import structlog

from assistant.api.events import encoded
from assistant.api.rooms.views import room_out
from assistant.errors import RecordsUnavailable
from assistant.room.record import Counts, RoomRecord
from assistant.room.store import RoomStore
from assistant.wire_room import RoomOut

LOOK_SECONDS = 0.4
"""How often a room is looked at, where another process may have changed it."""
_REST_SECONDS = 0.1
"""Between two looks: a burst of votes is told of in one."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A room at a moment: `event` is what everybody in it is told, encoded once for all.

    `changed` is the version at which that last changed: what waits for the facilitator gives the room a new version too.
    """

    record: RoomRecord
    counts: Counts
    public: RoomOut
    event: bytes
    changed: int


class Watch:
    """Follows one room while anybody looks at it."""

    def __init__(self, room_id: str, store: RoomStore) -> None:
        self._room_id = room_id
        self._store = store
        self._snapshot: Snapshot | None = None
        self._serial = 0
        self._changed = asyncio.Event()
        self._nudged = asyncio.Event()
        self._reading = asyncio.Lock()
        self._followers = 0
        self._over = False
        self._looking: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody follows the room at this moment."""
        return self._followers == 0

    @property
    def known(self) -> Snapshot | None:
        """The room as it was last seen; None where it was not looked at yet, or is gone."""
        return self._snapshot

    async def now(self) -> Snapshot | None:
        """The room as it is now; None where it is gone."""
        await self._look()
        return self._snapshot

    async def follow(self) -> AsyncGenerator[Snapshot, None]:
        """The room as it is, and again after each change, of its numbers too; what came in between is not told. Ends with `end`."""
        self._followers += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        try:
            await self._look()
            told = -1
            while not self._over and self._snapshot is not None:
                if told != self._serial:
                    told = self._serial
                    yield self._snapshot
                else:
                    await self._changed.wait()
        finally:
            self._followers -= 1

    def nudge(self) -> None:
        """Look soon: something was changed here."""
        self._nudged.set()

    def end(self) -> None:
        """Let go of everybody who follows."""
        self._over = True
        self._tell()
        if self._looking is not None:
            self._looking.cancel()

    async def _look_on(self) -> None:
        """Look again and again, until nobody follows."""
        while self._followers and not self._over:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._nudged.wait()
            except TimeoutError:
                pass
            self._nudged.clear()
            try:
                await self._look()
            except RecordsUnavailable as error:
                _log.warning("a room cannot be read", message=error.message, hint=error.hint)
            await asyncio.sleep(_REST_SECONDS)

    async def _look(self) -> None:
        """Read the room's numbers, and the whole of it where its version has changed."""
        async with self._reading:
            counts = await asyncio.to_thread(self._store.counts, self._room_id)
            known = self._snapshot
            if counts is None:
                found = None
            elif known is not None and known.counts.version == counts.version:
                found = known if known.counts == counts else _recounted(known, counts)
            else:
                found = await asyncio.to_thread(self._read, counts, known)
            if found is not known:
                self._snapshot = found
                self._tell()

    def _read(self, counts: Counts, known: Snapshot | None) -> Snapshot | None:
        record = self._store.record(self._room_id)
        if record is None:
            return None
        public = room_out(record)
        # The record may be newer than the numbers, which are then read again.
        counts = replace(counts, version=record.room.version)
        same = known is not None and known.public.model_copy(update={"version": public.version}) == public
        changed = known.changed if known is not None and same else public.version
        return Snapshot(record=record, counts=counts, public=public, event=encoded("room", public), changed=changed)

    def _tell(self) -> None:
        self._serial += 1
        self._changed.set()
        self._changed = asyncio.Event()


def _recounted(known: Snapshot, counts: Counts) -> Snapshot:
    """The room with its numbers as they are now; of its record, the people are one of them."""
    return replace(known, counts=counts, record=replace(known.record, people=counts.people))
