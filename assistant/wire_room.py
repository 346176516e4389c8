"""The live room as its pages see it: what everybody in the room may know, and what only the facilitator may."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from assistant.room.plan import RoundNumber, StepKind
from assistant.room.record import ItemKind, ItemState
from assistant.room.state import Approval, ShownKind
from assistant.schemas import AnswerOut, ClauseRefOut, ReferralOut, ScenarioOut
from assistant.types import StatementKind, Status


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class RoomStepOut(_Shape):
    """A step of a room: its index from 0, and the index of its scenario, null before the first and after the last one."""

    index: int
    kind: StepKind
    scenario: int | None
    title: str = Field(description="The step in a few words, such as `First vote`.")
    number: int = Field(default=1, description="Of a clause: the how-manieth of those that are read one after the other, from 1.")
    of: int = Field(default=1, description="Of a clause: how many these are.")


class RoomClauseOut(_Shape):
    """A clause, word for word: `stem` is the code's own opening of it, which is read before `text`."""

    id: str
    label: str
    code: str = Field(description="The code's title.")
    section: str
    stem: str
    text: str


class RoomOptionOut(_Shape):
    """A way to act that the room votes for, by its letter; what speaks for and against it comes once the clauses have been read."""

    id: str
    letter: str
    text: str
    speaks_for: list[ClauseRefOut] = []
    speaks_against: list[ClauseRefOut] = []


class RoomReferralOut(ReferralOut):
    """Whom to consult, and why; `labels` names the clauses as people read them."""

    labels: list[str]


class CaseOut(_Shape):
    """The case that the room discusses, as far as it has come: what comes later is empty or null."""

    number: int = Field(description="From 1.")
    of: int
    title: str
    story: str
    prompts: list[str] = []
    options: list[RoomOptionOut] = []
    consult: list[RoomReferralOut] = []
    twist: str | None = None


class DeckQuestionsOut(_Shape):
    """Questions of the slide deck, word for word, and the label of the clause that they stand in."""

    label: str
    questions: list[str]


class VoteOut(_Shape):
    """The vote at this step; `open` says whether votes are taken now."""

    scenario: int
    round: RoundNumber
    open: bool


class ResultOut(_Shape):
    """The outcome of a vote that has been shown. `counts` by the option's id; null where there are fewer than five votes."""

    scenario: int
    round: RoundNumber
    votes: int
    counts: dict[str, int] | None


class MovementOut(_Shape):
    """How many voted both times, and how many of them for another option then.

    `changed` is null where fewer than five voted both times, or one to four in the first round only or in the second one only.
    """

    both: int
    changed: int | None


class ItemOut(_Shape):
    """A question, or a matter parked for later, masked."""

    id: str
    kind: ItemKind
    text: str
    state: ItemState
    at: datetime


class AnswerLineOut(_Shape):
    """A sentence of an answer with the labels of its clauses; `lead` stands before it, such as whom to talk to."""

    text: str
    kind: StatementKind
    labels: list[str] = []
    lead: str = ""


class AnswerPageOut(_Shape):
    """One page of an answer on the screen: sentences, or a clause word for word."""

    heading: str
    lines: list[AnswerLineOut] = []
    clause: RoomClauseOut | None = None


class ScreenAnswerOut(_Shape):
    """An answer of the desk by pages: what to do first, the short answer, each clause that it cites, what is open, whom to talk to."""

    question: str
    status: Status
    pages: list[AnswerPageOut]


class ShownOut(_Shape):
    """What is on the screen over the step: how to join, an answer of the desk (`page` from 0), a clause, or an entry of the room."""

    kind: ShownKind
    id: str = ""
    page: int = 0
    answer: ScreenAnswerOut | None = None
    clause: RoomClauseOut | None = None
    item: ItemOut | None = None


class RoomOut(_Shape):
    """A room as everybody in it may see it; the projector and the phones show this and nothing else."""

    code: str
    title: str
    version: int
    ended: bool
    paused: bool
    step: RoomStepOut
    steps: int
    case: CaseOut | None
    quoted: DeckQuestionsOut | None = Field(description="At the opening and the closing: what the slide deck asks.")
    vote: VoteOut | None
    results: list[ResultOut] = Field(description="Of the case that is discussed, the first vote before the second one.")
    movement: MovementOut | None
    clause: RoomClauseOut | None = Field(description="The clause of this step.")
    revealed: list[RoomClauseOut] = Field(description="Every clause revealed so far, in this case and the earlier ones; each once.")
    shown: ShownOut | None
    questions: list[ItemOut] = Field(description="Questions that the facilitator has accepted, oldest first.")
    parked: list[ItemOut] = Field(description="The parking lot: what the facilitator has accepted for it.")


class CountsOut(_Shape):
    """The people who joined, and the votes in the round at this step."""

    people: int
    votes: int


class CastOut(_Shape):
    """What somebody has voted for in a round."""

    scenario: int
    round: RoundNumber
    option: str


class JoinedOut(_Shape):
    """The name that a phone goes by in this room, which is told this once, and the room."""

    person: str
    room: RoomOut
    voted: list[CastOut]


class SentOut(_Shape):
    """What was sent has come, and waits for the facilitator."""

    state: ItemState


class OwnRoomOut(_Shape):
    """The room, and what this person has voted for in it."""

    room: RoomOut
    voted: list[CastOut]


class TimeOut(_Shape):
    """A part of the discussion: seconds taken until now, breaks not counted, and the minutes planned (0 for none)."""

    part: str = Field(description="`opening`, `scenario 1` …, `closing`, or `break`.")
    title: str
    seconds: int
    planned_minutes: int


class DeskAnswerOut(_Shape):
    """A question that the facilitator put to the desk, its answer, and the pages that the screen would show of it."""

    id: str
    at: datetime
    question: str
    answer: AnswerOut
    screen: ScreenAnswerOut
    shown: datetime | None


class ConsoleOut(_Shape):
    """A room as its facilitator sees it."""

    id: str
    room: RoomOut
    counts: CountsOut
    created: datetime
    ended: datetime | None
    now: datetime = Field(description="The desk's clock, so that a page can count on from here.")
    entered: datetime = Field(description="When the room came to this step, or to its break.")
    approval: Approval
    credit: str = Field(description="The sentence about continuing-education credit with the chosen word; empty where there is none.")
    plan: list[RoomStepOut] = Field(description="All steps, in their order.")
    scenarios: list[ScenarioOut] = Field(description="The cases with what is for the facilitator's eyes.")
    times: list[TimeOut]
    items: list[ItemOut] = Field(description="All that the room has sent, oldest first.")
    answers: list[DeskAnswerOut]
    join_url: str
    screen_url: str


class RoomSummaryOut(_Shape):
    """A room as it stands in a list."""

    id: str
    code: str
    title: str
    created: datetime
    ended: datetime | None
    people: int


class RoomsOut(_Shape):
    """Rooms, newest first."""

    rooms: list[RoomSummaryOut]
