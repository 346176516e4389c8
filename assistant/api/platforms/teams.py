"""Microsoft Teams: an outgoing webhook, which shows what the desk responds within five seconds to everybody in the channel."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.api.desk import Desk
from assistant.api.platforms.answering import Answering, too_late
from assistant.api.platforms.forms import json_shape
from assistant.api.platforms.phrases import help_for, phrase
from assistant.api.platforms.signatures import teams_signed
from assistant.api.platforms.teams_text import plain
from assistant.api.problems import problem_response
from assistant.types import Answer

PATIENCE = 4.0
_MOST_BYTES = 28_000


class _Named(BaseModel):
    id: str | None = None


class _ChannelData(BaseModel):
    team: _Named | None = None


class _Activity(BaseModel):
    text: str | None = None
    sender: _Named | None = Field(default=None, alias="from")
    channel_data: _ChannelData | None = Field(default=None, alias="channelData")

    @property
    def team(self) -> str:
        """The id of the team."""
        named = self.channel_data.team if self.channel_data else None
        return named.id or "" if named else ""

    @property
    def person(self) -> str:
        """The id of who asks."""
        return self.sender.id or "" if self.sender else ""


def teams_router(desk: Desk, secret: str, workers: int = 1, patience: float = PATIENCE) -> APIRouter:
    """The route that Teams calls; `patience` is how many seconds an answer may take."""
    answering = Answering(desk, "teams", workers)
    router = APIRouter(prefix="/v1/teams", include_in_schema=False)

    @router.post("/webhook")
    async def webhook(request: Request) -> Response:
        """A message that mentions the webhook."""
        body = await request.body()
        if not teams_signed(secret, body, request.headers.get("authorization", "")):
            return problem_response(request, 401, "The request is not signed by Teams.", hint="Check the webhook's security token.")
        activity = json_shape(request, body, _Activity)
        text = plain(activity.text or "")
        reply: Answer | str = help_for(text) or answering.refused(text, activity.team, activity.person)
        if not reply:
            try:
                async with asyncio.timeout(patience):
                    reply = await answering.reply(text, request.scope["request_id"])
            except TimeoutError:
                reply = too_late(text)
        return JSONResponse({"type": "message", "text": reply if isinstance(reply, str) else _written(desk, reply)})

    return router


def _written(desk: Desk, answer: Answer) -> str:
    """An answer in markdown; one that is too long for the only message there can be keeps its first paragraphs and says so."""
    markdown = desk.out(answer).markdown
    if len(markdown.encode()) <= _MOST_BYTES:
        return markdown
    kept, cut = "", phrase("cut", answer.language)
    for paragraph in markdown.split("\n\n"):
        if len(f"{kept}{paragraph}\n\n{cut}".encode()) > _MOST_BYTES:
            break
        kept += f"{paragraph}\n\n"
    return kept + cut
