"""What is read of a scenario's text, whatever its format: the fields, where each stands, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.scenario_checks import ScenarioFault
from assistant.scenarios import Scenario

ScenarioFormat = Literal["yaml", "markdown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadScenario:
    """A draft as it stands in a text: `lines` by field, counted from 1; `faults` are those of the text itself."""

    draft: dict[str, Any]
    lines: Mapping[str, int]
    faults: tuple[ScenarioFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioText:
    """One format: `read` never fails, it names faults; `write` takes the labels of clauses by their ids.

    A scenario that has no fault is read from what was written of it as it was.
    """

    read: Callable[[str], ReadScenario]
    write: Callable[[Scenario, Mapping[str, str]], str]
    media_type: str
    suffix: str
