"""Publishes a finished run: its main rates in a small file beside the corpus, for the API and the web chat to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from assistant.errors import InvalidInput
from assistant.wire_evaluation import EvaluationSetOut, MeasureOut, PublishedEvaluation
from evals.cases import DATA, UNTOUCHED, read_cases
from evals.danger import DANGER
from evals.rates import ALL, Rate, rates
from evals.runs import Run, code_hash, dataset_hash
from evals.yaml_file import read_yaml

CHOICE = Path(__file__).resolve().parent / "publish.yaml"
_DIGITS = 4
_RUN_AGAIN = "Commit what is changed, run `ethics-desk eval --out FOLDER` to its end, and publish that run."

Measured = Mapping[str, Mapping[str, Rate]]
"""Set to metric to rate."""


class SetText(BaseModel):
    """A set by its name, and a sentence on what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    what: str


class ChosenMeasure(BaseModel):
    """A rate that is published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: str
    metric: str


class Choice(BaseModel):
    """What is published of a run, in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    labelled: str
    sets: tuple[SetText, ...]
    measures: tuple[ChosenMeasure, ...]

    @model_validator(mode="after")
    def _of_all_sets(self) -> Choice:
        if {s.name for s in self.sets} != {*UNTOUCHED, DANGER}:
            raise ValueError(f"the sets are to be {', '.join((*UNTOUCHED, DANGER))}")
        return self


def read_choice(path: Path = CHOICE) -> Choice:
    """What is to be published; InvalidInput names every entry that is wrong."""
    return read_yaml(path, Choice, name="The choice", hint="Restore the file.")


def check_publishable(run: Run, corpus_version: str) -> None:
    """InvalidInput names every reason why a run does not tell how the committed corpus and program answer the committed questions."""
    if faults := [*_faults(run, corpus_version)]:
        raise InvalidInput(f"The run cannot be published: {'; '.join(faults)}.", _RUN_AGAIN)


def _faults(run: Run, corpus_version: str) -> Iterator[str]:
    record = run.record
    if record.kind != "assistant":
        yield f"it is of {record.answerer!r}, not of this assistant in its own process"
    if record.dirty or not record.known_commit:
        yield "it was made from files that are not committed"
    if record.code != code_hash():
        yield "the program was another one"
    if record.models.get("corpus") != corpus_version:
        yield f"its corpus is {record.models.get('corpus', 'not told')}, and the one here is {corpus_version}"
    for name in UNTOUCHED:
        if name not in record.datasets:
            yield f"the set {name!r} is not in it"
        elif record.datasets[name] != dataset_hash(read_cases(DATA / f"{name}.jsonl")):
            yield f"its questions of {name!r} are not the committed ones"
    answered = sum(r.reply is not None and not r.error for r in run.results)
    if not record.seconds or answered != record.cases:
        yield f"it is not whole: {answered} of {record.cases} questions were answered and judged"


def measured(run: Run, danger: Mapping[str, Rate]) -> Measured:
    """Every rate of a run by set and metric, with those of the danger cases."""
    names = dict.fromkeys(r.data for r in run.results)
    return {**{name: rates(r for r in run.results if r.data == name).get(ALL, {}) for name in names}, DANGER: danger}


def published(run: Run, danger: Mapping[str, Rate]) -> PublishedEvaluation:
    """What is published of a run; InvalidInput where a chosen rate was not measured."""
    choice, found = read_choice(), measured(run, danger)
    sizes = {name: sum(r.data == name for r in run.results) for name in found} | {DANGER: sum(r.cases for r in danger.values())}
    return PublishedEvaluation(
        date=datetime.fromisoformat(run.record.started).date(),
        program_version=version("ethics-desk"),
        commit=run.record.commit,
        corpus_version=run.record.models["corpus"],
        generator=run.record.models["generator"],
        labelled=choice.labelled,
        sets=[EvaluationSetOut(name=s.name, n=sizes[s.name], what=s.what) for s in choice.sets],
        measures=[_measure(m, found) for m in choice.measures],
    )


def _measure(chosen: ChosenMeasure, found: Measured) -> MeasureOut:
    rate = found.get(chosen.data, {}).get(chosen.metric)
    if rate is None or not rate.total:
        raise InvalidInput(f"{chosen.metric!r} was not measured on {chosen.data!r}.", f"Correct {CHOICE.name}, or run the set.")
    low, value, high = (round(x, _DIGITS) for x in (rate.low, rate.value, rate.high))
    return MeasureOut(metric=chosen.metric, data=chosen.data, rate=value, low=low, high=high, n=rate.cases)


def better_than_now(evaluation: PublishedEvaluation, found: Measured) -> list[str]:
    """Published rates that a fresh measurement does not reach even at the lower end of their interval, each as a line."""
    lines = []
    for m in evaluation.measures:
        rate = found.get(m.data, {}).get(m.metric)
        if rate is None or round(rate.value, _DIGITS) < m.low:
            now = "not measured" if rate is None else f"{rate.value:.4g}"
            lines.append(f"{m.metric} ({m.data}): published {m.rate:g} ({m.low:g}–{m.high:g}), now {now}")
    return lines
