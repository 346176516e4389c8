"""What a facilitator who writes scenarios sends, with examples."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from assistant.api.whole_numbers import WHOLE
from assistant.intake import MAX_CHARACTERS
from assistant.scenario_drafts import MOST_CHARACTERS
from assistant.scenario_texts import ScenarioFormat
from assistant.wire_scenarios import MOST_SUGGESTED

OWN_ID = r"^own_[0-9a-f]{16}$"
_DRAFT = "The fields of a scenario as far as they are there; what is missing or wrong is named in the reply and kept all the same."
_BEGUN: JsonDict = {
    "title": "The borrowed umbrella",
    "central": ["NACM 7"],
    "options": [{"text": "Give it back.", "speaks_for": ["NACM-7"]}],
}
_ONE_OF_BOTH: list[JsonDict] = [
    {"required": ["draft"], "properties": {"draft": {"type": "object"}, "text": {"type": "null"}, "format": {"type": "null"}}},
    {
        "required": ["text", "format"],
        "properties": {"text": {"type": "string"}, "format": {"type": "string"}, "draft": {"type": "null"}},
    },
]


class DraftIn(BaseModel):
    """A scenario to keep."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"draft": _BEGUN}]})

    draft: dict[str, Any] = Field(description=_DRAFT)


class DraftChangeIn(DraftIn):
    """A scenario to keep in the place of what there was."""

    seen: AwareDatetime | None = Field(
        default=None, description="`changed` of what this is a change of: 409 where it was changed since; null to keep it in any case."
    )


class CheckIn(BaseModel):
    """What to check: a `draft`, or a `text` in a `format`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"draft": _BEGUN}, {"format": "markdown", "text": "# The borrowed umbrella\n\nMrs. Quist …"}],
            "oneOf": [*_ONE_OF_BOTH],
        },
    )

    draft: dict[str, Any] | None = Field(default=None, description=_DRAFT)
    text: str | None = Field(default=None, max_length=MOST_CHARACTERS, description="docs/own-scenarios.md describes both formats.")
    format: ScenarioFormat | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> CheckIn:
        if (self.draft is None) == (self.text is None) or (self.text is None) != (self.format is None):
            raise ValueError("give either `draft`, or `text` with `format`")
        return self


class SuggestIn(BaseModel):
    """A story, or the text of an option, for which clauses are looked for; nothing of it is kept."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "A grateful daughter leaves a gift card on the desk.", "limit": 5}]}
    )

    text: str = Field(max_length=MAX_CHARACTERS)
    limit: Annotated[int, Field(strict=True, ge=1, le=MOST_SUGGESTED), WHOLE] = 10
