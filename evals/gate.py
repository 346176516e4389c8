"""The gate: floors that a run must not fall below, read from gate.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from rich.console import Console

from evals.cases import UNTOUCHED
from evals.metrics import NAMES
from evals.rates import ALL, rates
from evals.runner import Result
from evals.runs import Run
from evals.yaml_file import read_yaml

GATE = Path(__file__).resolve().parent / "gate.yaml"
CATEGORIES = (
    "vignette",
    "concept",
    "clause_lookup",
    "procedure_certification",
    "both_codes_compare",
    "multi_turn",
    "typo_keyword",
    "unanswerable_in_domain",
    "out_of_scope",
    "adversarial",
    "crisis_mandated",
    "phi",
    "wordings",
    "injection",
)
_HELD_OUT = "held_out"
_NAMED = 5
# Rates are quotients: 19/20 must pass a floor of 0.95 however either is rounded.
_TOLERANCE = 1e-9


def _one_of(what: str, known: Sequence[str]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in known:
            raise ValueError(f"unknown {what}: {name!r}")
        return name

    return AfterValidator(check)


class Floor(BaseModel):
    """The lowest rate, 0 to 1, that a metric may have on one data file, over all cases or one category.

    Below its aim it needs a reason. The file is one that nothing is fitted to (evals.cases.UNTOUCHED).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: Annotated[str, _one_of("metric", NAMES)]
    data: Annotated[str, _one_of("data that nothing is fitted to", UNTOUCHED)] = _HELD_OUT
    category: Annotated[str, _one_of("category", (ALL, *CATEGORIES))] = ALL
    floor: float = Field(ge=0, le=1)
    aim: float | None = Field(default=None, ge=0, le=1)
    reason: str = ""

    @property
    def place(self) -> str:
        """The category, with the data file where it is not the held-out one."""
        return self.category if self.data == _HELD_OUT else f"{self.data}, {self.category}"

    @model_validator(mode="after")
    def _explained(self) -> Floor:
        if self.aim is not None and self.floor < self.aim and not self.reason.strip():
            raise ValueError(f"the floor of {self.metric!r} ({self.category}) is below its aim without a reason")
        return self


class Gate(BaseModel):
    """The floors, and how many cases may go unanswered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    floors: tuple[Floor, ...]
    refused_at_most: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _once_each(self) -> Gate:
        if not self.floors:
            raise ValueError("there is no floor")
        places = [f"{f.metric!r} ({f.place})" for f in self.floors]
        twice = sorted({p for p in places if places.count(p) > 1})
        if twice:
            raise ValueError(f"more than one floor for {', '.join(twice)}")
        return self


class Shortfall(BaseModel):
    """A bound that a run of `cases` scored cases does not keep; `value` is None where there is nothing to measure."""

    model_config = ConfigDict(frozen=True)

    metric: str
    category: str
    value: float | None
    bound: float
    cases: int
    missed: tuple[str, ...] = ()
    at_most: bool = False

    @property
    def line(self) -> str:
        """What fell short, by how much, and where to look first."""
        found = "no cases" if self.value is None else f"{self.value:.4g}"
        bound = f"{'at most' if self.at_most else 'floor'} {self.bound:g}"
        more = ", …" if len(self.missed) > _NAMED else ""
        named = f", missed by {', '.join(self.missed[:_NAMED])}{more}" if self.missed else ""
        return f"{self.metric} ({self.category}): {found}, {bound}, n {self.cases}{named}"


def read_gate(path: Path = GATE) -> Gate:
    """The gate of a YAML file; InvalidInput names every entry that is wrong."""
    return read_yaml(path, Gate, name="The gate", hint="Give the path of a YAML file of floors.")


def check_gate(gate: Gate, run: Run) -> list[Shortfall]:
    """Every bound that the run does not keep, in the gate's order; an empty list passes."""
    return [*_floors(gate, run), *_limits(gate, run)]


def print_gate(console: Console, run: Run, path: Path = GATE) -> bool:
    """Print a line for each bound of the gate's file that the run does not keep; whether it keeps all of them."""
    gate = read_gate(path)
    found = check_gate(gate, run)
    for shortfall in found:
        console.print(shortfall.line, markup=False, highlight=False, soft_wrap=True)
    verdict = f"not passed, shortfalls: {len(found)}" if found else "passed"
    console.print(f"gate of {len(gate.floors)} floors: {verdict}", markup=False, highlight=False)
    return not found


def _floors(gate: Gate, run: Run) -> Iterator[Shortfall]:
    by_data = {f.data: [r for r in run.results if r.data == f.data] for f in gate.floors}
    found = {data: rates(results) for data, results in by_data.items()}
    for floor in gate.floors:
        rate = found[floor.data].get(floor.category, {}).get(floor.metric)
        if rate is None or not rate.total:
            yield Shortfall(metric=floor.metric, category=floor.place, value=None, bound=floor.floor, cases=0)
        elif rate.value < floor.floor - _TOLERANCE:
            missed = _missed(floor, by_data[floor.data])
            yield Shortfall(metric=floor.metric, category=floor.place, value=rate.value, bound=floor.floor, cases=rate.cases, missed=missed)


def _missed(floor: Floor, results: Sequence[Result]) -> tuple[str, ...]:
    within = (r for r in results if floor.category in (ALL, r.case.category))
    return tuple(r.case.id for r in within if any(s.metric == floor.metric and s.missed for s in r.scores))


def _limits(gate: Gate, run: Run) -> Iterator[Shortfall]:
    """Cases without an answer, the ones that a killed run never asked among them."""
    unanswered = run.record.cases - sum(r.reply is not None for r in run.results)
    if unanswered > gate.refused_at_most:
        refused = tuple(r.case.id for r in run.results if r.reply is None)
        yield Shortfall(
            metric="refused",
            category=ALL,
            value=unanswered,
            bound=gate.refused_at_most,
            cases=run.record.cases,
            missed=refused,
            at_most=True,
        )
