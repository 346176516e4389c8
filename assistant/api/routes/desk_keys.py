"""The keys of those who may use the API: list, make, revoke."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from assistant.api.bodies import JsonRoute
from assistant.api.callers import Doorkeeper, administrator
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests_desk import KEY_ID, KeyIn
from assistant.errors import UnknownRecord
from assistant.expiry import end_of
from assistant.records import ApiKey
from assistant.service import Caller
from assistant.wire import Problem
from assistant.wire_desk import KeyCreatedOut, KeyOut, KeysOut, KeyState

router = APIRouter(prefix="/v1/desk/keys", tags=["Desk"], responses=RESPONSES, route_class=JsonRoute)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(administrator)]


@router.get("", summary="List the keys")
async def list_keys(who: _Who, desk: _Desk) -> KeysOut:
    """All keys, oldest first, with their states and without their secrets."""
    now = datetime.now(UTC)
    return KeysOut(keys=[_out(key, who, now) for key in await asyncio.to_thread(desk.keys.keys)])


# No Idempotency-Key: the reply would be kept, and the token with it.
@router.post("", status_code=201, summary="Make a key")
async def create_key(body: KeyIn, who: _Who, desk: _Desk) -> KeyCreatedOut:
    """Makes a key and tells its token, this once: only a hash of its secret is kept."""
    now = datetime.now(UTC)
    ends = None if body.expires is None else end_of(body.expires, now)
    key, token = await asyncio.to_thread(desk.keys.create, body.name, body.scopes, ends)
    return KeyCreatedOut(key=_out(key, who, now), token=token)


@router.post("/{key_id}/revoke", summary="Revoke a key", responses={404: {"model": Problem, "description": "No key has this id."}})
async def revoke_key(key_id: Annotated[str, Path(pattern=KEY_ID)], request: Request, who: _Who, desk: _Desk) -> KeyOut:
    """Revokes a key for good. The last usable key of scope `admin` is refused (422), or nobody could make another one from here."""
    if key_id not in {key.id for key in await asyncio.to_thread(desk.keys.keys)}:
        raise UnknownRecord(f"No key has the id {key_id!r}.", "GET /v1/desk/keys lists them.")
    key = await asyncio.to_thread(lambda: desk.keys.revoke(key_id, unless_last="admin"))
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    doorkeeper.forget()
    return _out(key, who, datetime.now(UTC))


def _out(key: ApiKey, who: Caller, now: datetime) -> KeyOut:
    state: KeyState = "usable" if key.usable(now) else "expired" if key.revoked is None else "revoked"
    return KeyOut(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        created=key.created,
        expires=key.expires,
        revoked=key.revoked,
        state=state,
        own=key.id == who.key_id,
    )
