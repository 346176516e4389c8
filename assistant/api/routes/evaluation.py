"""How the desk did when it was last measured."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.errors import NoEvaluation
from assistant.service import Caller
from assistant.wire import Problem
from assistant.wire_evaluation import EvaluationOut

router = APIRouter(prefix="/v1/evaluation", tags=["Evaluation"], responses=RESPONSES)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(caller("ask"))]


@router.get("", summary="Read the last evaluation", responses={404: {"model": Problem, "description": "No evaluation was published."}})
async def evaluation(who: _Who, desk: _Desk) -> EvaluationOut:
    """The main rates with their intervals, what they were measured on, and whether that was the corpus that this desk answers from."""
    version = desk.service.assistant.parts.version
    if desk.evaluation is None:
        raise NoEvaluation(
            "No evaluation was published with this corpus.", "Run `ethics-desk eval --out FOLDER`, then `ethics-desk evals publish`."
        )
    return EvaluationOut(**desk.evaluation.model_dump(), current=desk.evaluation.corpus_version == version)
