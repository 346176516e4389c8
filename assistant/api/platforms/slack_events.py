"""What Slack sends when something happens in a workspace, as far as the desk needs it."""

from __future__ import annotations

from pydantic import BaseModel


class _Authorization(BaseModel):
    user_id: str | None = None


class _Event(BaseModel):
    type: str = ""
    subtype: str | None = None
    bot_id: str | None = None
    user: str | None = None
    text: str | None = None
    channel: str | None = None
    channel_type: str | None = None
    ts: str = ""
    thread_ts: str | None = None


class Envelope(BaseModel):
    """What Slack sends to the address of events."""

    type: str
    challenge: str = ""
    team_id: str | None = None
    event_id: str = ""
    event: _Event = _Event()
    authorizations: list[_Authorization] | None = None

    @property
    def asks(self) -> bool:
        """Whether a person mentions the app, or writes to it."""
        event = self.event
        meant = event.type == "app_mention" or (event.type == "message" and event.channel_type == "im" and event.subtype is None)
        own = event.user in self.bots
        return meant and not own and bool(event.user and event.channel) and event.bot_id is None and event.subtype != "bot_message"

    @property
    def bots(self) -> set[str | None]:
        """The app's own user."""
        return {a.user_id for a in self.authorizations or []}
