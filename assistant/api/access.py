"""Measures every request, and writes one line about it into the log: what was called and how it went, not by whom or with which words."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.metrics import Metrics

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ASKED_ALL_THE_TIME = ("/health/live", "/health/ready", "/metrics")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A request that is over; `status` is 0 where no response was begun, `complete` whether one was sent to its end.

    `route` is the template of the path, "unmatched" where no route was reached; `problem` names the kind of problem told, if one was.
    """

    method: str
    route: str
    status: int
    seconds: float
    sent: int
    complete: bool
    key_id: str
    problem: str


class Access:
    """Times each request until its response has been sent, and tells the metrics and the log of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Made here, so that what a route notes there is seen here too.
        noted = scope.setdefault("state", {})
        status, sent, complete, start = 0, 0, False, perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status, sent, complete
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                complete = not message.get("more_body", False)
            await send(message)

        with self._metrics.in_flight():
            try:
                await self._app(scope, receive, sending)
            finally:
                served = Served(
                    method=scope["method"] if scope["method"] in _METHODS else "other",
                    route=route_of(scope),
                    status=status,
                    seconds=perf_counter() - start,
                    sent=sent,
                    complete=complete,
                    key_id=noted.get("key_id", ""),
                    problem=noted.get("problem", ""),
                )
                self._metrics.served(served.method, served.route, served.status, served.seconds, served.problem)
                _write(served)


def route_of(scope: Scope) -> str:
    """The template of the route that served a request, such as `/v1/clauses/{clause_id}`: never what stood in its place."""
    if (route := scope.get("route")) is not None:
        return str(route.path_format)
    if mounted := scope.get("root_path"):
        return str(mounted)
    return str(scope["path"]) if "endpoint" in scope and not scope.get("path_params") else "unmatched"


def _write(served: Served) -> None:
    write = _log.debug if served.route in _ASKED_ALL_THE_TIME else _log.info
    write(
        "request",
        method=served.method,
        route=served.route,
        status=served.status,
        milliseconds=round(served.seconds * 1000, 1),
        bytes=served.sent,
        key=served.key_id,
        **({} if served.complete else {"complete": False}),
        **({"problem": served.problem} if served.problem else {}),
    )
