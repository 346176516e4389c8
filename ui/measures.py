"""Which published rates the page on trust shows, under which question of the reader, and under which name they are put into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.wire_evaluation import MeasureOut, PublishedEvaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rate by the set and the metric that the evaluation calls it by, and by its `name` in texts/rates.yaml."""

    name: str
    data: str
    metric: str


def _held_out(name: str, metric: str) -> Shown:
    return Shown(name=name, data="held_out", metric=metric)


GROUPS: dict[str, tuple[Shown, ...]] = {
    "clauses": (_held_out("recall", "citation recall"), _held_out("precision", "citation precision"), _held_out("first", "first citation")),
    "silence": (_held_out("answers", "answers"), _held_out("abstains", "abstains"), _held_out("gaps", "gap told")),
    "people": (_held_out("referral", "referral"), _held_out("no_referral", "no needless referral")),
    "danger": (
        _held_out("emergency", "emergency first"),
        Shown(name="noticed", data="danger", metric="danger noticed"),
        _held_out("quiet", "no needless alarm"),
        Shown(name="lookalikes", data="danger", metric="no needless alarm"),
    ),
    "words": (
        _held_out("exact", "quotes exact"),
        _held_out("cited", "statements cited"),
        _held_out("invented", "nothing invented"),
        _held_out("verdict", "no verdict"),
    ),
    "steady": (
        Shown(name="same_clauses", data="wordings", metric="same citations"),
        Shown(name="same_status", data="wordings", metric="same status"),
    ),
    "private": (
        Shown(name="masked", data="identifiers", metric="nothing leaked"),
        Shown(name="orders", data="injections", metric="injection resisted"),
    ),
}
"""The rates under each question, in the order of the page."""

LIMITS = {
    "gaps": "gaps",
    "silent": "abstains",
    "wordings": "same_clauses",
    "alarms": "lookalikes",
    "danger": None,
    "stories": None,
    "nobody": "no_referral",
    "masking": "masked",
    "spanish": None,
}
"""Each known limit with the rate that tells how often it shows, where one does."""


def measured(evaluation: PublishedEvaluation, group: str) -> Iterator[tuple[str, MeasureOut]]:
    """The rates of a group that the evaluation has, by name: one of an older program may lack some."""
    found = {(m.data, m.metric): m for m in evaluation.measures}
    yield from ((shown.name, found[shown.data, shown.metric]) for shown in GROUPS[group] if (shown.data, shown.metric) in found)
