"""What a room will go through: cases as they were when it was made, with the words of every clause, and the steps that follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.guide import CreditStatement, DeckQuestions
from assistant.scenarios import Scenario
from assistant.types import Clause, Code

StepKind = Literal[
    "join",
    "opening",
    "story",
    "prompts",
    "first_vote",
    "discussion",
    "clause",
    "second_vote",
    "movement",
    "consultation",
    "twist",
    "closing",
    "end",
]
RoundNumber = Literal[1, 2]
VOTES: dict[StepKind, RoundNumber] = {"first_vote": 1, "second_vote": 2}
"""The steps at which the room votes, and which round of a scenario that is."""
MOST_SCENARIOS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: `scenario` is the index of its case, None before the first and after the last one; `clause` is the id of one shown.

    `part` names the part of the discussion that its time counts for: "opening", "scenario 1", … "closing", or "" for none.
    """

    kind: StepKind
    scenario: int | None = None
    clause: str = ""

    @property
    def part(self) -> str:
        """The part of the discussion that the step belongs to."""
        if self.scenario is not None:
            return f"scenario {self.scenario + 1}"
        return self.kind if self.kind in ("opening", "closing") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A room's plan; `clauses` holds every clause that a scenario or the deck's questions name, word for word as at that time."""

    title: str
    scenarios: tuple[Scenario, ...]
    opening: DeckQuestions | None
    closing: DeckQuestions | None
    credit: CreditStatement | None
    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]
    corpus_version: str

    def clause(self, clause_id: str) -> Clause:
        """A clause that the plan names."""
        return next(c for c in self.clauses if c.id == clause_id)

    def planned(self) -> dict[str, int]:
        """The minutes planned for each part that has any, by its name."""
        found = {f"scenario {number}": s.facilitator.minutes for number, s in enumerate(self.scenarios, 1)}
        return found | {name: asked.minutes for name, asked in (("opening", self.opening), ("closing", self.closing)) if asked}

    def steps(self) -> tuple[Step, ...]:
        """All steps, from the joining to the end."""
        return (
            Step(kind="join"),
            *([Step(kind="opening")] if self.opening else []),
            *(step for number, scenario in enumerate(self.scenarios) for step in _steps_of(number, scenario)),
            *([Step(kind="closing")] if self.closing else []),
            Step(kind="end"),
        )


def named_clauses(scenario: Scenario) -> list[str]:
    """The ids of all clauses that a scenario names, each once, the central ones first."""
    argued = (clause for _, clauses in scenario.argued() for clause in clauses)
    return [*dict.fromkeys((*scenario.central, *scenario.related, *argued))]


def _steps_of(number: int, scenario: Scenario) -> Iterator[Step]:
    yield Step(kind="story", scenario=number)
    yield Step(kind="prompts", scenario=number)
    yield Step(kind="first_vote", scenario=number)
    yield Step(kind="discussion", scenario=number)
    yield from (Step(kind="clause", scenario=number, clause=c) for c in scenario.central)
    yield Step(kind="second_vote", scenario=number)
    yield Step(kind="movement", scenario=number)
    yield Step(kind="consultation", scenario=number)
    yield Step(kind="twist", scenario=number)
    # What the twist brings to the fore, unless it has been read out already.
    yield from (Step(kind="clause", scenario=number, clause=c) for c in scenario.twist.clauses if c not in scenario.central)
