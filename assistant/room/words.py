"""What the steps and the parts of a discussion are called, for screens and minutes alike."""

from __future__ import annotations

from assistant.room.plan import Plan, Step, StepKind
from assistant.room.timing import BREAK

_STEPS: dict[StepKind, str] = {
    "join": "Joining",
    "opening": "Opening questions",
    "story": "The story",
    "prompts": "What to discuss",
    "first_vote": "First vote",
    "discussion": "Discussion",
    "clause": "Clause",
    "second_vote": "Second vote",
    "movement": "How the room moved",
    "consultation": "Whom to consult",
    "twist": "A twist",
    "closing": "Closing questions",
    "end": "The end",
}


def step_title(step: Step, plan: Plan) -> str:
    """A step in a few words; a clause by its label."""
    return plan.clause(step.clause).label if step.kind == "clause" else _STEPS[step.kind]


def part_title(part: str, plan: Plan) -> str:
    """A part of the discussion in a few words."""
    if part == BREAK:
        return "Breaks"
    if part == "opening":
        return _STEPS["opening"]
    if part == "closing":
        return _STEPS["closing"]
    number = int(part.removeprefix("scenario "))
    return f"{number}. {plan.scenarios[number - 1].title}"


def letter(number: int) -> str:
    """The letter of an option, from its place in the list."""
    return chr(ord("A") + number)
