"""Checks of the files of the discussion scenarios; each fault is named with its file and field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from assistant.scenario_checks import ScenarioRules
from assistant.scenarios import Scenario

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def misnamed(documents: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """A fault for each file whose id is not its name; names of files are unique, so ids are too."""
    for label, document in documents:
        name = PurePath(label).stem
        if document.get("id") != name:
            yield f"{label}: id: {document.get('id')!r} is not the name of the file, {name!r}"
        elif not _SLUG.fullmatch(name):
            yield f"{label}: id: {name!r} must be lower-case words joined by hyphens"


def scenario_faults(scenarios: Iterable[Scenario], rules: ScenarioRules) -> Iterator[str]:
    """Every fault of the scenarios; what is only a remark on somebody's own scenario is a fault here."""
    for scenario in scenarios:
        yield from (f"scenarios/{scenario.id}.yaml ({scenario.id}): {fault}" for fault in rules.faults(scenario))
