"""The routes of the platforms that are configured."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import SecretStr

from assistant.api.desk import Desk
from assistant.api.platforms.mattermost import MattermostServer, mattermost_router
from assistant.api.platforms.slack import SlackApp, slack_router
from assistant.api.platforms.teams import teams_router


def platform_routers(desk: Desk, workers: int) -> list[APIRouter]:
    """A router for each platform whose secret is set."""
    settings, routers = desk.settings, []
    visibility = settings.platform_visibility
    if signing_secret := _revealed(settings.slack_signing_secret):
        app = SlackApp(signing_secret=signing_secret, bot_token=_revealed(settings.slack_bot_token), visibility=visibility)
        routers.append(slack_router(desk, app, workers))
    if tokens := _revealed(settings.mattermost_token).replace(",", " ").split():
        server = MattermostServer(tokens=tokens, url=settings.mattermost_url, visibility=visibility)
        routers.append(mattermost_router(desk, server, workers))
    if secret := _revealed(settings.teams_secret):
        routers.append(teams_router(desk, secret, workers))
    return routers


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
