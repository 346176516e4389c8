"""What is published of an evaluation: the shape of `corpus/evaluation.json`, and of what the API tells of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

_Share = Annotated[float, Field(ge=0, le=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class EvaluationSetOut(_Shape):
    """A set of labelled questions that was asked: its name, how many questions it has, and what it is."""

    name: str
    n: int = Field(ge=1)
    what: str


class MeasureOut(_Shape):
    """A rate, better when higher, over the `n` questions of the set `data` that it applies to; `low` and `high` bound its 95% interval."""

    metric: str
    data: str
    rate: _Share
    low: _Share
    high: _Share
    n: int = Field(ge=1)

    @model_validator(mode="after")
    def _within(self) -> MeasureOut:
        if not self.low <= self.rate <= self.high:
            raise ValueError(f"the rate of {self.metric!r} on {self.data!r} is not within its interval")
        return self


class PublishedEvaluation(_Shape):
    """The main figures of one run: begun on `date`, of what `generator` wrote the explanations, with labels by whom `labelled` says."""

    date: date
    program_version: str
    commit: str
    corpus_version: str
    generator: str
    labelled: str
    sets: list[EvaluationSetOut]
    measures: list[MeasureOut] = Field(min_length=1)

    @model_validator(mode="after")
    def _once_each(self) -> PublishedEvaluation:
        places = [(m.metric, m.data) for m in self.measures]
        if twice := sorted({p for p in places if places.count(p) > 1}):
            raise ValueError(f"more than one measure for {', '.join(f'{m!r} on {d!r}' for m, d in twice)}")
        if unknown := sorted({m.data for m in self.measures} - {s.name for s in self.sets}):
            raise ValueError(f"measures are of sets that are not told: {', '.join(unknown)}")
        return self


class EvaluationOut(PublishedEvaluation):
    """The published evaluation; `current` says whether it is of the corpus that this desk answers from."""

    current: bool
