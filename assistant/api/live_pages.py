"""The files of the live room's pages, read once: each with its type and a tag that changes with its words."""

from __future__ import annotations

import hashlib
import html
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import segno
from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).parent / "live"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_ROOM_URL = "{{room_url}}"


@dataclass(frozen=True, slots=True)
class LiveFile:
    """A file as it is served."""

    body: bytes
    type: str

    def response(self, request: Request) -> Response:
        """The file, or 304 where the browser has it already; browsers ask each time, so that a new version is taken at once."""
        tag = f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'
        # Browsers keep six connections for a minute after a page was loaded; a hall of phones would take all there are.
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Security-Policy": _POLICY, "Connection": "close"}
        known = [t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")]
        return Response(status_code=304, headers=headers) if tag in known else Response(self.body, media_type=self.type, headers=headers)


@cache
def live_files() -> dict[str, LiveFile]:
    """Every file of the pages by its name; nothing else of the disk can be asked for."""
    found = sorted(p for p in _FOLDER.iterdir() if p.suffix in _TYPES)
    return {p.name: LiveFile(p.read_bytes(), _TYPES[p.suffix]) for p in found}


def page(name: str, url: str) -> LiveFile:
    """A page, told at which address it is joined."""
    found = live_files()[name]
    return LiveFile(found.body.replace(_ROOM_URL.encode(), html.escape(url).encode()), found.type)


def qr_code(address: str) -> LiveFile:
    """The QR code of an address as SVG: dark on white with its quiet zone, so that it is read from dark slides too."""
    code = segno.make_qr(address, error="m", boost_error=False)
    svg = io.BytesIO()
    code.save(svg, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, title=address, xmldecl=False)
    return LiveFile(svg.getvalue(), _TYPES[".svg"])
