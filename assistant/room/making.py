"""Makes the plan of a new room from the guide as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import InvalidInput
from assistant.guide import LiveGuide
from assistant.room.plan import MOST_SCENARIOS, Plan, named_clauses
from assistant.scenarios import Scenario
from assistant.types import Clause, Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What plans are made from."""

    live: LiveGuide | None
    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]
    corpus_version: str


def new_plan(title: str, scenarios: Sequence[Scenario], sources: Sources, *, opening: bool, closing: bool) -> Plan:
    """The plan over these scenarios, with the slide deck's questions before or after them if wanted; InvalidInput for none or too many."""
    if not 1 <= len(scenarios) <= MOST_SCENARIOS:
        raise InvalidInput(f"A room needs 1 to {MOST_SCENARIOS} scenarios, not {len(scenarios)}.", "Choose them from GET /v1/scenarios.")
    live = sources.live
    quoted = {live.opening.clause, live.closing.clause, live.credit.clause} if live else set()
    named = {c for s in scenarios for c in named_clauses(s)} | quoted
    clauses = tuple(c for c in sources.clauses if c.id in named)
    if missing := sorted(named - {c.id for c in clauses}):
        raise InvalidInput(f"The scenarios name clauses that the desk does not have: {', '.join(missing)}.", "Correct the scenario.")
    used = {c.code for c in clauses}
    return Plan(
        title=title.strip() or scenarios[0].title,
        scenarios=tuple(scenarios),
        opening=live.opening if live and opening else None,
        closing=live.closing if live and closing else None,
        credit=live.credit if live else None,
        codes=tuple(c for c in sources.codes if c.id in used),
        clauses=clauses,
        corpus_version=sources.corpus_version,
    )
