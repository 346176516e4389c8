"""Clauses are suggested in falling order, each once, for any text."""

from __future__ import annotations

from assistant.pipeline import Assistant
from assistant.suggestions import suggest
from evals.suggestions import GradedStory, graded, measure


def test_the_likeliest_come_first_and_each_comes_once(small_assistant: Assistant) -> None:
    """At most as many as are asked for."""
    story = small_assistant.parts.guide.scenarios[0].story
    found = suggest(small_assistant, story, 12)
    assert len(found) == 12
    assert len({s.clause_id for s in found}) == 12
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert suggest(small_assistant, story, 5) == found[:5]


def test_a_text_without_words_has_no_suggestions(small_assistant: Assistant) -> None:
    """And one that is longer than can be read is read as far as that."""
    assert suggest(small_assistant, " … \n?", 10) == []
    assert len(suggest(small_assistant, "gift " * 20_000, 3)) == 3


def test_what_a_scenario_names_is_what_it_is_measured_by(small_assistant: Assistant) -> None:
    """A central clause counts when it is among the suggested ones, a suggestion when it is labelled at all."""
    story = GradedStory(scenario="a", clauses={"A": 2, "B": 2, "C": 1})
    scenario = small_assistant.parts.guide.scenarios[0]
    assert {c for c, grade in graded(scenario).clauses.items() if grade == 2} == set(scenario.central)
    clauses = [s.clause_id for s in suggest(small_assistant, scenario.story, 3)]
    measured = measure(
        [story.model_copy(update={"clauses": {clauses[0]: 2, "B": 2}})], lambda _, n: suggest(small_assistant, scenario.story, n), 3
    )
    assert (measured.recall.value, round(measured.precision.value, 2)) == (0.5, 0.33)


def test_most_central_clauses_of_the_guides_scenarios_are_suggested(assistant: Assistant) -> None:
    """As measured when the way of searching was chosen; `python -m evals.suggestions` has the figures."""
    measured = measure([graded(s) for s in assistant.parts.guide.scenarios], lambda text, count: suggest(assistant, text, count))
    assert measured.recall.value > 0.78
    assert measured.precision.value > 0.7
