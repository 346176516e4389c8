"""The address under which people reach the pages."""

from __future__ import annotations

from fastapi import Request

from assistant.settings import Settings


def base_address(request: Request, settings: Settings) -> str:
    """Where phones reach the pages: the address that the settings name, or else the one that this request came to."""
    return settings.room_url or own_address(request)


def own_address(request: Request) -> str:
    """The address that this request came to."""
    return str(request.base_url).rstrip("/")
