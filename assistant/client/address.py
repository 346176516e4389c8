"""Where the desk is, and the key that it is asked with."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.metadata import version

import httpx

from assistant.errors import InvalidInput
from assistant.hosts import is_loopback

URL_VARIABLE = "ETHICS_DESK_URL"
KEY_VARIABLE = "ETHICS_DESK_KEY"
_USUAL = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Address:
    """A desk's base URL, without a slash at its end, and the key."""

    url: str
    local: bool
    key: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str | None, key: str | None) -> Address:
        """From arguments or else the environment; InvalidInput where they cannot be used."""
        url = (url or os.environ.get(URL_VARIABLE) or _USUAL).strip().rstrip("/")
        key = (os.environ.get(KEY_VARIABLE, "") if key is None else key).strip()
        if not key.isascii() or any(c.isspace() or not c.isprintable() for c in key):
            raise InvalidInput("The key of the desk holds characters that no key has.", f"Correct {KEY_VARIABLE} or the argument.")
        return cls(url, is_loopback(_host(url)), key)

    def headers(self) -> dict[str, str]:
        """What every request says."""
        known = {"User-Agent": f"ethics-desk-client/{version('ethics-desk')}"}
        return known | {"Authorization": f"Bearer {self.key}"} if self.key else known


def _host(url: str) -> str:
    hint = f"Write it like {_USUAL} or https://desk.example, in {URL_VARIABLE} or as an argument."
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InvalidInput("The desk's address is no http or https address.", hint) from error
    port_exists = parsed.port is None or 0 < parsed.port < 65536
    if not parsed.host or not port_exists or parsed.scheme not in ("http", "https") or parsed.query or parsed.fragment:
        raise InvalidInput("The desk's address is no http or https address.", hint)
    if parsed.userinfo:
        raise InvalidInput("The desk's address holds a user name.", f"Give the key in {KEY_VARIABLE} or as an argument.")
    return parsed.host
