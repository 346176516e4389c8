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
    """`room` at once and after each change of what everybody sees, `ended` at the end; if wanted also `counts`, and `room` at each version.

    A screen needs the version to move the room. Three hundred phones need no picture of what only the facilitator sees.
    """
    async with aclosing(_told(snapshots, lambda s: s.event, counts=counts, each_version=counts)) as chunks:
        async for chunk in chunks:
            yield chunk


async def console_events(
    snapshots: AsyncGenerator[Snapshot, None], console: Callable[[Snapshot], ConsoleOut]
) -> AsyncGenerator[bytes, None]:
    """`console` at once and after each change of the room's version, `counts` when its numbers change, `ended` at the end."""
    async with aclosing(_told(snapshots, lambda s: encoded("console", console(s)), counts=True, each_version=True)) as chunks:
        async for chunk in chunks:
            yield chunk


async def _told(
    snapshots: AsyncGenerator[Snapshot, None], whole: Callable[[Snapshot], bytes], *, counts: bool, each_version: bool
) -> AsyncGenerator[bytes, None]:
    version, numbers = 0, CountsOut(people=-1, votes=-1)
    async with aclosing(snapshots):
        async for snapshot in snapshots:
            if (now := snapshot.counts.version if each_version else snapshot.changed) != version:
                version = now
                yield whole(snapshot)
            if counts and (found := counts_out(snapshot.counts)) != numbers:
                numbers = found
                yield encoded("counts", found)
            if snapshot.public.ended:
                yield encoded("ended", _Ended())
                return
