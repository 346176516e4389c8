"""What a chat model did in a run: how often it wrote, what was caught, and what its calls took."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.types import Generation, ModelCall
from evals.rates import Rate, share
from evals.runner import Result

_OURS: Mapping[Generation, str] = {
    "unsupported": "nothing it wrote could be shown",
    "failed": "the model failed",
    "budget": "the conversation's tokens were used up",
}
_SHOWN_REASON = 100
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A quantity over calls: its median, its 95th percentile and its sum."""

    median: float
    p95: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUse:
    """A model's work in a run.

    `wrote` is the share of the replies with an explanation of the model's among those where one was asked for; `ours` counts the
    others by why ours stood. `shown` are sentences shown, `caught` those dropped, by the check that failed. `kept` calls were answered
    from what was kept, `failures` counts those that failed by how, and `lost` are the seconds that they took; seconds and tokens are of
    all others. `cost` is in the currency of the price that is set, None where none is.
    """

    model: str
    replies: int
    wrote: Rate
    ours: Mapping[str, int]
    shown: int
    caught: Mapping[str, int]
    calls: Mapping[str, int]
    kept: int
    failures: Mapping[str, int]
    lost: float
    seconds: Spread | None
    read: Spread | None
    written: Spread | None
    cost: float | None

    @property
    def asked(self) -> int:
        """The replies where the model was asked to explain."""
        return int(self.wrote.total)


def model_use(results: Iterable[Result]) -> ModelUse | None:
    """What the chat model of these results did; None where the answerer has none."""
    replies = [r.reply for r in results if r.reply is not None and r.reply.work is not None]
    works = [r.work for r in replies if r.work is not None]
    if not works:
        return None
    outcomes: Counter[Generation] = Counter(w.outcome for w in works)
    calls = [c for w in works for c in w.calls]
    done = [c for c in calls if not c.cached and c.outcome == "done"]
    failed = [c for c in calls if not c.cached and c.outcome != "done"]
    costs = [c.cost for c in calls if c.cost is not None]
    return ModelUse(
        model=works[0].model,
        replies=len(works),
        wrote=share(w.outcome == "shown" for w in works if w.outcome),
        ours={why: outcomes[outcome] for outcome, why in _OURS.items() if outcomes[outcome]},
        shown=sum(s.source == "model" for r in replies for s in r.statements),
        caught=_counted(d.reason for w in works for d in w.caught),
        calls=_counted(c.purpose for c in done),
        kept=sum(c.cached for c in calls),
        failures=_counted(map(_failure, failed)),
        lost=sum(c.milliseconds for c in failed) / 1000,
        seconds=_spread([c.milliseconds / 1000 for c in done]),
        read=_spread([c.input_tokens for c in done]),
        written=_spread([c.output_tokens for c in done]),
        cost=sum(costs) if costs else None,
    )


def rows(use: ModelUse) -> list[tuple[str, str]]:
    """The same in words: what is counted, and the figures."""
    wrote = f"{use.wrote.value:.3f} [{use.wrote.low:.3f}, {use.wrote.high:.3f}]" if use.asked else "nothing to count"
    return [
        ("model", use.model),
        ("asked to explain", f"{use.asked} of {use.replies} replies"),
        ("wrote the explanation", f"{wrote}, {use.wrote.hits:.0f} of {use.asked}"),
        ("ours stood", _listed(use.ours)),
        ("sentences shown", str(use.shown)),
        ("sentences caught", _listed(use.caught)),
        ("calls", f"{_listed(use.calls)}; answered from what was kept: {use.kept}"),
        ("calls that failed", _listed(use.failures) + (f"; {use.lost:.1f} s lost" if use.failures else "")),
        ("seconds a call", _spread_in_words(use.seconds, "s", ".2f")),
        ("tokens read a call", _spread_in_words(use.read, "", ",.0f")),
        ("tokens written a call", _spread_in_words(use.written, "", ",.0f")),
        ("tokens written a second", _pace(use)),
        ("cost", "no price is set" if use.cost is None else f"{use.cost:.4f}"),
    ]


def _failure(call: ModelCall) -> str:
    """How a call failed, without the model's name and with all numbers alike: each timeout has its own."""
    return _NUMBER.sub("…", call.outcome.replace(f"The chat model {call.model} ", "")).rstrip(".")[:_SHOWN_REASON]


def _counted(names: Iterable[str]) -> dict[str, int]:
    """Counts by name, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _spread(values: Sequence[float]) -> Spread | None:
    if not values:
        return None
    found = np.array(values, dtype=np.float64)
    p95 = float(np.percentile(found, 95, method="inverted_cdf"))
    return Spread(median=float(np.median(found)), p95=p95, total=float(found.sum()))


def _listed(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    return f"{total}: " + ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in counts.items()) if total else "0"


def _spread_in_words(spread: Spread | None, unit: str, form: str) -> str:
    if spread is None:
        return "no calls"
    median, p95, total = (f"{value:{form}}{unit and f' {unit}'}" for value in (spread.median, spread.p95, spread.total))
    return f"median {median}, 95th percentile {p95}, in all {total}"


def _pace(use: ModelUse) -> str:
    """Output tokens over the time of the calls, in which the prompt is read as well."""
    if use.written is None or use.seconds is None or not use.seconds.total:
        return "no calls"
    return f"{use.written.total / use.seconds.total:.1f}"
