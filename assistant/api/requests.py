"""What callers send, with examples."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonDict

from assistant.intake import MAX_CHARACTERS
from assistant.records import FeedbackReason, Thumb
from assistant.schemas import AnswerOut
from assistant.service import MOST_TURNS
from assistant.types import Language
from assistant.wire_packet import MOST_NOTE, PacketFormat, Paper

_QUESTION = "My client gave me a gift card for Christmas. Can I keep it?"
_ONE_OF_BOTH: list[JsonDict] = [
    {"required": ["question"], "properties": {"question": {"type": "string"}, "turns": {"type": "null"}}},
    {"required": ["turns"], "properties": {"turns": {"type": "array"}, "question": {"type": "null"}, "conversation_id": {"type": "null"}}},
]
_LONGEST_ANSWER = 100_000
"""Characters of an answer as JSON, several times those of the longest that the desk gives."""
CONVERSATION_ID = r"^con_[0-9A-Za-z_-]{1,64}$"


def _bounded(answer: AnswerOut) -> AnswerOut:
    if len(answer.model_dump_json()) > _LONGEST_ANSWER:
        raise ValueError("it is longer than any answer of the desk")
    return answer


def _is_day(text: str) -> str:
    datetime.date.fromisoformat(text)
    return text


# From the year 1000 on: an earlier one is no date in a file's properties.
_Day = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_is_day)]


class AskIn(BaseModel):
    """A question: either `question` alone, or `turns`, all of the asker's own turns with the newest last."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": _QUESTION},
                {"turns": [_QUESTION, "What if it is only worth five dollars?"]},
                {"question": "And what does NACM say?", "conversation_id": "con_2b7e151628aed2a6"},
            ],
            "oneOf": [*_ONE_OF_BOTH],
        },
    )

    question: str | None = Field(default=None, max_length=MAX_CHARACTERS, description="The question, in the asker's own words.")
    turns: list[str] | None = Field(default=None, min_length=1, max_length=MOST_TURNS, description="The asker's turns, oldest first.")
    conversation_id: str | None = Field(
        default=None, pattern=CONVERSATION_ID, description="Goes on with a conversation that is kept here; with `question` only."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> AskIn:
        if (self.question is None) == (self.turns is None):
            raise ValueError("give either `question` or `turns`")
        if self.conversation_id is not None and self.question is None:
            raise ValueError("with `conversation_id` give the new turn as `question`")
        return self

    @property
    def asked(self) -> list[str]:
        """The turns, or the one question."""
        return self.turns if self.turns is not None else [self.question or ""]


class FeedbackIn(BaseModel):
    """What somebody thinks of an answer. The words are masked before they are kept."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"answer_id": "ans_0f6a1f2b3c4d5e6f7a8b", "thumb": "down", "reason": "missed_clause", "comment": "It should cite NACM 8."}
            ]
        },
    )

    answer_id: str = Field(pattern=r"^ans_[0-9A-Za-z]{1,64}$")
    thumb: Thumb
    reason: FeedbackReason | None = None
    comment: str = Field(default="", max_length=2000)
    turns: list[str] = Field(default=[], max_length=MOST_TURNS, description="What was asked, so that the case can be reviewed.")
    answer: AnswerOut | None = Field(default=None, description="The answer as it was received, so that the case can be reviewed.")

    @model_validator(mode="after")
    def _of_this_answer(self) -> FeedbackIn:
        if self.answer is not None and self.answer.id != self.answer_id:
            raise ValueError("`answer` is another answer than `answer_id` names")
        if self.answer is not None:
            _bounded(self.answer)
        return self


class PacketIn(BaseModel):
    """An answer to make a page of, and what the asker adds to it; her words are masked."""

    model_config = ConfigDict(extra="forbid")

    answer: Annotated[AnswerOut, AfterValidator(_bounded)] = Field(description="The answer as the desk gave it.")
    format: PacketFormat = "pdf"
    turns: list[str] = Field(default=[], max_length=MOST_TURNS, description="The asker's turns, oldest first; the last is the question.")
    note: str = Field(default="", max_length=MOST_NOTE, description="The asker's own words, printed as such.")
    language: Language | None = Field(default=None, description="Of the headings and remarks; the answer's own if not given.")
    paper: Paper = "letter"
    date: _Day | None = Field(default=None, description="The asker's day, as 2026-01-31; the desk's own if not given.")

    @property
    def day(self) -> datetime.date:
        """The day that the packet bears."""
        return datetime.date.fromisoformat(self.date) if self.date else datetime.date.today()
