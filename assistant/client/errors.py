"""What can go wrong with a call, as errors that carry the desk's own words."""

from __future__ import annotations

from assistant.errors import EthicsDeskError
from assistant.wire import Fault, Problem


class CallFailed(EthicsDeskError):
    """A call to the desk gave no answer; every error of the client is one of these."""


class Unreachable(CallFailed):
    """Nobody answers at the address, or the connection broke; `sent` says whether the desk may have taken the call."""

    def __init__(self, message: str, hint: str, *, sent: bool) -> None:
        super().__init__(message, hint)
        self.sent = sent


class TimedOut(CallFailed):
    """The reply did not come in time."""


class UnexpectedReply(CallFailed):
    """What came is no reply of an Ethics Desk, or of another version."""


class StreamFailed(CallFailed):
    """A stream ended before the answer was whole."""


class Refused(CallFailed):
    """The desk refused the call; `problem` is its problem document, `retry_after` seconds where it gave them."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(problem.detail, problem.hint)
        self.problem = problem
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def detail(self) -> str:
        """What went wrong."""
        return self.problem.detail

    @property
    def request_id(self) -> str:
        """By which whoever runs the desk finds this call in the log."""
        return self.problem.request_id

    @property
    def errors(self) -> list[Fault]:
        """Each field of the request that is wrong."""
        return self.problem.errors


class Unauthorized(Refused):
    """A key is needed, or the one given is unknown, expired or revoked (401)."""


class Forbidden(Refused):
    """The key may not do this (403)."""


class NotFound(Refused):
    """There is no such clause, scenario, conversation or record (404)."""


class Invalid(Refused):
    """The request cannot be processed as it is (422)."""


class TooManyRequests(Refused):
    """More requests than allowed (429)."""


class Unavailable(Refused):
    """Not ready, or too much is asked at this moment (503)."""


_BY_STATUS: dict[int, type[Refused]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    422: Invalid,
    429: TooManyRequests,
    503: Unavailable,
}


def refused(problem: Problem, retry_after: float | None) -> Refused:
    """The error for a problem document."""
    return _BY_STATUS.get(problem.status, Refused)(problem, retry_after)
