"""Finds the cases of a deck by their ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.errors import UnknownScenario
from assistant.scenarios import Scenario

Find = Callable[[str], Scenario | None]
"""Gives the scenario of an id, if there is one."""


def scenarios_of(ids: Sequence[str], find: Find) -> tuple[Scenario, ...]:
    """The scenarios in the order of their ids, each once; UnknownScenario names every id that has none."""
    # As given first: the ids of somebody's own cases tell capitals apart.
    found = {i: find(i) or find(i.lower()) for i in (each.strip() for each in ids)}
    missing = [i for i, scenario in found.items() if scenario is None]
    if missing:
        named = ", ".join(repr(i[:60]) for i in missing)
        raise UnknownScenario(f"No scenario has the id {named}.", "GET /v1/scenarios and `ethics-desk scenarios` list them.")
    return tuple({scenario.id: scenario for scenario in found.values() if scenario is not None}.values())
