"""Mattermost: a slash command, answered in the response, or at its response address when that takes longer."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.api.desk import Desk
from assistant.api.platforms.answering import Answering, too_late
from assistant.api.platforms.background import Background, finishing
from assistant.api.platforms.forms import form_fields
from assistant.api.platforms.mentions import without_handles
from assistant.api.platforms.outgoing import Outgoing
from assistant.api.platforms.phrases import help_for, phrase
from assistant.api.platforms.pieces import pieces
from assistant.api.platforms.signatures import all_known
from assistant.api.problems import problem_response
from assistant.settings import Visibility
from assistant.stages.understand import language
from assistant.types import Answer

_MOST_IN_POST = 16_383


@dataclass(frozen=True, slots=True, kw_only=True)
class MattermostServer:
    """The server, and the tokens of its commands; without its address an answer that takes long cannot be sent later.

    `patience` is how many seconds a response may wait for the answer, `longest` how many where nothing can be sent later: Mattermost
    gives up after 30.
    """

    tokens: Collection[str]
    url: str = ""
    visibility: Visibility = "asker"
    patience: float = 3.0
    longest: float = 25.0


def mattermost_router(desk: Desk, server: MattermostServer, workers: int = 1) -> APIRouter:
    """The route that Mattermost calls; what it began is finished when the app stops."""
    mattermost = _Mattermost(desk, server, Answering(desk, "mattermost", workers))
    router = APIRouter(prefix="/v1/mattermost", include_in_schema=False, lifespan=mattermost.lifespan)
    router.add_api_route("/command", mattermost.command, methods=["POST"])
    return router


class _Mattermost:
    def __init__(self, desk: Desk, server: MattermostServer, answering: Answering) -> None:
        self._desk = desk
        self._server = server
        self._answering = answering
        self._background = Background()
        self._outgoing = Outgoing([server.url])

    def lifespan(self, _: object) -> AbstractAsyncContextManager[None]:
        """While the server runs."""
        return finishing(self._background, self._outgoing)

    async def command(self, request: Request) -> Response:
        """A slash command."""
        fields = form_fields(request, await request.body())
        if not all_known(_tokens(request, fields), self._server.tokens):
            return problem_response(request, 401, "The request has no token of ours.", hint="Check the command's token.")
        text = without_handles(fields.get("text", "")).strip()
        told = help_for(text) or self._answering.refused(text, fields.get("team_id", ""), fields.get("user_id", ""))
        if told:
            return JSONResponse(self._posts(told))
        return JSONResponse(await self._answered(text, fields.get("response_url", ""), request.scope["request_id"]))

    async def _answered(self, text: str, url: str, request_id: str) -> dict[str, Any]:
        """The answer; where it takes too long, what to say instead."""
        later = self._outgoing.allows(url) and self._background.has_room
        working = asyncio.create_task(self._answering.reply(text, request_id))
        done, _ = await asyncio.wait({working}, timeout=self._server.patience if later else self._server.longest)
        if done:
            return self._posts(working.result())
        if later:
            self._background.start(self._answer_later(working, url))
            return self._posts(phrase("reading", language(text)))
        working.cancel()
        return self._posts(too_late(text))

    async def _answer_later(self, working: asyncio.Task[Answer | str], url: str) -> None:
        await self._outgoing.post(url, self._posts(await working))

    def _posts(self, reply: Answer | str) -> dict[str, Any]:
        """A response of one post, or of several where one does not hold it."""
        shown = self._server.visibility == "channel" and isinstance(reply, Answer)
        texts = [*pieces(reply if isinstance(reply, str) else self._desk.out(reply).markdown, _MOST_IN_POST)]
        # What looks like Slack's notation in an answer is none.
        first, *others = [
            {"response_type": "in_channel" if shown else "ephemeral", "text": text, "skip_slack_parsing": True} for text in texts
        ]
        return first | ({"extra_responses": others} if others else {})


def _tokens(request: Request, fields: dict[str, str]) -> list[str]:
    """The tokens that a request brings: Mattermost sends the same one in a header and in the form."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return [t for t in (token.strip() if scheme.lower() == "token" else "", fields.get("token", "")) if t]
