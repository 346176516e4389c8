"""Slack: a slash command, and mentions of the app. Each is acknowledged at once; the answer follows."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from time import time
from typing import Any

import structlog
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.api.desk import Desk
from assistant.api.platforms.answering import Answering, busy
from assistant.api.platforms.background import Background, finishing
from assistant.api.platforms.forms import form_fields, json_shape
from assistant.api.platforms.outgoing import Outgoing
from assistant.api.platforms.phrases import help_for, phrase
from assistant.api.platforms.seen import Seen
from assistant.api.platforms.signatures import slack_signed
from assistant.api.platforms.slack_events import Envelope
from assistant.api.platforms.slack_text import answer_messages, escaped, plain
from assistant.api.problems import problem_response
from assistant.settings import Visibility
from assistant.stages.understand import language
from assistant.types import Answer

_REPEATS = 3600.0
"""Seconds for which a request is remembered: its signature is good for ten minutes, and Slack sends an event again for an hour."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackApp:
    """The app as Slack knows it, and where Slack is; without a bot token mentions are not answered."""

    signing_secret: str
    bot_token: str = ""
    visibility: Visibility = "asker"
    api: str = "https://slack.com/api/"
    hooks: str = "https://hooks.slack.com"


def slack_router(desk: Desk, app: SlackApp, workers: int = 1, background: Background | None = None) -> APIRouter:
    """The routes that Slack calls; what they began is finished when the server stops."""
    slack = _Slack(desk, app, Answering(desk, "slack", workers), background or Background())
    router = APIRouter(prefix="/v1/slack", include_in_schema=False, lifespan=slack.lifespan)
    router.add_api_route("/command", slack.command, methods=["POST"])
    if app.bot_token:
        router.add_api_route("/events", slack.events, methods=["POST"])
    return router


class _Slack:
    def __init__(self, desk: Desk, app: SlackApp, answering: Answering, background: Background) -> None:
        self._desk = desk
        self._app = app
        self._answering = answering
        self._background = background
        self._outgoing = Outgoing([app.hooks, app.api])
        self._seen = Seen(_REPEATS)

    def lifespan(self, _: object) -> AbstractAsyncContextManager[None]:
        """While the server runs."""
        return finishing(self._background, self._outgoing)

    async def command(self, request: Request) -> Response:
        """A slash command: acknowledged to the asker, answered at the command's response address."""
        body = await request.body()
        if not self._signed(request, body):
            return _unsigned(request)
        fields = form_fields(request, body)
        if fields.get("ssl_check"):
            return Response()
        url, text = fields.get("response_url", ""), plain(fields.get("text", ""))
        if not self._outgoing.allows(url):
            raise HTTPException(400, "The command comes without a response address of Slack.")
        if request.headers["x-slack-signature"] in self._seen:
            return Response()
        if helping := help_for(text):
            return _told(helping)
        if refusal := self._answering.refused(text, fields.get("team_id", ""), fields.get("user_id", "")):
            return _told(refusal)
        if not self._background.has_room:
            return _told(busy(text))
        self._seen.add(request.headers["x-slack-signature"])
        self._background.start(self._answer_command(text, url, request.scope["request_id"]))
        return _told(phrase("reading", language(text)))

    async def events(self, request: Request) -> Response:
        """An event: mentions and direct messages are answered, once however often Slack sends them, all else is let pass."""
        body = await request.body()
        if not self._signed(request, body):
            return _unsigned(request)
        envelope = json_shape(request, body, Envelope)
        if envelope.type == "url_verification":
            return JSONResponse({"challenge": envelope.challenge})
        names = [name for name in (envelope.event_id, request.headers["x-slack-signature"]) if name]
        if envelope.type != "event_callback" or not envelope.asks or any(name in self._seen for name in names):
            return Response()
        if not self._background.has_room:
            # Not acknowledged, so that Slack sends it again.
            return problem_response(request, 503, "Too many questions are being answered.", headers={"Retry-After": "60"})
        for name in names:
            self._seen.add(name)
        self._background.start(self._answer_event(envelope, request.scope["request_id"]))
        return Response()

    def _signed(self, request: Request, body: bytes) -> bool:
        given = request.headers
        timestamp, signature = given.get("x-slack-request-timestamp", ""), given.get("x-slack-signature", "")
        return slack_signed(self._app.signing_secret, body, timestamp, signature, time())

    async def _answer_command(self, text: str, url: str, request_id: str) -> None:
        reply = await self._answering.reply(text, request_id)
        kind = "in_channel" if self._app.visibility == "channel" and isinstance(reply, Answer) else "ephemeral"
        for message in self._messages(reply):
            await self._outgoing.post(url, {"response_type": kind, "replace_original": False, **message})

    async def _answer_event(self, envelope: Envelope, request_id: str) -> None:
        event = envelope.event
        text = plain(event.text or "", [b for b in envelope.bots if b])
        said: Answer | str = help_for(text) or self._answering.refused(text, envelope.team_id or "", event.user or "")
        reply = said or await self._answering.reply(text, request_id)
        shown = event.channel_type == "im" or (self._app.visibility == "channel" and isinstance(reply, Answer))
        method = "chat.postMessage" if shown else "chat.postEphemeral"
        # A message that only one person sees is not shown in a thread that has not begun.
        thread = event.thread_ts or (event.ts if shown and event.channel_type != "im" else None)
        where = {"channel": event.channel, "thread_ts": thread, "user": None if shown else event.user}
        for message in self._messages(reply):
            sent = {key: value for key, value in where.items() if value} | message
            result = await self._outgoing.post(self._app.api + method, sent, self._app.bot_token)
            if not result.get("ok"):
                _log.error("refused by Slack", method=method, error=str(result.get("error", "")), request_id=request_id)
                return

    def _messages(self, reply: Answer | str) -> list[dict[str, Any]]:
        if isinstance(reply, str):
            return [{"text": escaped(reply)}]
        return answer_messages(reply, self._desk.service.assistant.parts.guide.phrases)


def _told(text: str) -> Response:
    """A message that only the asker sees."""
    return JSONResponse({"response_type": "ephemeral", "text": escaped(text)})


def _unsigned(request: Request) -> Response:
    return problem_response(request, 401, "The request is not signed by Slack.", hint="Check the signing secret and the server's clock.")
