"""What a reply says: the body of a success within bounds, or the error that it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from pydantic import ValidationError

from assistant.client.address import URL_VARIABLE, Address
from assistant.client.calls import Call, T
from assistant.client.errors import CallFailed, UnexpectedReply, Unreachable, refused
from assistant.client.patience import Patience, timed_out
from assistant.wire import Problem

_MOST_BYTES = 32 << 20
_MOST_PROBLEM_BYTES = 64 << 10
_NOT_OURS = f"See whether {URL_VARIABLE} leads to an Ethics Desk, and whether it is of this client's version."


class Reply:
    """A reply that is being read."""

    def __init__(self, response: httpx.Response, patience: Patience) -> None:
        self._response = response
        self._patience = patience
        self._body = bytearray()

    def take(self, chunk: bytes) -> bool:
        """Take a part of the body; False when no more is wanted. TimedOut or UnexpectedReply when it is too much."""
        self._patience.check()
        self._body += chunk
        if not self._response.is_success:
            return len(self._body) < _MOST_PROBLEM_BYTES
        if len(self._body) > _MOST_BYTES:
            raise UnexpectedReply(f"The reply has more than {_MOST_BYTES:,} bytes.", _NOT_OURS)
        return True

    def result(self, call: Call[T]) -> T:
        """What the call gives; the error that the reply stands for."""
        if not self._response.is_success:
            raise self.error()
        try:
            return call.read(bytes(self._body))
        except ValidationError as error:
            raise UnexpectedReply(f"The reply to {call.method} {call.path} is not in the shape of an Ethics Desk's.", _NOT_OURS) from error

    def error(self) -> CallFailed:
        """The error that a reply stands for which is not what was asked for."""
        status, headers = self._response.status_code, self._response.headers
        if self._response.has_redirect_location:
            return UnexpectedReply(f"The address leads on to {headers['location']!r}.", f"Set {URL_VARIABLE} to where the desk is itself.")
        if self._response.is_success:
            return UnexpectedReply(f"The reply is {_kind(self._response) or 'of no type'}, not a stream of events.", _NOT_OURS)
        return refused(self._problem(status), retry_after(headers.get("retry-after", "")))

    def _problem(self, status: int) -> Problem:
        try:
            problem = Problem.model_validate_json(bytes(self._body))
        except ValidationError:
            # A proxy's page, for instance.
            phrase = self._response.reason_phrase
            problem = Problem(
                type="about:blank",
                title=phrase,
                status=status,
                detail=f"The reply was {status} {phrase}, without a word of the desk.".replace("  ", " "),
                hint=_NOT_OURS,
                instance=self._response.url.path,
                request_id=self._response.headers.get("x-request-id", ""),
            )
        return problem if problem.status == status else problem.model_copy(update={"status": status})


def is_stream(response: httpx.Response) -> bool:
    """Whether a reply is a stream of events."""
    return response.is_success and _kind(response) == "text/event-stream"


def _kind(response: httpx.Response) -> str:
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower()


def retry_after(value: str) -> float | None:
    """Seconds from a Retry-After header, which gives seconds or a date; None where it gives neither."""
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


@contextmanager
def translated(address: Address, seconds: float) -> Iterator[None]:
    """Turns what httpx raises into errors that say what to do."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise Unreachable(f"The desk at {address.url} cannot be reached ({_reason(error)}).", _START, sent=False) from error
    except httpx.TimeoutException as error:
        raise timed_out(seconds) from error
    except httpx.TransportError as error:
        raise Unreachable(f"The connection to the desk at {address.url} broke ({_reason(error)}).", "Ask again.", sent=True) from error
    except httpx.RequestError as error:
        raise UnexpectedReply(f"The reply of {address.url} cannot be read ({_reason(error)}).", _NOT_OURS) from error


_START = f"Start it with `ethics-desk api`, or set {URL_VARIABLE} to where it runs."


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
