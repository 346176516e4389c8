"""The scenarios can be read aloud to a room, take nobody's side, draw on both codes, and repeat nothing that measures the assistant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.scenarios import Scenario
from assistant.text import fold
from assistant.types import Example
from evals.cases import DATA, read_cases
from evals.similarity import leaks
from ingest.guide import read_guide

GUIDE, EXAMPLES = read_guide(Path(__file__).parents[2] / "corpus")
SCENARIOS = GUIDE.scenarios
_RULING = re.compile(
    r"\b(?:you|one|she|he|they) (?:may|must)\b|\bcodes? (?:say|require|allow|permit|forbid|want|demand)s?\b|\b(?:un)?ethical(?:ly)?\b"
    r"|\b(?:right|wrong|correct|best|proper) (?:answer|option|choice|thing)\b|\bviolat"
)
_LOADED = re.compile(r"\b(right|wrong|proper\w*|obvious\w*|of course|clearly|simply|honest\w*|secretly|lies?|lying|abandon\w*|betray\w*)\b")
_NUMBERED_PRINCIPLE = re.compile(r"\bprinciples? \d")

each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.id)


def test_there_are_cases_from_across_the_practice() -> None:
    """At least two dozen, on at least half of the guide's topics of practice, no two on the same ones."""
    topics = [frozenset(s.topics) for s in SCENARIOS]
    assert len(SCENARIOS) >= 24
    assert len(set(topics)) == len(topics)
    assert len(frozenset[str]().union(*topics)) >= 36


@each
def test_both_codes_are_at_the_heart_of_a_case(scenario: Scenario) -> None:
    """Each case has central clauses of either code, and some beside them."""
    assert {c.partition("-")[0] for c in scenario.central} == {"NACM", "CCMC"}
    assert 3 <= len(scenario.central) <= 5


@each
def test_a_story_can_be_read_aloud(scenario: Scenario) -> None:
    """No digits, brackets, slashes or dashes that a voice stumbles over, and no sentence without end."""
    assert re.findall(r"[\d()\[\]/*_–—]|\b[A-Z]{2,}\b", scenario.story) == []
    assert [s for s in re.split(r"(?<=[.?!])\W+", scenario.story) if len(s.split()) > 40] == []


@each
def test_no_text_rules_in_a_codes_name(scenario: Scenario) -> None:
    """Beside the patterns that the build refuses: no permission, no duty laid on anybody, no word on what is ethical."""
    found = {field: _RULING.findall(fold(text)) for field, text in scenario.texts()}
    assert {field: words for field, words in found.items() if words} == {}


@each
def test_no_principle_of_the_deck_gets_a_number(scenario: Scenario) -> None:
    """The slide does not number its principles."""
    assert [text for _, text in scenario.texts() if _NUMBERED_PRINCIPLE.search(fold(text))] == []


@each
def test_options_are_put_neutrally(scenario: Scenario) -> None:
    """None praises or blames itself, none is much longer than the others, and none names a clause."""
    texts = [o.text for o in scenario.options]
    lengths = [len(t.split()) for t in texts]
    assert [t for t in texts if _LOADED.search(fold(t)) or "NACM" in t or "CCMC" in t] == []
    assert max(lengths) <= 30
    assert max(lengths) <= 3 * min(lengths)


@each
def test_the_facilitator_begins_with_the_story_and_keeps_to_a_session(scenario: Scenario) -> None:
    """The first steps read the story, a later one the twist, within the time that a team meeting has."""
    steps = [fold(step.text) for step in scenario.facilitator.steps]
    assert "read the story" in " ".join(steps[:2])
    assert any("twist" in step for step in steps[2:])
    assert 20 <= scenario.facilitator.minutes <= 40


@each
def test_danger_in_a_case_names_the_emergency_number(scenario: Scenario) -> None:
    """Where a case rests on the clause on crises, whoever may be in danger now comes first among those to call."""
    if "NACM-9" in scenario.central:
        assert "emergency" in [c.who for c in scenario.consult]


def test_no_case_repeats_a_question_that_measures() -> None:
    """No text of a scenario is a near-copy of an evaluation question."""
    written = [
        Example(text=t, central=(), related=(), status="answered", topics=(), consult=(), source=f"{s.id} {field}")
        for s in SCENARIOS
        for field, t in s.texts()
    ]
    asked = [c for name in ("tuned.jsonl", "held_out.jsonl") for c in read_cases(DATA / name)]
    assert leaks(asked, written) == []


def test_no_case_is_taught() -> None:
    """No story stands among the ways of asking from which the retriever learns."""
    taught = {fold(e.text) for e in EXAMPLES}
    assert [s.id for s in SCENARIOS if fold(s.story) in taught] == []
