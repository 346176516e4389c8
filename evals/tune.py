"""Learns the fusion weights and cut-offs on the tuned questions and writes corpus/fusion.json.

    python -m evals.tune

Logistic regression by Newton's method with an L2 penalty (Hastie, Tibshirani & Friedman, 2009,
section 4.4). The cut-offs are chosen on out-of-fold chances, so that a question never judges itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.fusion import FusionModels
from assistant.pipeline import Assistant
from assistant.ports import Retrieved
from assistant.settings import load_settings
from assistant.stages import coverage, likely_danger, retrieve
from assistant.stages.likely_danger import danger_scores
from assistant.stages.references import References
from assistant.stages.select import select
from assistant.types import Passage
from assistant.wiring import build
from evals.cases import DATA, Case, read_cases
from evals.danger import halves, read_danger

Array = NDArray[np.float64]
_FOLDS = 5
_PENALTY = 1.0
_STEPS = 40
_RECALL_AIM, _PRECISION_AIM = 0.95, 0.90
_ABSTAINS_AIM, _ANSWERS_AIM = 0.95, 0.97
# The share of whole answers that are not called partial: a gap that is named for nothing confuses more than one that is not named.
_WHOLE_KEPT = 0.9
# A missed danger weighs as much as this many needless alarms.
_DANGER_WEIGHT = 3
# Not to be sent to somebody who is needed is worse than to be sent to somebody who is not.
_MISSED_WEIGHT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """Fitted weights; the bias is last."""

    weights: Array

    def chances(self, x: Array) -> Array:
        """The chance of each row, 0 to 1."""
        z: Array = np.c_[x, np.ones(len(x))] @ self.weights
        return np.asarray(1 / (1 + np.exp(-z)))


def fit(x: Array, y: Array) -> Logistic:
    """Penalised logistic regression; the bias is not penalised."""
    design = np.c_[x, np.ones(len(x))]
    weights = np.zeros(design.shape[1])
    penalty = _PENALTY * np.eye(len(weights))
    penalty[-1, -1] = 1e-6
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - y) + penalty @ weights
        hessian = (design * (p * (1 - p))[:, None]).T @ design + penalty
        weights = weights - np.linalg.solve(hessian, gradient)
    return Logistic(weights=weights)


def out_of_fold(x: Array, y: Array, groups: NDArray[np.int64]) -> Array:
    """The chance of each row from a model that saw no row of the same group."""
    chances = np.zeros(len(y))
    for fold in range(_FOLDS):
        test = groups % _FOLDS == fold
        chances[test] = fit(x[~test], y[~test]).chances(x[test])
    return chances


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A tuned case with what the retriever and the judge saw."""

    case: Case
    question: str
    retrieved: Retrieved
    references: References
    coverage: dict[str, float]


def observe(assistant: Assistant, case: Case) -> Observed:
    """Run the stages up to the scores that are to be weighed."""
    parts = assistant.parts
    question, retrieved = retrieve_for(assistant, case.turns)
    return Observed(
        case=case,
        question=question,
        retrieved=retrieved,
        references=parts.references.find(question),
        coverage=dict(parts.coverage.judge(question, retrieved).scores),
    )


def retrieve_for(assistant: Assistant, turns: Sequence[str]) -> tuple[str, Retrieved]:
    """The question that the turns amount to, and what is retrieved for it."""
    question = assistant.parts.intake.screen(turns).question
    return question.standalone, assistant.retrieve(question)


def main() -> None:
    """Fit on evals/data/tuned.jsonl and write the models."""
    settings = load_settings()
    assistant = build(settings, lambda step, done, total: None)
    observed = [observe(assistant, c) for c in read_cases(DATA / "tuned.jsonl")]
    models = {
        **_citation_models(observed, assistant),
        **_coverage_models(observed),
        "consult_above": _consult_cuts(observed),
        **_danger_model(observed, assistant),
    }
    path = settings.corpus / "fusion.json"
    path.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}; run `ethics-desk ingest` to use it")


