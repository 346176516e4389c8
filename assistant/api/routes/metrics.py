"""The metrics page for Prometheus."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from assistant.api.callers import operator
from assistant.api.metrics import Metrics
from assistant.api.problems import RESPONSES
from assistant.service import Caller

router = APIRouter(tags=["Operations"])


@router.get(
    "/metrics",
    summary="What Prometheus reads",
    response_class=PlainTextResponse,
    responses={status: RESPONSES[status] for status in (401, 403, 429)},
)
async def metrics(request: Request, who: Annotated[Caller, Depends(operator)]) -> Response:
    """Counts and times in Prometheus' text format, for somebody on this machine or a key of scope `admin`."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.page(), headers={"Content-Type": CONTENT_TYPE_LATEST})
