"""Whether answers with a chat model are, but for its sentences, those without it: same status, same people, same citations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from evals.rates import Rate, share
from evals.replies import Reply
from evals.runner import Result
from evals.runs import RunRecord

EXTRACTIVE = "extractive"
_PARTS: tuple[tuple[str, Callable[[Reply], object]], ...] = (
    ("status", lambda r: r.status),
    ("people", lambda r: ", ".join(r.consult) or "nobody"),
    ("citations", lambda r: ", ".join(r.cited) or "none"),
)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Departure(_Record):
    """A case whose two answers differ in more than wording, and how."""

    case: str
    how: str


class Sameness(_Record):
    """The share of shared cases with the same status, people and citations, and the cases that differ."""

    same: Rate
    departures: tuple[Departure, ...]


def comparable(one: RunRecord, other: RunRecord) -> bool:
    """Whether the two are our assistant with and without a chat model over the same corpus and embedder."""
    generators = [r.models.get("generator") for r in (one, other)]
    alike = all(one.models.get(name) == other.models.get(name) for name in ("corpus", "embedder"))
    return one.kind == other.kind == "assistant" and alike and generators.count(EXTRACTIVE) == 1 and None not in generators


def sameness(pairs: Iterable[tuple[Result, Result]]) -> Sameness:
    """Whether the two results of each case say the same in other words; both have a reply."""
    found = [(one.case.id, "; ".join(_differences(one, other))) for one, other in pairs]
    return Sameness(
        same=share(not how for _, how in found),
        departures=tuple(Departure(case=case, how=how) for case, how in found if how),
    )


def _differences(one: Result, other: Result) -> Iterator[str]:
    assert one.reply is not None and other.reply is not None  # noqa: S101, PT018
    for name, of in _PARTS:
        before, after = of(one.reply), of(other.reply)
        if before != after:
            yield f"{name} {before} → {after}"
