"""The pages of the live room: for phones, for the projector and for whoever leads. What they show comes over the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.api.desk import Desk, desk
from assistant.api.live_pages import live_files, page, qr_code
from assistant.api.rooms.addresses import base_address
from assistant.room.codes import read_code

router = APIRouter(include_in_schema=False)
_MOST_ADDRESS = 300
"""Longer than any host has one; a QR code holds not much more."""
_Desk = Annotated[Desk, Depends(desk)]


def _page(name: str, request: Request, desk: Desk) -> Response:
    found = page(name, base_address(request, desk.settings))
    if found is None:
        raise HTTPException(404)
    return found.response(request)


@router.get("/join")
@router.get("/join/{code}")
async def join(request: Request, desk: _Desk) -> Response:
    """The page on the phones of the people in the room."""
    return _page("join.html", request, desk)


@router.get("/live")
async def start(request: Request, desk: _Desk) -> Response:
    """Where a facilitator begins."""
    return _page("index.html", request, desk)


@router.get("/live/console/{room_id}")
async def console(request: Request, desk: _Desk) -> Response:
    """What the facilitator leads a room with."""
    return _page("console.html", request, desk)


@router.get("/live/scenarios")
async def scenarios(request: Request, desk: _Desk) -> Response:
    """The facilitator's own scenarios."""
    return _page("scenarios.html", request, desk)


@router.get("/live/screen/{code}")
async def screen(request: Request, desk: _Desk) -> Response:
    """What the projector shows."""
    return _page("screen.html", request, desk)


@router.get("/live/assets/{name}")
async def asset(name: str, request: Request) -> Response:
    """A script or a style of the pages."""
    found = live_files().get(name)
    if found is None or name.endswith(".html"):
        raise HTTPException(404)
    return found.response(request)


@router.get("/live/qr/{code}.svg")
async def qr(code: str, request: Request, desk: _Desk) -> Response:
    """The QR code that opens a room on a phone; whether there is such a room is not told."""
    found, base = read_code(code), base_address(request, desk.settings)
    if found is None or len(base) > _MOST_ADDRESS:
        raise HTTPException(404)
    return qr_code(f"{base}/join/{found}").response(request)