def _citation_models(observed: Sequence[Observed], assistant: Assistant) -> dict[str, Any]:
    with_gold = [o for o in observed if o.case.gold_clauses]
    rows = [(k, p, o.case) for k, o in enumerate(with_gold) for p in o.retrieved.passages]
    x = np.concatenate([o.retrieved.features for o in with_gold]).astype(float)
    groups = np.array([k for k, _, _ in rows])
    central = np.array([p.clause_id in c.gold for _, p, c in rows], dtype=float)
    support = np.array([p.clause_id in c.gold or p.clause_id in c.acceptable_clauses for _, p, c in rows], dtype=float)
    chances = np.c_[out_of_fold(x, central, groups), out_of_fold(x, support, groups)]
    passages: list[list[Passage]] = [[] for _ in with_gold]
    for (k, p, _), (c, s) in zip(rows, chances, strict=True):
        passages[k].append(Passage(clause_id=p.clause_id, central=float(c), score=float(s)))
    found = {"central": _model(fit(x, central), retrieve.FEATURES), "support": _model(fit(x, support), retrieve.FEATURES)}
    return {**found, **_citation_cuts(with_gold, passages, assistant)}


def _citation_cuts(observed: Sequence[Observed], passages: Sequence[list[Passage]], assistant: Assistant) -> dict[str, float]:
    """The pair of cut-offs where the rate that comes less far above its aim, recall or precision, is best."""
    code_of = {c.id: c.code for c in assistant.parts.clauses}
    best: tuple[float, float, float, dict[str, float]] = (0.0, 0.0, 0.0, {})
    for cite_central in np.arange(0.08, 0.6, 0.02):
        for cite_support in np.arange(0.5, 1.01, 0.05):
            models = replace(assistant.parts.models, cite_central=round(float(cite_central), 2), cite_support=round(float(cite_support), 2))
            recall, precision = _citation_rates(observed, passages, code_of, models)
            found = (min(recall / _RECALL_AIM, precision / _PRECISION_AIM), recall, precision)
            if found > best[:3]:
                best = (*found, {"cite_central": models.cite_central, "cite_support": models.cite_support})
    print(f"citations, out of fold: recall {best[1]:.3f}, precision {best[2]:.3f}, {best[3]}")
    return best[3]


def _citation_rates(
    observed: Sequence[Observed], passages: Sequence[list[Passage]], code_of: dict[str, str], models: FusionModels
) -> tuple[float, float]:
    groups = hits = cited = right = 0
    for o, found in zip(observed, passages, strict=True):
        ranked = sorted(found, key=lambda p: (-p.central, p.clause_id))
        r = o.references
        chosen = (
            list(r.cited)
            if r.lookup and r.cited
            else select(ranked, named=r.cited, codes=r.codes, compare=r.compare, code_of=code_of, models=models)
        )
        groups += len(o.case.gold_clauses)
        hits += sum(bool(set(g) & set(chosen)) for g in o.case.gold_clauses)
        cited += len(chosen)
        right += sum(c in o.case.gold or c in o.case.acceptable_clauses for c in chosen)
    return hits / groups, right / cited


def _coverage_models(observed: Sequence[Observed]) -> dict[str, Any]:
    """The absence model with its cut-off (out of fold), and the model that tells a partial answer."""
    x = np.array([[o.coverage[f] for f in coverage.FEATURES] for o in observed])
    absent = np.array([o.case.answerable == "no" for o in observed], dtype=float)
    chances = out_of_fold(x, absent, np.arange(len(observed)))
    cut = _absent_cut(chances, absent)
    print(
        f"absent, out of fold: caught {np.mean(chances[absent == 1] > cut):.3f}, kept {np.mean(chances[absent == 0] <= cut):.3f}, cut {cut}"
    )
    return {"absent": _model(fit(x, absent), coverage.FEATURES), "absent_above": cut, **_partial_model(observed)}


