"""Measures the verifier: what it lets through, what it stops, and how it ranks claims that others labelled."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from assistant.claims import Lexicon
from assistant.errors import InvalidInput
from assistant.settings import default_corpus
from assistant.stages.verify import SUPPORT, Verifier
from assistant.types import Clause
from evals.mutations import KINDS, Mutation, Sentence, guide_sentences, mutations
from evals.rates import Rate
from ingest.guide import read_guide
from ingest.register import build_register

PARAPHRASES = Path(__file__).parent / "data" / "paraphrases.yaml"
_CONTEXT = "CONTEXT"

Scores = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A claim with a label; it is held against a clause of the register or against a text of its own."""

    claim: str
    label: str
    clause_id: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Figures on labelled pairs; "supported" against all other labels.

    `at_threshold` is the balanced accuracy of score >= SUPPORT alone, `best` that of the best threshold, `carried_over`
    that of the best threshold of every second pair on the others.
    """

    pairs: int
    accuracy: float
    balanced_accuracy: float
    per_label: Mapping[str, Rate]
    auroc: float
    at_threshold: float
    best: float
    carried_over: float


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a JSONL file with `claim`, `label` and `clause_id` or `context`; InvalidInput if a line has others."""
    try:
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [
            Pair(claim=r["claim"], label=r["label"], clause_id=r.get("clause_id", ""), context="" if "clause_id" in r else r["context"])
            for r in records
        ]
    except (OSError, ValueError, KeyError) as error:
        raise InvalidInput(f"{path} holds no labelled pairs: {error}.", "Each line needs claim, label and clause_id or context.") from error


def measure(pairs: Sequence[Pair], clauses: Sequence[Clause], lexicon: Lexicon) -> Measured:
    """How the verifier's verdicts and scores agree with the labels; InvalidInput for too few pairs."""
    verifier = Verifier(clauses, lexicon)
    verdicts = [
        _alone(p.context, lexicon).paraphrase(p.claim, [_CONTEXT]) if p.context else verifier.paraphrase(p.claim, [p.clause_id])
        for p in pairs
    ]
    supported = np.array([p.label == "supported" for p in pairs])
    if min(supported.sum(), (~supported).sum()) < 2:
        raise InvalidInput("There are too few pairs.", "Figures need two supported pairs and two others at least.")
    passed = np.array([v.passed for v in verdicts])
    scores = np.array([v.score for v in verdicts])
    per_label = {}
    for label in sorted({p.label for p in pairs}):
        right = [ok == (label == "supported") for ok, p in zip(passed, pairs, strict=True) if p.label == label]
        per_label[label] = Rate(hits=sum(right), total=len(right))
    half = _even_half(supported)
    tuned, _ = best_threshold(scores[half], supported[half])
    return Measured(
        pairs=len(pairs),
        accuracy=float((passed == supported).mean()),
        balanced_accuracy=balanced_accuracy(passed, supported),
        per_label=per_label,
        auroc=auroc(scores, supported),
        at_threshold=balanced_accuracy(scores >= SUPPORT, supported),
        best=best_threshold(scores, supported)[1],
        carried_over=balanced_accuracy(scores[~half] >= tuned, supported[~half]),
    )


def balanced_accuracy(predicted: Labels, actual: Labels) -> float:
    """The mean of the shares of positives and of negatives that are right."""
    return float((predicted[actual].mean() + (~predicted[~actual]).mean()) / 2)


def _even_half(actual: Labels) -> Labels:
    """Every second positive and every second negative."""
    half = np.zeros(len(actual), dtype=np.bool_)
    for value in (True, False):
        half[np.flatnonzero(actual == value)[::2]] = True
    return half


def auroc(scores: Scores, actual: Labels) -> float:
    """The chance that a positive scores above a negative, ties counting half (Mann and Whitney 1947)."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    positives, negatives = int(actual.sum()), int((~actual).sum())
    return float((rank[actual].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def best_threshold(scores: Scores, actual: Labels) -> tuple[float, float]:
    """The threshold with the highest balanced accuracy, and that accuracy."""
    accuracy, threshold = max((balanced_accuracy(scores >= t, actual), float(t)) for t in np.unique(scores))
    return threshold, accuracy


def catch_rates(verifier: Verifier, found: Iterable[Mutation]) -> dict[str, Rate]:
    """By kind, and for "all", the share of mutations that the verifier stops."""
    stopped = [(m.kind, not verifier.paraphrase(m.claim, m.clauses).passed) for m in found]
    counted = {kind: [s for k, s in stopped if k == kind] for kind in KINDS}
    counted["all"] = [s for _, s in stopped]
    return {kind: Rate(hits=sum(results), total=len(results)) for kind, results in counted.items()}


def alarms(verifier: Verifier, sentences: Iterable[Sentence]) -> dict[str, Rate]:
    """By source, the share of sentences that the verifier stops."""
    counted: dict[str, list[bool]] = {}
    for sentence in sentences:
        counted.setdefault(sentence.source, []).append(not verifier.paraphrase(sentence.text, sentence.clauses).passed)
    return {source: Rate(hits=sum(results), total=len(results)) for source, results in counted.items()}


def read_paraphrases(path: Path = PARAPHRASES) -> list[Sentence]:
    """The authored paraphrases; `source` is the part of the file."""
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Sentence(text=e["text"], clauses=tuple(e["clauses"]), source=part) for part, entries in parts.items() for e in entries]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of the verifier; `--data FILE` adds those on a file of labelled pairs."""
    parser = argparse.ArgumentParser(prog="python -m evals.verifier", description=main.__doc__)
    parser.add_argument("--data", type=Path, action="append", default=[], help="JSONL of claim, label and clause_id or context")
    files = parser.parse_args(arguments).data
    console = Console()
    corpus = default_corpus()
    guide, _ = read_guide(corpus)
    _, clauses = build_register(corpus)
    verifier = Verifier(clauses, guide.lexicon)
    paraphrases = read_paraphrases()
    sentences = [*guide_sentences(clauses, guide.glosses, guide.topics, guide.premises), *paraphrases]
    passing = [s for s in sentences if not s.source.endswith("wrong") and verifier.paraphrase(s.text, s.clauses).passed]
    console.print(_rate_table("mutations stopped, of sentences that pass", catch_rates(verifier, mutations(clauses, passing))))
    console.print(_rate_table("sentences stopped; the wrong ones are to be", alarms(verifier, sentences)))
    for path in files:
        console.print(_pair_table(path.name, measure(read_pairs(path), clauses, guide.lexicon)))


def _alone(context: str, lexicon: Lexicon) -> Verifier:
    clause = Clause(id=_CONTEXT, label="", code=_CONTEXT, section="", kind="text", force="", text=context, start=0, end=len(context))
    return Verifier([clause], lexicon)


def _rate_table(title: str, rates: Mapping[str, Rate]) -> Table:
    table = Table("", "n", "rate", "95% interval", title=title, title_justify="left")
    for name, rate in rates.items():
        low, high = rate.interval()
        table.add_row(name, str(rate.total), f"{rate.value:.3f}", f"{low:.3f}-{high:.3f}")
    return table


def _pair_table(title: str, measured: Measured) -> Table:
    table = Table("", "", title=f"{title}: {measured.pairs} pairs", title_justify="left")
    for name in ("accuracy", "balanced_accuracy", "auroc", "at_threshold", "best", "carried_over"):
        table.add_row(name.replace("_", " "), f"{getattr(measured, name):.3f}")
    for label, rate in measured.per_label.items():
        table.add_row(f"right on {label}", f"{rate.value:.3f} of {rate.total}")
    return table


if __name__ == "__main__":
    main()
