"""Posts JSON to one address, with retries; whatever goes wrong is told in a sentence."""

from __future__ import annotations

import json
from time import sleep
from typing import Any

import httpx

from assistant.errors import EthicsDeskError, InvalidInput

_TOO_MANY, _FORBIDDEN, _SERVER_FAULT = 429, (401, 403), 500
_LONGEST_WAIT = 60.0
_SHOWN = 200


class EndpointFailed(EthicsDeskError):
    """An endpoint cannot be reached, refuses, or sends what cannot be read."""


class Wire:
    """One address to post to; `timeout` in seconds an attempt, `key` for the Authorization header, none when empty.

    Statuses 429 and 5xx are tried again after `backoff` and after twice `backoff` seconds, or after as many as the server asks for, up
    to a minute. InvalidInput when the address or the key cannot be used.
    """

    def __init__(self, address: str, *, timeout: float, backoff: float, key: str = "") -> None:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL as error:
            raise InvalidInput(f"{address} is no address: {error}.", "Give one such as http://127.0.0.1:8000.") from error
        # What is printed or kept shows neither a user's password nor a key in the query.
        self.shown = str(url.copy_with(userinfo=b"", query=None))
        self.host = url.netloc.decode("ascii")
        if url.scheme not in ("http", "https") or not url.host:
            raise InvalidInput(f"{self.shown} is no address of an HTTP server.", "Give one such as http://127.0.0.1:8000.")
        if not key.isascii():
            raise InvalidInput("The key of the endpoint holds letters that no header can carry.", "Set it again.")
        self._address, self._timeout, self._waits, self._key = address, timeout, (backoff, 2 * backoff), key
        # Made once: it takes longer than a request on the same machine.
        self._tls = httpx.create_ssl_context()

    def post(self, body: Any) -> Any:
        """The JSON that comes back; EndpointFailed when none does."""
        for wait in (*self._waits, None):
            response = self._send(body)
            if wait is None or not _may_pass(response):
                break
            sleep(max(wait, _asked_wait(response)))
        if not response.is_success:
            raise EndpointFailed(f"{self.shown} answered {response.status_code}: {self._told(response)}", _hint(response))
        try:
            value = response.json()
            # Half a surrogate pair, which JSON's escapes allow, could be neither printed nor written.
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise EndpointFailed(f"{self.shown} sent what is not JSON: {self._told(response)}", "Check the address.") from error
        return value

    def _send(self, body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            with httpx.Client(verify=self._tls, timeout=self._timeout, headers=headers) as client:
                return client.post(self._address, json=body)
        except httpx.TimeoutException as error:
            raise EndpointFailed(
                f"{self.shown} did not answer within {self._timeout:g} seconds.", "Give it more time, or look at its load."
            ) from error
        except httpx.RequestError as error:
            raise EndpointFailed(f"{self.shown} cannot be reached: {error}.", "Check the address and that the server runs.") from error

    def _told(self, response: httpx.Response) -> str:
        """The beginning of what the server said, without the key, which some repeat."""
        text = " ".join(response.text.split())
        return (text.replace(self._key, "…") if self._key else text)[:_SHOWN] or "nothing"


def _may_pass(response: httpx.Response) -> bool:
    return response.status_code == _TOO_MANY or response.status_code >= _SERVER_FAULT


def _asked_wait(response: httpx.Response) -> float:
    """The seconds that the server asks for; a date is not read."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_WAIT) if asked.isascii() and asked.isdigit() else 0.0


def _hint(response: httpx.Response) -> str:
    if response.status_code in _FORBIDDEN:
        return "Set ETHICS_DESK_EVAL_KEY to a key that it accepts."
    return "Try again later." if _may_pass(response) else "Check the address, the model's name and what the endpoint accepts."
