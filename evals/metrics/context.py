"""What the metrics know besides the case and the reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Judge(Protocol):
    """Says whether a text supports a claim."""

    @property
    def name(self) -> str:
        """Names the judge and its version; part of a run's record."""
        ...

    def support(self, claim: str, evidence: Sequence[str]) -> tuple[bool, float, str]:
        """Whether the evidence together entails the claim, how far (0 to 1), and why not."""
        ...


def _nothing(planted: Sequence[str]) -> list[str]:
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The clauses by id, the judge of paraphrases, and a search of what the answerer stored for planted identifiers.

    `written` judges what a chat model wrote, as the product does before it is shown; `second` is another model that judges the same.
    """

    clauses: Mapping[str, str]
    judge: Judge
    written: Judge | None = None
    second: Judge | None = None
    stored: Callable[[Sequence[str]], list[str]] = _nothing
