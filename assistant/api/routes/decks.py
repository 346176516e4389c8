"""The deck: chosen scenarios as slides to take into a room without a network."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.rooms.cases import chosen_cases
from assistant.deck.compose import Chosen, compose
from assistant.pipeline import Assistant
from assistant.service import Caller
from assistant.wire import Problem
from assistant.wire_deck import DECK_MEDIA_TYPE, MOST_CASES, DeckFormat, deck_file_name
from assistant.wiring import deck_renderer

router = APIRouter(prefix="/v1/scenarios", tags=["Scenarios"], responses=RESPONSES, route_class=JsonRoute)
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The deck as a file, named by its day.",
        "content": {DECK_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    },
    404: {"model": Problem, "description": "A scenario has none of these ids."},
}


class DeckIn(BaseModel):
    """The cases of a deck, in their order; one that is named twice is there once."""

    model_config = ConfigDict(extra="forbid")

    scenarios: list[Annotated[str, Field(max_length=80)]] = Field(
        min_length=1, max_length=MOST_CASES, description="Ids, as GET /v1/scenarios lists them, or of own scenarios."
    )
    format: DeckFormat = "pptx"


@router.post("/deck", summary="Make a deck of slides", response_class=Response, responses=_FILE)
async def deck(body: DeckIn, who: Annotated[Caller, Depends(caller("facilitate"))], desk: Annotated[Desk, Depends(desk)]) -> Response:
    """Slides with each story, its votes by hands and its clauses word for word, and what the facilitator needs in the notes."""
    render, day = deck_renderer(body.format), datetime.date.today()
    scenarios = await chosen_cases(desk, who, body.scenarios)

    def made(assistant: Assistant) -> bytes:
        parts = assistant.parts
        chosen = Chosen(scenarios=scenarios, date=day)
        return render(compose(chosen, parts.guide, parts.codes, parts.clauses))

    content = await desk.service.call(made)
    return Response(content, media_type=DECK_MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{deck_file_name(day)}"'})
