"""The scenarios that a facilitator writes herself: kept under her key, checked, and suggested clauses for."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.responses import Response

from assistant.api.bodies import JsonRoute
from assistant.api.callers import caller
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests_scenarios import OWN_ID, CheckIn, DraftChangeIn, DraftIn, SuggestIn
from assistant.errors import UnknownScenario
from assistant.pipeline import Assistant
from assistant.records import OwnScenario
from assistant.scenario_drafts import DraftChecker
from assistant.scenario_texts import ReadScenario, ScenarioFormat
from assistant.service import Caller
from assistant.suggestions import suggest
from assistant.wire import Problem
from assistant.wire_scenarios import (
    DraftCheckOut,
    OwnScenarioOut,
    OwnScenariosOut,
    SuggestionsOut,
    draft_check_out,
    own_scenario_out,
    own_scenario_summary_out,
    suggestions_out,
)
from assistant.wiring import scenario_text


class _OwnId(StringConvertor):
    """Ids of own scenarios, which `check` and `suggestions` are none of: at those addresses only what is there is answered."""

    regex = OWN_ID.strip("^$")


register_url_convertor("own", _OwnId())
router = APIRouter(prefix="/v1/own-scenarios", tags=["Own scenarios"], responses=RESPONSES, route_class=JsonRoute)
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No scenario of this key has this id."}}
_CHANGED: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "It was changed since it was `seen`."}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The scenario as a file, named by its title.",
        "content": {"application/yaml": {"schema": {"type": "object"}}, "text/markdown": {"schema": {"type": "string"}}},
    }
}
_Desk = Annotated[Desk, Depends(desk)]
_Who = Annotated[Caller, Depends(caller("facilitate"))]
_Id = Annotated[str, Path(pattern=OWN_ID)]


@router.get("", summary="List own scenarios")
async def own_scenarios(who: _Who, desk: _Desk) -> OwnScenariosOut:
    """The scenarios of this key, the one that was changed last first, and whether each can be presented."""
    kept = await asyncio.to_thread(desk.own_scenarios.scenarios, who.key_id)

    def listed(assistant: Assistant) -> OwnScenariosOut:
        checker = _checker(assistant)
        return OwnScenariosOut(scenarios=[own_scenario_summary_out(k, checker.check(k.draft)) for k in kept])

    return await desk.service.call(listed)


@router.post("", status_code=201, summary="Keep an own scenario")
async def create_own_scenario(body: DraftIn, who: _Who, desk: _Desk) -> OwnScenarioOut:
    """Keeps a draft whatever faults it has, and names them all; it is kept until it is deleted."""
    checked = await desk.service.call(lambda assistant: _checker(assistant).check(body.draft))
    now = datetime.now(UTC)
    kept = OwnScenario(id=f"own_{secrets.token_hex(8)}", key_id=who.key_id, created=now, changed=now, draft=checked.draft)
    await asyncio.to_thread(desk.own_scenarios.add, kept)
    return own_scenario_out(kept, checked)


@router.post("/check", summary="Check a scenario")
async def check_scenario(body: CheckIn, who: _Who, desk: _Desk) -> DraftCheckOut:
    """Reads a text in YAML or Markdown, or takes a draft, and names every fault and remark; nothing is kept."""
    if body.text is not None and body.format is not None:
        read = await asyncio.to_thread(scenario_text(body.format).read, body.text)
    else:
        read = ReadScenario(draft=body.draft or {}, lines={})
    return await desk.service.call(lambda assistant: draft_check_out(_checker(assistant).check(read.draft, read.lines), read.faults))


@router.post("/suggestions", summary="Suggest clauses for a story")
async def suggest_clauses(body: SuggestIn, who: _Who, desk: _Desk) -> SuggestionsOut:
    """Clauses that may bear on a story or on one way to act in it, word for word; nothing of the text is kept."""
    return await desk.service.call(lambda assistant: suggestions_out(suggest(assistant, body.text, body.limit), assistant.parts.clauses))


@router.get("/{own_id:own}", summary="Read an own scenario", responses=_UNKNOWN)
async def own_scenario(own_id: _Id, who: _Who, desk: _Desk) -> OwnScenarioOut:
    """The draft as it was kept, with its faults and remarks as the corpus of today has them."""
    kept = await _kept(own_id, who, desk)
    return await desk.service.call(lambda assistant: own_scenario_out(kept, _checker(assistant).check(kept.draft)))


@router.put("/{own_id:own}", summary="Change an own scenario", responses=_UNKNOWN | _CHANGED)
async def change_own_scenario(own_id: _Id, body: DraftChangeIn, who: _Who, desk: _Desk) -> OwnScenarioOut:
    """Keeps a draft in the place of the one before, whatever faults it has, and names them all."""
    kept = await _kept(own_id, who, desk)
    checked = await desk.service.call(lambda assistant: _checker(assistant).check(body.draft))
    changed = replace(kept, changed=datetime.now(UTC), draft=checked.draft)
    if not await asyncio.to_thread(desk.own_scenarios.change, changed, body.seen):
        raise _unknown(own_id)
    return own_scenario_out(changed, checked)


@router.delete("/{own_id:own}", status_code=204, summary="Delete an own scenario", responses=_UNKNOWN)
async def delete_own_scenario(own_id: _Id, who: _Who, desk: _Desk) -> None:
    """Deletes it for good; a room that presents it has a copy of its own."""
    if not await asyncio.to_thread(desk.own_scenarios.delete, own_id, who.key_id):
        raise _unknown(own_id)


@router.get("/{own_id:own}/export", summary="Export an own scenario", response_class=Response, responses=_FILE | _UNKNOWN)
async def export_own_scenario(
    own_id: _Id, who: _Who, desk: _Desk, format: Annotated[ScenarioFormat, Query(description="The form of the file.")] = "yaml"
) -> Response:
    """The scenario in the form of the corpus, or as Markdown; what was read from such a file is the same scenario again."""
    kept = await _kept(own_id, who, desk)
    form = scenario_text(format)

    def written(assistant: Assistant) -> tuple[str, str]:
        readable = _checker(assistant).check(kept.draft).readable
        return readable.id, form.write(readable, {c.id: c.label for c in assistant.parts.clauses})

    name, text = await desk.service.call(written)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form.suffix}"'}
    return Response(text, media_type=f"{form.media_type}; charset=utf-8", headers=headers)


def _checker(assistant: Assistant) -> DraftChecker:
    return DraftChecker(assistant.parts.clauses, assistant.parts.guide)


async def _kept(own_id: str, who: Caller, desk: Desk) -> OwnScenario:
    kept = await asyncio.to_thread(desk.own_scenarios.scenario, own_id, who.key_id)
    if kept is None:
        raise _unknown(own_id)
    return kept


def _unknown(own_id: str) -> UnknownScenario:
    return UnknownScenario(f"No scenario of yours has the id {own_id!r}.", "GET /v1/own-scenarios lists them.")
