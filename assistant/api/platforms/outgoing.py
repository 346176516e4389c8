"""Posts to a platform, and to nowhere else: an address that came with a request is used only on the hosts named here (httpx)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from typing import Any

import httpx
import structlog

_SECONDS = 10.0
_PAUSES = (1.0, 4.0)
_PORTS = {"http": 80, "https": 443}
_log = structlog.get_logger(__name__)


class Outgoing:
    """A client that posts JSON to some origins, without following redirects; tries again where nothing was delivered."""

    def __init__(self, addresses: Collection[str], pauses: Collection[float] = _PAUSES) -> None:
        self._origins = {origin(a) for a in addresses} - {""}
        self._pauses = pauses
        self._client = httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False)
        # It would log addresses at the level INFO, and whoever knows a response address may post to the chat.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def allows(self, url: str) -> bool:
        """Whether an address is on one of the hosts."""
        return origin(url) in self._origins

    async def post(self, url: str, message: Mapping[str, Any], token: str = "") -> Mapping[str, Any]:
        """Post a message; what the platform says to it, {} where that is no JSON object or nothing was delivered, which is logged."""
        if not self.allows(url):
            _log.error("not delivered", reason="the address is on another host")
            return {}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for pause in (*self._pauses, None):
            reason, said = await self._try(url, message, headers)
            if not reason:
                return said
            if pause is None:
                _log.error("not delivered", reason=reason)
                break
            await asyncio.sleep(pause)
        return {}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _try(self, url: str, message: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
        """Why another try is worth while, "" where it is not, and what the platform said."""
        try:
            response = await self._client.post(url, json=message, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return type(error).__name__, {}
        except httpx.HTTPError as error:
            # It may have been delivered: to post it again could show it twice.
            _log.error("perhaps not delivered", reason=type(error).__name__)
            return "", {}
        if response.status_code == 429 or response.status_code >= 500:
            return f"status {response.status_code}", {}
        if response.status_code >= 300:
            _log.error("refused by the platform", status=response.status_code)
        return "", _object(response)


def origin(url: str) -> str:
    """The scheme, host and port of an http address in one form; "" for anything else, and for one with a user name."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return ""
    if parsed.scheme not in _PORTS or not parsed.host or parsed.userinfo:
        return ""
    return f"{parsed.scheme}://{parsed.host}:{parsed.port or _PORTS[parsed.scheme]}"


def _object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
