"""Errors as problem documents (RFC 9457), or as OpenAI's error object on the paths that speak its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from assistant.errors import (
    AnswerChanged,
    AnswerOutdated,
    Conflict,
    EthicsDeskError,
    Forbidden,
    IndexUnavailable,
    InvalidInput,
    InvalidQuestion,
    ModelUnavailable,
    NoEvaluation,
    NotReady,
    Overloaded,
    RecordsUnavailable,
    RoomChanged,
    RoomEnded,
    RoomFull,
    ScenarioChanged,
    TooManyRequests,
    Unauthorized,
    UnknownClause,
    UnknownConversation,
    UnknownModel,
    UnknownPerson,
    UnknownRecord,
    UnknownRoom,
    UnknownScenario,
    UnreadableBody,
    UnsupportedBody,
    VotingClosed,
)
from assistant.wire import Fault, Problem

MEDIA_TYPE = "application/problem+json"
URN = "urn:ethics-desk:problem:"
_OPENAI_PATHS = ("/v1/chat/completions", "/v1/models")
_STATUS: dict[type[EthicsDeskError], int] = {
    Unauthorized: 401,
    Forbidden: 403,
    UnknownClause: 404,
    UnknownConversation: 404,
    UnknownScenario: 404,
    NoEvaluation: 404,
    UnknownModel: 404,
    UnknownRecord: 404,
    UnknownRoom: 404,
    UnknownPerson: 403,
    Conflict: 409,
    RoomChanged: 409,
    RoomEnded: 409,
    RoomFull: 409,
    VotingClosed: 409,
    ScenarioChanged: 409,
    UnreadableBody: 400,
    UnsupportedBody: 415,
    InvalidQuestion: 422,
    InvalidInput: 422,
    AnswerChanged: 422,
    AnswerOutdated: 422,
    TooManyRequests: 429,
    NotReady: 503,
    Overloaded: 503,
    RecordsUnavailable: 503,
    IndexUnavailable: 503,
    ModelUnavailable: 503,
}
_SLUGS: dict[type[EthicsDeskError], str] = {
    UnknownClause: "unknown-clause",
    UnknownConversation: "unknown-conversation",
    UnknownScenario: "unknown-scenario",
    NoEvaluation: "no-evaluation",
    UnknownModel: "model-not-found",
    UnknownRecord: "unknown-record",
    UnknownRoom: "unknown-room",
    UnknownPerson: "not-joined",
    RoomChanged: "room-changed",
    RoomEnded: "room-ended",
    RoomFull: "room-full",
    VotingClosed: "voting-closed",
    ScenarioChanged: "scenario-changed",
    Conflict: "in-progress",
    UnreadableBody: "invalid-json",
    InvalidQuestion: "invalid-question",
    InvalidInput: "invalid-input",
    AnswerChanged: "answer-changed",
    AnswerOutdated: "answer-outdated",
    NotReady: "not-ready",
    Overloaded: "overloaded",
    RecordsUnavailable: "records-unavailable",
}
_RETRY_READY = 3
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_log = structlog.get_logger(__name__)

RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for status, text in {
        400: "The request is no valid JSON or not in UTF-8.",
        401: "A key is needed, or the one given is unknown, expired or revoked.",
        403: "The key may not do this.",
        408: "The body did not come in time.",
        409: "The first request with this Idempotency-Key is still being answered.",
        413: "The body is larger than can be taken.",
        415: "The body is not `application/json` in UTF-8, or compressed.",
        422: "The request cannot be processed as it is; `errors` names every fault.",
        429: "Too many requests; `Retry-After` says when to come again.",
        503: "Not ready, or too much is asked at this moment; `Retry-After` says when to come again.",
    }.items()
}
"""The problems that every route may answer with, for the OpenAPI document."""


def problem_response(
    request: Request,
    status: int,
    detail: str,
    *,
    hint: str = "",
    slug: str = "",
    errors: list[Fault] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response to a request that failed."""
    openai = request.url.path.startswith(_OPENAI_PATHS)
    if openai and status == 422:
        # OpenAI's protocol has no 422: its clients tell a request that is wrong by 400.
        status = 400
    title = HTTPStatus(status).phrase
    kind = request.state.problem = slug or title.lower().replace(" ", "-")
    problem = Problem(
        type=URN + kind,
        title=title,
        status=status,
        detail=detail,
        hint=hint,
        instance=request.url.path,
        request_id=request.scope.get("request_id", ""),
        errors=errors or [],
    )
    if openai:
        return JSONResponse(_in_openai_words(problem), status, headers)
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Have every error of an app answered with a problem document."""
    app.exception_handler(EthicsDeskError)(_ours)
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)


def _ours(request: Request, error: EthicsDeskError) -> Response:
    kind = type(error)
    status = _STATUS.get(kind, 500)
    if status == 500:
        _log.error("failed", kind=kind.__name__, message=error.message)
    return problem_response(request, status, error.message, hint=error.hint, slug=_SLUGS.get(kind, ""), headers=_headers(error))


def _headers(error: EthicsDeskError) -> dict[str, str]:
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, Overloaded | TooManyRequests):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": str(_RETRY_READY)} if isinstance(error, NotReady | RecordsUnavailable | Conflict) else {}


def _invalid(request: Request, error: RequestValidationError) -> Response:
    faults = [Fault(pointer=_pointer(e["loc"]), detail=e["msg"].removeprefix("Value error, ")) for e in error.errors()]
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return problem_response(request, 400, "The body is no valid JSON.", hint="Send JSON in UTF-8.", slug="invalid-json", errors=faults)
    named = "; ".join(f"{f.pointer}: {f.detail}" for f in faults)
    return problem_response(
        request, 422, f"The request is wrong: {named}.", hint="Correct the fields named; /docs shows the shape.", errors=faults
    )


def _pointer(location: tuple[int | str, ...]) -> str:
    where, *path = location
    return "/" + "/".join(map(str, path)) if where == "body" else f"{where}: {'.'.join(map(str, path))}"


def _http(request: Request, error: HTTPException) -> Response:
    detail = {
        404: "There is nothing at this address.",
        405: "This address does not take this method.",
    }.get(error.status_code, str(error.detail))
    headers = {"Allow": ", ".join(_allowed(request))} if error.status_code == 405 else error.headers
    return problem_response(request, error.status_code, detail, hint="See /docs for what there is.", headers=headers)


def _allowed(request: Request) -> list[str]:
    """The methods that an address takes; the framework names those of the first of its routes only."""
    routes = request.app.router.routes
    return [m for m in _METHODS if any(r.matches({**request.scope, "method": m})[0] is Match.FULL for r in routes)]


def openai_error(message: str, kind: str, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    """OpenAI's error object."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _in_openai_words(problem: Problem) -> dict[str, Any]:
    kinds = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
    kind = kinds.get(problem.status, "invalid_request_error" if problem.status < 500 else "server_error")
    param = problem.errors[0].pointer.strip("/") if problem.errors else None
    code = problem.type.removeprefix(URN).replace("-", "_")
    return openai_error(f"{problem.detail} {problem.hint}".strip(), kind, param or None, code)