def _partial_model(observed: Sequence[Observed]) -> dict[str, Any]:
    """The model that tells a partial answer from a whole one, and the cut-off that catches most without calling many whole ones partial."""
    answerable = [o for o in observed if o.case.answerable != "no"]
    x = np.array([[o.coverage[f] for f in coverage.PARTIAL_FEATURES] for o in answerable])
    partial = np.array([o.case.answerable == "partial" for o in answerable], dtype=float)
    chances = out_of_fold(x, partial, np.arange(len(answerable)))
    cut = float(np.ceil(np.quantile(chances[partial == 0], _WHOLE_KEPT) * 1000) / 1000)
    caught, whole = np.mean(chances[partial == 1] > cut), np.mean(chances[partial == 0] <= cut)
    print(f"partial, out of fold: caught {caught:.3f}, whole {whole:.3f}, cut {cut}")
    return {"partial": _model(fit(x, partial), coverage.PARTIAL_FEATURES), "partial_above": cut}


def _absent_cut(chances: Array, absent: Array) -> float:
    """The cut where the rate that falls further short of its aim, of abstaining and of answering, is best."""
    candidates = np.unique(np.round(chances, 3))
    abstains = np.array([np.mean(chances[absent == 1] > c) for c in candidates])
    answers = np.array([np.mean(chances[absent == 0] <= c) for c in candidates])
    return float(candidates[int(np.argmax(np.minimum(abstains / _ABSTAINS_AIM, answers / _ANSWERS_AIM)))])


def _consult_cuts(observed: Sequence[Observed]) -> dict[str, float]:
    """For each person the cut on the labelled likeness."""
    cuts: dict[str, float] = {"emergency": 0.6}
    for who, label in (("supervisor", "supervisor"), ("commission", "commission"), ("legal", "legal_or_emergency")):
        scores = np.array([o.retrieved.heads[f"consult:{who}"] for o in observed])
        cuts[who] = _best_cut(scores, np.array([label in o.case.consult for o in observed], dtype=float))
    return cuts


def _danger_model(observed: Sequence[Observed], assistant: Assistant) -> dict[str, Any]:
    """The model of likely danger and its cut-off, from the half of the danger cases that is there for it and the tuned questions."""
    cases, _ = halves(read_danger())
    found = [*(retrieve_for(assistant, c.turns)[1] for c in cases), *(o.retrieved for o in observed)]
    x = np.array([[danger_scores(r)[f] for f in likely_danger.FEATURES] for r in found])
    labels = np.array([*(c.danger for c in cases), *(o.case.emergency for o in observed)], dtype=float)
    chances = out_of_fold(x, labels, np.arange(len(labels)))
    candidates = np.unique(np.round(chances, 3))
    costs = [_DANGER_WEIGHT * np.sum(chances[labels == 1] < c) + np.sum(chances[labels == 0] >= c) for c in candidates]
    cut = float(candidates[int(np.argmin(costs))])
    raised = chances >= cut
    like, plain = labels[: len(cases)] == 0, (np.arange(len(labels)) >= len(cases)) & (labels == 0)
    print(
        f"danger, out of fold: noticed {np.mean(raised[labels == 1]):.3f}, raised for {np.mean(raised[: len(cases)][like]):.3f} "
        f"of lookalikes and {np.mean(raised[plain]):.3f} of ordinary questions, cut {cut}"
    )
    return {"danger": _model(fit(x, labels), likely_danger.FEATURES), "danger_above": cut}


def _best_cut(scores: Array, labels: Array) -> float:
    """The cut with the best weighted sum of the shares that are rightly above and below it."""
    candidates = np.unique(np.round(scores, 3))
    balanced = [_MISSED_WEIGHT * np.mean(scores[labels == 1] > c) + np.mean(scores[labels == 0] <= c) for c in candidates]
    return float(candidates[int(np.argmax(balanced))])


def _model(model: Logistic, names: Sequence[str]) -> dict[str, Any]:
    weights = {n: round(float(w), 4) for n, w in zip(names, model.weights, strict=False)}
    return {"weights": weights, "bias": round(float(model.weights[-1]), 4)}


if __name__ == "__main__":
    main()
