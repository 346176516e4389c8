"""A room as server-sent events: for everybody in it, and for its facilitator."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from pydantic import BaseModel

from assistant.api.events import encoded
from assistant.api.rooms.console_views import counts_out
from assistant.api.rooms.watch import Snapshot
from assistant.wire_room import ConsoleOut, CountsOut


class _Ended(BaseModel):
    """Nothing comes any more."""


async def public_events(snapshots: AsyncGenerator[Snapshot, None], *, counts: bool) -> AsyncGenerator[bytes, None]:
    """`room` at once and after each change of its version, `counts` too if wanted, `ended` at the end."""
    async with aclosing(_told(snapshots, lambda s: s.event, counts=counts)) as chunks:
        async for chunk in chunks:
            yield chunk


async def console_events(
    snapshots: AsyncGenerator[Snapshot, None], console: Callable[[Snapshot], ConsoleOut]
) -> AsyncGenerator[bytes, None]:
    """`console` at once and after each change of the room's version, `counts` when its numbers change, `ended` at the end."""
    async with aclosing(_told(snapshots, lambda s: encoded("console", console(s)), counts=True)) as chunks:
        async for chunk in chunks:
            yield chunk


async def _told(
    snapshots: AsyncGenerator[Snapshot, None], whole: Callable[[Snapshot], bytes], *, counts: bool
) -> AsyncGenerator[bytes, None]:
    version, numbers = 0, CountsOut(people=-1, votes=-1)
    async with aclosing(snapshots):
        async for snapshot in snapshots:
            if snapshot.counts.version != version:
                version = snapshot.counts.version
                yield whole(snapshot)
            if counts and (found := counts_out(snapshot.counts)) != numbers:
                numbers = found
                yield encoded("counts", found)
            if snapshot.public.ended:
                yield encoded("ended", _Ended())
                return
