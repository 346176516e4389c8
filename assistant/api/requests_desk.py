"""What whoever looks after the desk sends, with examples."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.api.whole_numbers import WHOLE
from assistant.records import Scope
from assistant.types import Status, Who

FEEDBACK_ID = r"^fb_[0-9A-Za-z]{1,64}$"
KEY_ID = r"^[a-z2-7]{8}$"
CURSOR = r"^[0-9]{1,16}-fb_[0-9A-Za-z]{1,64}$"
MOST_DAYS = 36_500
_MOST_CLAUSES = 20
_ClauseGroup = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]+(\|[A-Z0-9-]+)*$", max_length=2_000)]


class ReviewIn(BaseModel):
    """A review of feedback. The note is masked before it is kept; what is left out or null was not stated."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"note": "NACM 8 was missing.", "expected_clauses": ["NACM-7", "NACM-8|NACM-9"], "expected_consult": ["supervisor"]}
            ]
        },
    )

    note: str = Field(default="", max_length=1000)
    expected_clauses: list[_ClauseGroup] | None = Field(
        default=None,
        max_length=_MOST_CLAUSES,
        description="Clauses that an answer must cite: each entry is needed; where any one of several will do, join their ids by `|`.",
    )
    expected_consult: list[Who] | None = Field(default=None, max_length=4, description="Whom an answer must name; empty for nobody.")
    expected_status: Status | None = None


class KeyIn(BaseModel):
    """A key to make."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "intranet bot", "scopes": ["ask"], "expires": "90d"}]}
    )

    name: str = Field(min_length=1, max_length=100, description="Whose key it is, for instance the name of a bot.")
    scopes: list[Scope] = Field(min_length=1, max_length=3, description="What it opens.")
    expires: str | None = Field(
        default=None,
        pattern=r"^([0-9]{1,5}d|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
        description="After how many days (`90d`), or on which last day (`2027-01-31`, UTC), it ends; null for never.",
    )


class PurgeIn(BaseModel):
    """What to keep of the records."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{}, {"days": 7}]})

    days: Annotated[int, Field(strict=True, ge=0, le=MOST_DAYS), WHOLE] | None = Field(
        default=None, description="Keep the last so many days; null for the days that the settings keep."
    )
