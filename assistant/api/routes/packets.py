"""Consultation packets: an answer as a page to take along."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests import PacketIn
from assistant.packet.compose import Wanted, compose
from assistant.pipeline import Assistant
from assistant.service import Caller, check_history
from assistant.wire_packet import MEDIA_TYPES, file_name
from assistant.wiring import handout_renderer

router = APIRouter(prefix="/v1", tags=["Packets"], responses=RESPONSES, route_class=JsonRoute)
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The packet as a file, named by its day.",
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES.values()},
    }
}


@router.post("/packets", summary="Make a page to take along", response_class=Response, responses=_FILE)
async def packets(body: PacketIn, who: Annotated[Caller, Depends(caller("ask"))], desk: Annotated[Desk, Depends(desk)]) -> Response:
    """The consultation packet of an answer as PDF, DOCX or Markdown; an answer that is not as the desk gave it is refused."""
    check_history([*body.turns, ""])
    wanted = Wanted(answer=body.answer, date=body.day, turns=tuple(body.turns), note=body.note, language=body.language)
    render = handout_renderer(body.format)

    def made(assistant: Assistant) -> bytes:
        return render(compose(wanted, assistant.parts), body.paper)

    name = file_name(wanted.date, body.format)
    content = await desk.service.call(made)
    return Response(content, media_type=MEDIA_TYPES[body.format], headers={"Content-Disposition": f'attachment; filename="{name}"'})
