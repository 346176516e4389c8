"""The address under which people reach the pages."""

from __future__ import annotations

from fastapi import Request

from assistant.settings import Settings


def base_address(request: Request, settings: Settings) -> str:
    """The address that the settings name, or else the one that this request came to."""
    return settings.room_url or str(request.base_url).rstrip("/")
