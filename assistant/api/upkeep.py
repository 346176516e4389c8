"""What an app does beside answering: it loads the assistant, and removes what is older than the retention."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import structlog

from assistant.api.desk import Desk
from assistant.errors import EthicsDeskError, RecordsUnavailable
from assistant.records import REPLIES_KEPT, Purged
from assistant.room.store import ROOM_IDLE, ROOM_KEPT

_AGAIN_SECONDS = 10.0
_PURGE_SECONDS = 3600.0
_log = structlog.get_logger(__name__)


async def warm(desk: Desk, again_seconds: float = _AGAIN_SECONDS) -> None:
    """Load until it succeeds: what is missing may come, an index server that starts later among it."""
    while not desk.service.ready:
        try:
            await desk.service.warm()
            _log.info("ready", corpus_version=desk.service.assistant.parts.version)
        except EthicsDeskError as error:
            _log.error("not ready", message=error.message, hint=error.hint)
            await asyncio.sleep(again_seconds)
        except Exception as error:  # noqa: BLE001 - whatever it is, the desk would stay unready for ever without a word
            _log.error("not ready", exc_info=error)
            await asyncio.sleep(again_seconds)


async def purge_for_ever(desk: Desk, seconds: float = _PURGE_SECONDS) -> None:
    """Remove what is too old, now and every hour; a database that cannot be used is tried again the next time."""
    while True:
        try:
            removed = await asyncio.to_thread(purge, desk)
            _log.info("purged", **asdict(removed))
        except RecordsUnavailable as error:
            _log.warning("not purged", message=error.message, hint=error.hint)
        await asyncio.sleep(seconds)


def purge(desk: Desk, days: int | None = None) -> Purged:
    """Remove what is older than so many days, or than the settings keep it."""
    now = datetime.now(UTC)
    before = now - timedelta(days=desk.settings.keep_days if days is None else days)
    # Where the settings keep nothing, replies to repeated requests still have their day, in memory.
    by_settings = days is None and desk.settings.keep_days == 0
    removed = desk.records.purge(before, now - REPLIES_KEPT if by_settings else max(before, now - REPLIES_KEPT))
    desk.rooms.store.end_idle(now - ROOM_IDLE)
    return replace(removed, rooms=desk.rooms.store.purge(min(before, now - ROOM_KEPT)))
