"""What is sent to live rooms, by their facilitators and by the people in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from assistant.api.whole_numbers import WHOLE
from assistant.intake import MAX_CHARACTERS
from assistant.packet.plain import paragraphs
from assistant.room.plan import MOST_SCENARIOS, RoundNumber
from assistant.room.record import MOST_TEXT, ItemKind, ItemState
from assistant.room.state import Approval, ShownKind

ROOM_ID = r"^room_[0-9A-Za-z_-]{22}$"
ITEM_ID = r"^itm_[0-9A-Za-z_-]{16}$"
_MOST_TITLE = 120
_ScenarioId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,80}$")]
_Person = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
_Option = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]


def _seen(given: str) -> str:
    """A text in one line, of nothing but what can be seen: what is hidden could lead masking astray, or turn a screen about."""
    return " ".join(paragraphs(given))


def _something(given: str) -> str:
    if not given:
        raise ValueError("holds nothing that can be read")
    return given


_Line = Annotated[str, AfterValidator(_seen)]
_Words = Annotated[str, AfterValidator(_seen), AfterValidator(_something)]


_Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000), WHOLE]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RoomIn(_Body):
    """A room to make."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"scenarios": ["gift-from-a-grateful-family"]}]})

    scenarios: list[_ScenarioId] = Field(min_length=1, max_length=MOST_SCENARIOS, description="Ids of GET /v1/scenarios, or of own ones.")
    title: _Line = Field(default="", max_length=_MOST_TITLE, description="What the discussion is called; the first case's title if empty.")
    opening: StrictBool = Field(default=True, description="Whether the slide deck's questions open the discussion.")
    closing: StrictBool = Field(default=True, description="Whether the slide deck's questions close it.")
    approval: Approval = Field(default="pending", description="What the facilitator states of the approval of CCMC ethics credit.")


class _SeenIn(_Body):
    seen: _Count = Field(description="The `version` of the room that this was decided on; an older one is refused with 409.")


class MoveIn(_SeenIn):
    """Where the room goes."""

    to: _Count = Field(description="The index of the step, from 0.")


class ShownIn(_Body):
    """What to put on the screen over the step."""

    kind: ShownKind
    id: str = Field(default="", max_length=80, description="Of the answer, the clause or the entry.")
    page: Annotated[int, Field(strict=True, ge=0, le=100), WHOLE] = 0


class ScreenIn(_SeenIn):
    """What the screen shows over the step; null takes it off."""

    show: ShownIn | None


class ResultsIn(_SeenIn):
    """Which vote's outcome to show."""

    scenario: Annotated[int, Field(strict=True, ge=0, lt=MOST_SCENARIOS), WHOLE]
    round: Annotated[RoundNumber, WHOLE]


class PauseIn(_SeenIn):
    """Whether the room has a break."""

    paused: StrictBool


class ApprovalIn(_Body):
    """What the facilitator states of the approval of CCMC ethics credit."""

    approval: Approval


class OwnItemIn(_Body):
    """A question or an entry of the facilitator's own."""

    kind: ItemKind
    text: _Words = Field(min_length=1, max_length=MOST_TEXT)


class SettledIn(_Body):
    """What becomes of something that the room sent; `kind` moves it to the questions or to the parking lot."""

    state: ItemState
    kind: ItemKind | None = None


class QuestionIn(_Body):
    """A question for the desk."""

    question: str = Field(min_length=1, max_length=MAX_CHARACTERS)


class NothingIn(_Body):
    """An empty object: the request says all there is to say."""


class VoteIn(_Body):
    """A vote: the name that the phone got when it joined, which vote, and the option's id."""

    person: _Person
    scenario: Annotated[int, Field(strict=True, ge=0, lt=MOST_SCENARIOS), WHOLE]
    round: Annotated[RoundNumber, WHOLE]
    option: _Option


class ItemIn(OwnItemIn):
    """A question or an entry of somebody in the room; the text is masked, and waits for the facilitator."""

    person: _Person
