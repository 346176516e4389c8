"""The routes of the platforms that are configured."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.api.desk import Desk
from assistant.api.platforms.slack import SlackApp, slack_router


def platform_routers(desk: Desk, workers: int) -> list[APIRouter]:
    """A router for each platform whose secret is set."""
    settings, routers = desk.settings, []
    if settings.slack_signing_secret:
        bot_token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
        app = SlackApp(
            signing_secret=settings.slack_signing_secret.get_secret_value(), bot_token=bot_token, visibility=settings.platform_visibility
        )
        routers.append(slack_router(desk, app, workers))
    return routers
