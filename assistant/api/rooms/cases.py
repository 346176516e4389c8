"""The cases that a facilitator chooses: the desk's, and her own ones that are finished."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from assistant.api.desk import Desk
from assistant.deck.find import scenarios_of
from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.records import OwnScenario
from assistant.scenario_drafts import DraftChecker
from assistant.scenarios import Scenario
from assistant.service import Caller

_OWN = "own_"


async def chosen_cases(desk: Desk, who: Caller, ids: Sequence[str]) -> tuple[Scenario, ...]:
    """The cases in their order, each once; UnknownScenario names every id that has none, InvalidInput an own one that has faults."""
    wanted = [i for i in dict.fromkeys(ids) if i.startswith(_OWN)]
    kept = [own for i in wanted if (own := await asyncio.to_thread(desk.own_scenarios.scenario, i, who.key_id))]

    def found(assistant: Assistant) -> tuple[Scenario, ...]:
        checker = DraftChecker(assistant.parts.clauses, assistant.parts.guide)
        own = {each.id: _finished(each, checker) for each in kept}
        return scenarios_of(ids, lambda i: own.get(i) or assistant.parts.guide.scenario(i))

    return await desk.service.call(found)


def _finished(own: OwnScenario, checker: DraftChecker) -> Scenario:
    checked = checker.check(own.draft)
    if checked.scenario is None:
        told = "; ".join(str(fault) for fault in checked.faults[:3])
        raise InvalidInput(f"Your scenario {checked.readable.title!r} is not finished ({told}).", "Mend it at /live/scenarios first.")
    # By its own id: its title may be that of a case of the desk.
    return replace(checked.scenario, id=own.id)
