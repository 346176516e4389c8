"""The questions that speed and load are measured with: one in eight of the labelled ones, so that all kinds of answers are among them."""

from __future__ import annotations

from evals.cases import DATA, read_cases

_ONE_IN = 8


def questions() -> list[str]:
    """Last turns of labelled cases, as asked alone."""
    return [c.turns[-1] for c in read_cases(DATA / "tuned.jsonl")[::_ONE_IN]]
