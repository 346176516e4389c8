"""Scores one answer against its case, and gathers rates with their counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.schemas import AnswerOut
from evals.cases import Case

ABSTAINING = frozenset(("not_in_codes", "out_of_scope", "declined"))
_CONSULT_NAMES = {"supervisor": {"supervisor"}, "commission": {"commission"}, "legal_or_emergency": {"legal", "emergency"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`hits` of `total` for one metric on one case, with what was missed."""

    metric: str
    hits: int
    total: int
    reason: str = ""


def score(case: Case, answer: AnswerOut, clause_texts: Mapping[str, str]) -> list[Score]:
    """Every metric that applies to the case."""
    cited = [c.clause_id for c in answer.citations]
    scores = [*_citations(case, cited), _coverage(case, answer), *_referral(case, answer)]
    quotes = [s for s in answer.statements if s.kind == "quote"]
    exact = sum(any(s.text in clause_texts[c] for c in s.citations) for s in quotes)
    scores.append(Score(metric="quotes exact", hits=exact, total=len(quotes)))
    backed = [s for s in answer.statements if s.kind in ("quote", "paraphrase")]
    scores.append(Score(metric="statements cited", hits=sum(bool(s.citations) for s in backed), total=len(backed)))
    return scores


def _citations(case: Case, cited: Sequence[str]) -> Iterable[Score]:
    if not case.gold_clauses:
        return
    missed = [g for g in case.gold_clauses if not set(g) & set(cited)]
    yield Score(
        metric="citation recall", hits=len(case.gold_clauses) - len(missed), total=len(case.gold_clauses), reason=f"missed {missed}"
    )
    wrong = [c for c in cited if c not in case.gold and c not in case.acceptable_clauses]
    yield Score(metric="citation precision", hits=len(cited) - len(wrong), total=len(cited), reason=f"needless {wrong}")
    first = bool(cited) and cited[0] in case.gold
    yield Score(metric="first citation", hits=int(first), total=1, reason=f"first {cited[:1]}, gold {case.gold_clauses}")


def _coverage(case: Case, answer: AnswerOut) -> Score:
    abstained = answer.status in ABSTAINING
    if case.answerable == "no":
        return Score(metric="abstains", hits=int(abstained), total=1, reason=f"status {answer.status}")
    return Score(metric="answers", hits=int(not abstained), total=1, reason=f"status {answer.status}")


def _referral(case: Case, answer: AnswerOut) -> Iterable[Score]:
    named = {r.who for r in answer.consult}
    if not case.consult:
        yield Score(metric="no needless referral", hits=int(not named), total=1, reason=f"named {sorted(named)}")
        return
    missed = [c for c in case.consult if not _CONSULT_NAMES[c] & named]
    yield Score(metric="referral", hits=len(case.consult) - len(missed), total=len(case.consult), reason=f"missed {missed}")
