"""Whom to consult, by rules and by likeness, and why."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.guide import ReferralReason, ReferralRule
from assistant.stages.refer import ORDER, Circumstances, Referrer
from assistant.types import Status, Who

NEVER = dict.fromkeys(ORDER, 2.0)
REASONS = [
    ReferralReason(
        who="supervisor", topics=("colleague",), why="Talk about the colleague.", why_es="Hable del colega.", clauses=("NACM-21",)
    ),
    ReferralReason(who="supervisor", patterns=(r"\bmy boss\b",), why="Go above.", why_es="Vaya más arriba."),
    ReferralReason(who="supervisor", status=("emergency",), why="Tell at once.", why_es="Avise enseguida."),
    ReferralReason(who="supervisor", why="Consult.", why_es="Consulte.", clauses=("NACM-15",)),
    *(ReferralReason(who=who, why=f"{who}!", why_es=f"¡{who}!") for who in ("legal", "commission", "emergency")),  # type: ignore[arg-type]
]


def named(rules: list[ReferralRule], thresholds: dict[str, float] | None = None, **changes: Any) -> list[Who]:
    """Who is named under these rules and circumstances."""
    fields: dict[str, Any] = {"text": "", "status": "answered", "topics": (), "cites": (), "situation": 1.0, "likelihood": {}}
    referrals = Referrer(rules, REASONS, thresholds or NEVER).refer(Circumstances(**{**fields, **changes}), "en")
    return [r.who for r in referrals]


def why(text: str = "", topics: tuple[str, ...] = (), language: Any = "en", status: Status = "answered") -> tuple[str, tuple[str, ...]]:
    """Why the supervisor is named, and the clauses behind it."""
    rule = ReferralRule(who="supervisor")
    circumstances = Circumstances(text=text, status=status, topics=topics, cites=(), situation=1.0, likelihood={})
    (referral,) = Referrer([rule], REASONS, NEVER).refer(circumstances, language)
    return referral.why, referral.clause_ids


def test_nobody_is_named_without_cause() -> None:
    """No rule that applies and no likeness: a plain look-up."""
    assert named([]) == []
    assert named([ReferralRule(who="legal", topics=("abuse",))]) == []


def test_likeness_to_labelled_questions_names_somebody() -> None:
    """At the threshold, not below; a person without a score is not alike."""
    thresholds = {**NEVER, "supervisor": 0.4}
    assert named([], thresholds, likelihood={"supervisor": 0.4}) == ["supervisor"]
    assert named([], thresholds, likelihood={"supervisor": 0.39}) == []
    assert named([], thresholds, likelihood={"legal": 0.9}) == []


def test_likeness_needs_a_case_that_is_told() -> None:
    """Who asks what the codes say needs nobody, however alike; a rule still applies, and so does absence."""
    thresholds = {**NEVER, "supervisor": 0.4}
    alike: dict[str, Any] = {"likelihood": {"supervisor": 0.9}, "situation": 0.0}
    assert named([], thresholds, **alike) == []
    assert named([ReferralRule(who="supervisor")], thresholds, **alike) == ["supervisor"]
    assert named([], thresholds, status="not_in_codes", **alike) == ["supervisor"]


@pytest.mark.parametrize(
    ("condition", "met", "unmet"),
    [
        ({"topics": ("abuse", "police")}, {"topics": ("police",)}, {"topics": ("gifts",)}),
        ({"cites": ("CCMC-RULE-2",)}, {"cites": ("NACM-1", "CCMC-RULE-2")}, {"cites": ("NACM-1",)}),
        ({"status": ("emergency",)}, {"status": "emergency"}, {"status": "answered"}),
        ({"patterns": (r"\bsubpoena", r"\bcourt\b")}, {"text": "A Subpoena came"}, {"text": "a courtly man"}),
        ({"unless_patterns": (r"\bjust curious\b",)}, {"text": "I was sued"}, {"text": "I was sued, just curious"}),
        ({"likely_above": 0.2}, {"likelihood": {"legal": 0.2}}, {"likelihood": {"legal": 0.1}}),
    ],
)
def test_a_condition_must_hold(condition: dict[str, Any], met: dict[str, Any], unmet: dict[str, Any]) -> None:
    """Each condition that a rule states decides: topics, cited clauses, status, words, likeness."""
    rule = ReferralRule(who="legal", **condition)
    assert named([rule], **met) == ["legal"]
    assert named([rule], **unmet) == []


def test_every_condition_must_hold_and_any_rule_will_do() -> None:
    """Conditions of one rule are joined by and, rules by or."""
    rule = ReferralRule(who="legal", topics=("abuse",), patterns=(r"\breport",))
    assert named([rule], topics=("abuse",), text="must I report it") == ["legal"]
    assert named([rule], topics=("abuse",), text="what is it") == []
    assert named([rule, ReferralRule(who="legal", status=("answered",))], topics=("abuse",), text="what is it") == ["legal"]


def test_emergency_comes_first() -> None:
    """The order is that of urgency, not of the rules."""
    rules = [ReferralRule(who=who) for who in ("commission", "legal", "supervisor", "emergency")]  # type: ignore[arg-type]
    assert named(rules) == ["emergency", "supervisor", "legal", "commission"]


def test_the_narrow_reason_goes_before_the_general_one() -> None:
    """A reason for the topic or the words at hand is given; otherwise the general one."""
    assert why() == ("Consult.", ("NACM-15",))
    assert why(topics=("gifts", "colleague")) == ("Talk about the colleague.", ("NACM-21",))
    assert why(text="My boss told me to") == ("Go above.", ())


def test_a_spanish_question_gets_a_spanish_reason() -> None:
    """The reason follows the language of the question."""
    assert why(language="es") == ("Consulte.", ("NACM-15",))


def test_in_an_emergency_nobody_is_told_to_consult_first() -> None:
    """The reason of the emergency stands in place of the general one, and in no other answer."""
    assert why(status="emergency")[0] == "Tell at once."
    assert why(status="emergency", language="es")[0] == "Avise enseguida."
    assert why(status="partial")[0] == "Consult."
