"""How good a judge is: whether it agrees with labels, and whether it notices when one thing in a sentence is made wrong.

Beside it stands what a judge has to beat: the share of a claim's content words that occur in the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text
from sklearn.metrics import balanced_accuracy_score, roc_auc_score, roc_curve

from assistant.claims import Lexicon
from assistant.errors import InvalidInput
from assistant.guide import Guide
from assistant.types import Clause
from evals.judge import function_words, overlap
from evals.judge_pairs import PARAPHRASES, Pair, faithful, mutated_pairs, paraphrases, read_pairs, sentence_pairs, spread
from evals.metrics.context import Judge
from evals.mutations import guide_sentences
from evals.rates import RESAMPLES, SEED, Rate, share

_FEWEST = 2
_BOUNDS = (2.5, 97.5)

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure from 0 to 1; `low` and `high` bound its 95% interval, the percentile bootstrap within each label."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How one way of judging agrees with the labels of `pairs` pairs.

    `balanced` is the balanced accuracy, `by_label` the share of each label's pairs that are judged rightly. `auroc`, of ways that
    grade, is the area under the curve; it needs no threshold and is taken over every pair of the set.
    """

    way: str
    pairs: int
    balanced: Estimate
    by_label: Mapping[str, Rate]
    auroc: Estimate | None = None


def check(
    judge: Judge, clauses: Sequence[Clause], guide: Guide, files: Sequence[Path], console: Console, *, most: int | None = None
) -> None:
    """Print how the judge does on the guide's sentences and their mutations, on the paraphrases, and on each file of labelled pairs.

    `most` bounds the pairs of each label, for a judge that takes its time. InvalidInput for a file without labelled pairs or with
    too few, EthicsDeskError when the judge fails.
    """
    texts = {c.id: c.text for c in clauses}
    given = {path.name: read_pairs(path, texts) for path in files}
    authored = paraphrases()
    told = guide_sentences(clauses, guide.glosses, guide.topics, guide.premises)
    sound = spread([*told, *(s for s in authored if faithful(s))], lambda s: s.source, most)
    mutated = [*sentence_pairs(sound, texts), *mutated_pairs(judge, clauses, sound)]
    for title, every in {"mutations": mutated, PARAPHRASES.name: sentence_pairs(authored, texts), **given}.items():
        pairs = spread(every, lambda p: p.label, most)
        shown = track(pairs, description=title, console=console, transient=True, disable=not console.is_terminal)
        judged = [judge.support(p.claim, p.evidence)[:2] for p in shown]
        console.print(_table(f"{title}: {len(pairs)} pairs, {judge.name}", agreements(pairs, judged, guide.lexicon)))


def agreements(pairs: Sequence[Pair], judged: Sequence[tuple[bool, float]], lexicon: Lexicon) -> list[Agreement]:
    """How verdicts, scores and word overlap agree with the labels; `judged` holds verdict and score of each pair.

    The score, and the overlap, pass from the threshold that has the best balanced accuracy on every second supported and every
    second other pair, and are rated on the pairs between. Verdicts need no threshold; they are rated on all pairs as well.
    InvalidInput for fewer than two pairs of either kind.
    """
    actual = np.array([p.supported for p in pairs], dtype=np.bool_)
    if min(actual.sum(), (~actual).sum()) < _FEWEST:
        raise InvalidInput(f"{len(pairs)} pairs are too few to rate a judge.", "Give two supported pairs and two others at least.")
    verdicts = np.array([verdict for verdict, _ in judged], dtype=np.bool_)
    rated = _every_second(actual)
    found = [_agreement("verdict, all pairs", pairs, verdicts, np.ones_like(rated)), _agreement("verdict", pairs, verdicts, rated)]
    function = function_words(lexicon)
    shares = [overlap(p.claim, p.evidence, function) for p in pairs]
    for way, values in (("score", [score for _, score in judged]), ("word overlap", shares)):
        scores = np.array(values, dtype=np.float64)
        cut = best_cut(scores[~rated], actual[~rated])
        found.append(_agreement(f"{way} ≥ {cut:.2f}", pairs, scores >= cut, rated, _area(scores, actual)))
    return found


def best_cut(scores: Scores, actual: Flags) -> float:
    """The least score to pass that gives the best balanced accuracy, the highest such score if there are several."""
    wrong, right, cuts = roc_curve(actual, scores, drop_intermediate=False)
    return float(cuts[np.argmax(right - wrong)])


def _every_second(actual: Flags) -> Flags:
    chosen = np.zeros_like(actual)
    for value in (True, False):
        chosen[np.flatnonzero(actual == value)[1::2]] = True
    return chosen


def _agreement(way: str, pairs: Sequence[Pair], verdicts: Flags, rated: Flags, auroc: Estimate | None = None) -> Agreement:
    right: dict[str, list[bool]] = {}
    for n in map(int, np.flatnonzero(rated)):
        right.setdefault(pairs[n].label, []).append(bool(verdicts[n]) == pairs[n].supported)
    balanced = _balanced(verdicts[rated], np.array([p.supported for p in pairs])[rated])
    by_label = {label: share(results) for label, results in right.items()}
    return Agreement(way=way, pairs=int(rated.sum()), balanced=balanced, by_label=by_label, auroc=auroc)


def _balanced(verdicts: Flags, actual: Flags) -> Estimate:
    # Drawing n hits and misses with replacement is drawing from the binomial distribution.
    hits = [(verdicts == actual)[actual == value] for value in (True, False)]
    draw = np.random.default_rng(SEED)
    shares = [draw.binomial(len(h), h.mean(), RESAMPLES) / len(h) for h in hits]
    low, high = np.percentile(np.mean(shares, axis=0), _BOUNDS)
    return Estimate(value=float(balanced_accuracy_score(actual, verdicts)), low=float(low), high=float(high))


def _area(scores: Scores, actual: Flags) -> Estimate:
    # Likewise, drawing scores with replacement is drawing how often each of them occurs.
    values, place = np.unique(scores, return_inverse=True)
    counts = [np.bincount(place[actual == value], minlength=len(values)) for value in (True, False)]
    draw = np.random.default_rng(SEED)
    above, below = (draw.multinomial(c.sum(), c / c.sum(), RESAMPLES) / c.sum() for c in counts)
    low, high = np.percentile((above * (np.cumsum(below, axis=1) - below / 2)).sum(axis=1), _BOUNDS)
    return Estimate(value=float(roc_auc_score(actual, scores)), low=float(low), high=float(high))


def _table(title: str, found: Sequence[Agreement]) -> Table:
    table = Table("", *(a.way for a in found), title=Text(title), title_justify="left")
    table.add_row("pairs rated", *(str(a.pairs) for a in found))
    table.add_row("balanced accuracy", *(_cell(a.balanced) for a in found))
    table.add_row("AUROC, all pairs", *(_cell(a.auroc) if a.auroc else "" for a in found), end_section=True)
    for label in found[0].by_label:
        table.add_row(Text(f"right on {label}"), *(_of_label(a, label) for a in found))
    return table


def _of_label(agreement: Agreement, label: str) -> str:
    rate = agreement.by_label.get(label)
    return f"{_cell(rate)} of {rate.cases}" if rate else ""


def _cell(figure: Estimate | Rate) -> str:
    return f"{figure.value:.3f} ({figure.low:.2f}–{figure.high:.2f})"
