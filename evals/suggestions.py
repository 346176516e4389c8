"""Measures the clauses that are suggested to whoever writes a scenario, on scenarios whose clauses are known.

    python -m evals.suggestions [FILE]

The scenarios of the guide are what the way of searching was chosen by, so they flatter it. A file of other scenarios in JSON lines, each
with `scenario`, the story, and `clauses`, 2 for a central one and 1 for a related one, is measured beside them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

from assistant.pipeline import Assistant
from assistant.scenarios import Scenario
from assistant.settings import load_settings
from assistant.suggestions import Suggestion, suggest
from assistant.wiring import build
from evals.rates import Rate, share
from evals.records import read_records

MOST = 10
_Grade = Annotated[int, Field(ge=1, le=2)]
Suggest = Callable[[str, int], Sequence[Suggestion]]


class GradedStory(BaseModel):
    """A story, and the clauses that it was labelled with by their grades: 2 is central, 1 related."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    scenario: str
    clauses: dict[str, _Grade]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Over all stories: central clauses among the suggested ones, suggested ones that are labelled, and grades that are right."""

    recall: Rate
    precision: Rate
    central_right: Rate


def graded(scenario: Scenario) -> GradedStory:
    """A scenario of the guide as a labelled story."""
    return GradedStory(scenario=scenario.story, clauses=dict.fromkeys(scenario.related, 1) | dict.fromkeys(scenario.central, 2))


def measure(stories: Sequence[GradedStory], suggest_for: Suggest, most: int = MOST) -> Measured:
    """How the first `most` suggestions for each story do."""
    found, labelled, central = [], [], []
    for story in stories:
        suggested = {s.clause_id: s.grade for s in suggest_for(story.scenario, most)}
        found += [c in suggested for c, grade in story.clauses.items() if grade == 2]
        labelled += [c in story.clauses for c in suggested]
        central += [story.clauses.get(c) == 2 for c, grade in suggested.items() if grade == "central"]
    return Measured(recall=share(found), precision=share(labelled), central_right=share(central))


def main() -> None:
    """Print one row for each set of stories."""
    assistant: Assistant = build(load_settings(), lambda step, done, total: None)
    sets = {"the guide's": [graded(s) for s in assistant.parts.guide.scenarios]}
    sets |= {Path(name).name: read_records(Path(name), GradedStory, "story") for name in sys.argv[1:]}
    table = Table("stories", "n", f"central clauses among the first {MOST}", "suggested that are labelled", "graded central that are")
    for name, stories in sets.items():
        measured = measure(stories, lambda text, count: suggest(assistant, text, count))
        table.add_row(name, str(len(stories)), *(map(_cell, (measured.recall, measured.precision, measured.central_right))))
    Console().print(table)


def _cell(rate: Rate) -> str:
    return f"{rate.value:.2f} ({rate.low:.2f}–{rate.high:.2f})"


if __name__ == "__main__":
    main()
