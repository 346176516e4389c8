"""What the HTTP API sends about the scenarios that facilitators write themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.records import OwnScenario
from assistant.scenario_checks import ScenarioFault
from assistant.scenario_drafts import CheckedDraft
from assistant.suggestions import Grade, Suggestion
from assistant.types import Clause

MOST_SUGGESTED = 20


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class ScenarioFaultOut(_Shape):
    """What is wrong with a field: `field` leads to it, such as `options.0.text`; "text" is what was read as a whole.

    `line` is where it stands in the text that was read, counted from 1; null where none was.
    """

    field: str
    detail: str
    line: int | None = None


class DraftCheckOut(_Shape):
    """A draft in its form, clauses and topics by their ids, with everything that is wrong with it.

    It can be presented when it has no fault; remarks are for its author to weigh.
    """

    draft: dict[str, Any] = Field(description="The fields of a scenario as far as they are there; an earlier fault may have any form.")
    presentable: bool
    faults: list[ScenarioFaultOut]
    remarks: list[ScenarioFaultOut]


class OwnScenarioOut(DraftCheckOut):
    """A scenario of one's own as it is kept."""

    id: str
    created: datetime
    changed: datetime


class OwnScenarioSummaryOut(_Shape):
    """A scenario of one's own in the list; `faults` counts what keeps it from being presented."""

    id: str
    title: str
    created: datetime
    changed: datetime
    presentable: bool
    faults: int


class OwnScenariosOut(_Shape):
    """One's own scenarios, the one that was changed last first."""

    scenarios: list[OwnScenarioSummaryOut]


class SuggestionOut(_Shape):
    """A clause, word for word, that may bear on a text, and where it would stand; whether it does is for the author to judge."""

    id: str
    label: str
    code: str
    stem: str
    quote: str
    grade: Grade


class SuggestionsOut(_Shape):
    """Clauses to look at, the likeliest first."""

    suggestions: list[SuggestionOut]


def draft_check_out(checked: CheckedDraft, unread: Sequence[ScenarioFault] = ()) -> DraftCheckOut:
    """A checked draft as JSON; `unread` are faults of the text that it was read from."""
    return DraftCheckOut(
        draft=checked.draft,
        presentable=checked.scenario is not None and not unread,
        faults=[_fault_out(f) for f in (*unread, *checked.faults)],
        remarks=[_fault_out(f) for f in checked.remarks],
    )


def own_scenario_out(kept: OwnScenario, checked: CheckedDraft) -> OwnScenarioOut:
    """A kept scenario as JSON."""
    return OwnScenarioOut(**dict(draft_check_out(checked)), id=kept.id, created=kept.created, changed=kept.changed)


def own_scenario_summary_out(kept: OwnScenario, checked: CheckedDraft) -> OwnScenarioSummaryOut:
    """A kept scenario's line in the list."""
    return OwnScenarioSummaryOut(
        id=kept.id,
        title=checked.readable.title,
        created=kept.created,
        changed=kept.changed,
        presentable=checked.scenario is not None,
        faults=len(checked.faults),
    )


def suggestions_out(suggestions: Sequence[Suggestion], clauses: Sequence[Clause]) -> SuggestionsOut:
    """Suggestions as JSON; `clauses` is the register."""
    known = {c.id: c for c in clauses}
    return SuggestionsOut(suggestions=[_suggestion_out(s, known[s.clause_id]) for s in suggestions])


def _suggestion_out(suggestion: Suggestion, clause: Clause) -> SuggestionOut:
    return SuggestionOut(id=clause.id, label=clause.label, code=clause.code, stem=clause.stem, quote=clause.text, grade=suggestion.grade)


def _fault_out(fault: ScenarioFault) -> ScenarioFaultOut:
    return ScenarioFaultOut(field=fault.field, detail=fault.detail, line=fault.line)
