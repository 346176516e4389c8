"""Decides whom to consult and why, from the guide's referral rules and labelled ways of asking."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.guide import ReferralReason, ReferralRule
from assistant.text import fold
from assistant.types import Language, Referral, Status, Who

_CASE_TOLD = 0.25
ORDER: tuple[Who, ...] = ("emergency", "supervisor", "legal", "commission")


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a referral depends on.

    `situation` is how much the question is like those that describe a case, `likelihood` how much it is
    like those that name each person; both from 0 to 1.
    """

    text: str
    status: Status
    topics: tuple[str, ...]
    cites: tuple[str, ...]
    situation: float
    likelihood: Mapping[str, float]


class Referrer:
    """Holds the referral rules and reasons; the thresholds tell how sure a labelled likeness must be."""

    def __init__(self, rules: Sequence[ReferralRule], reasons: Sequence[ReferralReason], thresholds: Mapping[str, float]) -> None:
        self._rules = [(r, _compile(r.patterns), _compile(r.unless_patterns)) for r in rules]
        self._reasons = [(r, _compile(r.patterns)) for r in reasons]
        self._thresholds = thresholds

    def refer(self, circumstances: Circumstances, language: Language) -> tuple[Referral, ...]:
        """The people to name, first one first; empty for a plain look-up."""
        folded = fold(circumstances.text)
        named = [w for w in ORDER if self._named(w, circumstances, folded)]
        return tuple(self._referral(w, circumstances, folded, language) for w in named)

    def _named(self, who: Who, circumstances: Circumstances, folded: str) -> bool:
        likely = circumstances.likelihood.get(who, 0.0)
        applied = [r for r, pattern, unless in self._rules if r.who == who and _applies(r, circumstances, folded, pattern, unless)]
        likely_enough = likely >= self._thresholds[who] and not _plain(circumstances)
        return likely_enough or any(likely >= r.likely_above for r in applied)

    def _referral(self, who: Who, circumstances: Circumstances, folded: str, language: Language) -> Referral:
        candidates = [(r, pattern) for r, pattern in self._reasons if r.who == who]
        narrow = [
            r
            for r, pattern in candidates
            if set(r.topics) & set(circumstances.topics)
            or circumstances.status in r.status
            or (pattern is not None and pattern.search(folded))
        ]
        general = [r for r, _ in candidates if r.general]
        reason = (narrow or general)[0]
        return Referral(who=who, why=reason.why_es if language == "es" else reason.why, clause_ids=reason.clauses)


def _plain(circumstances: Circumstances) -> bool:
    """Whether somebody asks what the codes say rather than what to do in a case."""
    return circumstances.status in ("answered", "partial") and circumstances.situation < _CASE_TOLD


def _applies(
    rule: ReferralRule, circumstances: Circumstances, folded: str, pattern: re.Pattern[str] | None, unless: re.Pattern[str] | None
) -> bool:
    """Whether every condition that the rule states holds."""
    if unless is not None and unless.search(folded):
        return False
    return (
        (not rule.status or circumstances.status in rule.status)
        and (not rule.topics or bool(set(rule.topics) & set(circumstances.topics)))
        and (not rule.cites or bool(set(rule.cites) & set(circumstances.cites)))
        and (pattern is None or pattern.search(folded) is not None)
    )


def _compile(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None
