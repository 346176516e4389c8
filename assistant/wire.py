"""What the HTTP API sends beside answers: the shapes of its responses, events and problems, for its server and its client alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.schemas import AnswerOut, CitationOut, ClauseOut, CodeOut, ReferralOut, ScenarioSummaryOut, StatementOut, clause_out
from assistant.types import Clause, Code, Passage, Status
from assistant.wire_codes import ListedClauseOut

MOST_FOUND = 20


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class KeptAnswerOut(AnswerOut):
    """An answer, and where conversations are kept the id to go on with."""

    conversation_id: str | None = None


class StageEvent(_Shape):
    """`stage`: a step of the work has ended."""

    stage: str


class EvidenceEvent(_Shape):
    """`evidence`: the status and the clauses that the answer rests on are decided."""

    status: Status
    clause_ids: list[str]


class StreamProblem(_Shape):
    """`problem`: the stream ends here, without an answer."""

    detail: str
    hint: str = ""


EventShape = (
    type[StageEvent]
    | type[EvidenceEvent]
    | type[CitationOut]
    | type[StatementOut]
    | type[ReferralOut]
    | type[KeptAnswerOut]
    | type[StreamProblem]
)
SHAPES: dict[str, EventShape] = {
    "stage": StageEvent,
    "evidence": EvidenceEvent,
    "citation": CitationOut,
    "statement": StatementOut,
    "referral": ReferralOut,
    "done": KeptAnswerOut,
    "problem": StreamProblem,
}
"""The type of each event and the shape of its data; "citation" comes before the first statement that uses the clause."""


class ClausesOut(_Shape):
    """The clauses of the corpus in the order of their sources."""

    corpus_version: str
    codes: list[CodeOut]
    clauses: list[ListedClauseOut]


class FoundOut(_Shape):
    """A clause that was found; `score` is the chance, 0 to 1, that citing it for this question is right."""

    clause: ClauseOut
    score: float = Field(ge=0, le=1)


class SearchOut(_Shape):
    """The clauses that bear on a question, best first."""

    results: list[FoundOut]


def search_out(passages: Sequence[Passage], clauses: Sequence[Clause], codes: tuple[Code, ...]) -> SearchOut:
    """What was found, as JSON; `clauses` is the register."""
    by_id = {c.id: c for c in clauses}
    return SearchOut(
        results=[FoundOut(clause=clause_out(by_id[p.clause_id], codes), score=round(min(1.0, max(0.0, p.score)), 3)) for p in passages]
    )


class ScenariosOut(_Shape):
    """The scenarios, in the order of the guide."""

    scenarios: list[ScenarioSummaryOut]


class FeedbackOut(_Shape):
    """The feedback was taken; `kept` is false where the organisation keeps nothing."""

    id: str
    kept: bool


class ExchangeOut(_Shape):
    """A question as it was kept, masked, and its answer."""

    at: datetime
    question: str
    answer: AnswerOut


class ConversationOut(_Shape):
    """A conversation, oldest exchange first."""

    id: str
    created: datetime
    exchanges: list[ExchangeOut]


class LiveOut(_Shape):
    """The process runs."""

    status: Literal["live"] = "live"


class ReadyOut(_Shape):
    """Questions are answered."""

    status: Literal["ready"] = "ready"


class KeptOut(_Shape):
    """What is kept of what is asked: masked questions, answers and feedback for so many `days`, 0 for none; and whole conversations?"""

    days: int
    conversations: bool


class VersionOut(_Shape):
    """The program, the corpus, what writes the explanations, what is kept, and whether anything is sent elsewhere.

    `sends_out`: questions, with identifiers masked, go to a chat model that is not on the machine of the desk.
    """

    version: str
    corpus_version: str | None
    codes: list[CodeOut]
    generator: str
    kept: KeptOut
    sends_out: bool


class Fault(_Shape):
    """One field of a request that is wrong: `pointer` leads to it in the body or names a parameter."""

    pointer: str
    detail: str


class Problem(_Shape):
    """What went wrong, where, and what to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:ethics-desk:problem:invalid-question",
                "title": "Unprocessable Content",
                "status": 422,
                "detail": "The question holds no words.",
                "hint": "Ask in English or Spanish, in your own words.",
                "instance": "/v1/ask",
                "request_id": "req_5c1f0c4f3f0b4b1f",
                "errors": [],
            }
        }
    )

    type: str = Field(description="Names the kind of problem; stable.")
    title: str
    status: int
    detail: str
    hint: str = ""
    instance: str
    request_id: str
    errors: list[Fault] = []
