"""The discussion scenarios: made-up cases for teaching."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.convertors import StringConvertor, register_url_convertor

from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.errors import UnknownScenario
from assistant.mcp_server.scenarios import chosen
from assistant.schemas import ScenarioOut, scenario_out, scenario_summary_out
from assistant.service import Caller
from assistant.wire import Problem, ScenariosOut


class _CaseId(StringConvertor):
    """Ids of scenarios, which `deck` is none of: at that address only what is there is answered."""

    regex = "(?!deck$)[^/]+"


register_url_convertor("case", _CaseId())
router = APIRouter(prefix="/v1/scenarios", tags=["Scenarios"], responses=RESPONSES)
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(caller("ask"))]


@router.get("", summary="List the scenarios", responses={404: {"model": Problem, "description": "No scenario is on this topic."}})
async def scenarios(
    who: _Who, desk: _Desk, topic: Annotated[str, Query(description="Only those on this topic, by its id or title.", max_length=80)] = ""
) -> ScenariosOut:
    """Each scenario's title, its topics and the codes that its clauses come from."""
    parts = desk.service.assistant.parts
    outs = [scenario_summary_out(s, parts.guide, parts.clauses) for s in parts.guide.scenarios]
    return ScenariosOut(scenarios=chosen(outs, topic.strip()))


@router.get(
    "/{scenario_id:case}", summary="Read a scenario", responses={404: {"model": Problem, "description": "No scenario has this id."}}
)
async def scenario(scenario_id: str, who: _Who, desk: _Desk) -> ScenarioOut:
    """The story, what to ask about it, ways to act and the clauses for and against each; steps and notes for a facilitator's key only."""
    parts = desk.service.assistant.parts
    found = next((s for s in parts.guide.scenarios if s.id == scenario_id.lower()), None)
    if found is None:
        raise UnknownScenario(f"No scenario has the id {scenario_id[:60]!r}.", "GET /v1/scenarios lists them.")
    return scenario_out(found, parts.guide, parts.clauses, facilitating="facilitate" in who.scopes)
