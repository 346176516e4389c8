"""The pages of the live room: for phones, for the projector and for whoever leads. What they show comes over the API."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

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
_PAGES = {
    "/join": "join.html",
    "/join/{code}": "join.html",
    "/live": "index.html",
    "/live/console/{room_id}": "console.html",
    "/live/scenarios": "scenarios.html",
    "/live/screen/{code}": "screen.html",
}


def _serving(name: str) -> Callable[..., Coroutine[Any, Any, Response]]:
    """A route that serves one page."""

    async def serve(request: Request, desk: _Desk) -> Response:
        return page(name, base_address(request, desk.settings)).response(request)

    return serve


for _path, _name in _PAGES.items():
    router.add_api_route(_path, _serving(_name))


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
