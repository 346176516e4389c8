"""The page on which a facilitator writes scenarios: static files, which ask the API for everything else."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

_FOLDER = Path(__file__).parents[1] / "live"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
router = APIRouter(prefix="/live", include_in_schema=False)


@router.get("/scenarios")
async def page() -> FileResponse:
    """The page."""
    return FileResponse(_FOLDER / "scenarios.html", headers={"Content-Security-Policy": _POLICY})


@router.get("/assets/{name}")
async def asset(name: str) -> FileResponse:
    """A script or a style of the page."""
    known = {p.name: p for p in _FOLDER.iterdir() if p.suffix in (".js", ".css")}
    if name not in known:
        raise HTTPException(404)
    return FileResponse(known[name])
