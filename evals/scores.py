"""A score: how one metric came out on one case, and why."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Score(BaseModel):
    """`hits` of `total` for one metric on one case, with what was missed; graded metrics have fractional hits."""

    model_config = ConfigDict(frozen=True)

    metric: str
    hits: float
    total: float
    reason: str = ""

    @property
    def missed(self) -> bool:
        """Whether something is left to be desired."""
        return self.hits < self.total
