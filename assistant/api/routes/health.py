"""Whether the desk lives, whether it answers, and what it is made of."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES, problem_response
from assistant.schemas import CodeOut
from assistant.wire import KeptOut, LiveOut, ReadyOut, VersionOut
from assistant.wiring import sends_out

router = APIRouter(tags=["Operations"])
_Desk = Annotated[Desk, Depends(desk)]
_RETRY = {"Retry-After": "3"}


@router.get("/health/live", summary="Is the process alive?")
async def live() -> LiveOut:
    """For a supervisor that restarts what does not answer."""
    return LiveOut()


@router.get("/health/ready", summary="Are questions answered?", response_model=ReadyOut, responses={503: RESPONSES[503]})
async def ready(request: Request, desk: _Desk) -> ReadyOut | Response:
    """For a load balancer: 503 until the index and the weights are warm, and again while the desk shuts down."""
    if desk.service.ready:
        return ReadyOut()
    return problem_response(request, 503, "The desk does not answer questions now.", hint="Ask again.", slug="not-ready", headers=_RETRY)


@router.get("/version", summary="Which versions answer?")
async def versions(desk: _Desk) -> VersionOut:
    """The program's version and, once the index is loaded, the corpus version that every answer carries."""
    parts = desk.service.assistant.parts if desk.service.ready else None
    return VersionOut(
        version=version("ethics-desk"),
        corpus_version=parts.version if parts else None,
        codes=[CodeOut(id=c.id, title=c.title, edition=c.edition) for c in parts.codes] if parts else [],
        generator=desk.settings.chat_model or "extractive",
        kept=KeptOut(days=desk.settings.keep_days, conversations=bool(desk.settings.keep_days) and desk.settings.keep_conversations),
        sends_out=sends_out(desk.settings),
    )
