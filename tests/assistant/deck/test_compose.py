"""A deck has every case in its order, the clauses word for word, and no right way."""

from __future__ import annotations

import re

import pytest

from assistant.deck.find import scenarios_of
from assistant.deck.slides import SMALL, Deck, Slide
from assistant.errors import UnknownScenario
from assistant.pipeline import Assistant
from assistant.text import fold
from tests.assistant.deck.made import decked, own


@pytest.fixture(scope="module")
def deck(small_assistant: Assistant) -> Deck:
    """The deck of all cases."""
    return decked(small_assistant, *small_assistant.parts.guide.scenarios)


def said(slide: Slide) -> str:
    """What stands on a slide, under its title."""
    return " ".join(f"{line.lead} {line.text}".strip() for line in slide.lines)


def quoted(deck: Deck, label: str) -> str:
    """A clause as it stands on its slides, the first time it is shown."""
    found: list[str] = []
    for slide in deck.slides:
        name, _, count = slide.title.partition(f"{label} (")
        if slide.title == label or (not name and count):
            found.append(slide.lines[-1].text)
            if found[-1].endswith("”"):
                break
    return " ".join(found)


def test_every_clause_is_there_word_for_word(deck: Deck, small_assistant: Assistant) -> None:
    """Every one that a case names, also where it takes several slides."""
    named = {c for s in small_assistant.parts.guide.scenarios for ids in (s.central, *(ids for _, ids in s.argued())) for c in ids}
    clauses = [c for c in small_assistant.parts.clauses if c.id in named]
    assert any(len(c.text) > 1000 for c in clauses)
    for clause in clauses:
        assert quoted(deck, clause.label) == f"“{clause.text}”"


def test_the_stem_and_the_code_stand_over_a_clause(small_assistant: Assistant) -> None:
    """And the notes say where in the source it is."""
    deck = decked(small_assistant, own("A story."))
    slide = next(s for s in deck.slides if s.title == "NACM 7")
    assert [line.text for line in slide.lines[:-1]] == ["NACM Case Management Code of Ethics", "As a Case Manager, I commit to:"]
    clause = next(c for c in small_assistant.parts.clauses if c.id == "NACM-7")
    assert f"nacm-code-of-ethics.txt, characters {clause.start} to {clause.end}" in slide.notes[0]
    assert "binding on NACM members" in slide.notes[1]
    parts = [s.title for s in deck.slides if s.title.startswith("CCMC Procedures for Processing Complaints")]
    assert parts == [f"CCMC Procedures for Processing Complaints ({n}/{len(parts)})" for n in range(1, len(parts) + 1)]


def test_a_case_goes_in_its_order(small_assistant: Assistant) -> None:
    """Story, prompts, vote, talk, clauses, vote again, for and against, consultation, what changes; then what was named only."""
    deck = decked(small_assistant, own("A story."))
    titles = list(dict.fromkeys(re.sub(r" \(\d/\d\)$", "", s.title) for s in deck.slides))
    assert titles == [
        "Ethics cases for discussion",
        "To begin",
        "A story.",
        "A story.: to think about",
        "A story.: first vote",
        "A story.: talk about it",
        "NACM 7",
        "CCMC Procedures for Processing Complaints",
        "A story.: second vote",
        "A story.: clauses for and against",
        "A story.: whom to talk to",
        "A story.: something changes",
        "NACM 8",
        "To close",
        "Who decides",
        "More clauses that were named",
        "NACM 1",
        "NACM 2",
        "NACM 15",
    ]


def test_the_options_have_letters_and_stand_side_by_side(deck: Deck) -> None:
    """In both votes all of them are on one slide."""
    votes = [s for s in deck.slides if s.title.endswith(("first vote", "second vote"))]
    assert len(votes) == 2 * 27
    assert all("".join(line.mark for line in s.lines) in ("ABC", "ABCD") for s in votes)


def test_the_decks_own_questions_open_and_close(deck: Deck, small_assistant: Assistant) -> None:
    """Quoted from their clause, which is named."""
    clause = next(c for c in small_assistant.parts.clauses if c.id == "CCMC-DISCUSSION")
    for title in ("To begin", "To close"):
        slide = next(s for s in deck.slides if s.title == title)
        quotes = [line.text for line in slide.lines if line.text.startswith("“")]
        assert quotes
        assert all(quote.strip("“”") in clause.text for quote in quotes)
        assert clause.label in slide.lines[-1].text


def test_the_notes_lead_through_a_case(deck: Deck, small_assistant: Assistant) -> None:
    """Every step with its minutes, and what to look out for."""
    for scenario in small_assistant.parts.guide.scenarios:
        slide = next(s for s in deck.slides if s.title.startswith(scenario.title))
        for step in scenario.facilitator.steps:
            assert f"{step.minutes} min: {step.text}" in slide.notes
        assert all(any(note in said_note for said_note in slide.notes) for note in scenario.facilitator.notes)
    assert all(s.notes for s in deck.slides)


def test_no_way_is_called_right(deck: Deck, small_assistant: Assistant) -> None:
    """None of our own words reads like a verdict, and the codes leave the decision to the person."""
    verdicts = [p for patterns in small_assistant.parts.guide.lexicon.verdicts.values() for p in patterns]
    ours = [*small_assistant.parts.guide.handouts.deck.values(), *(n for s in deck.slides for n in s.notes[1:])]
    assert [text for text in ours for v in verdicts if re.search(v, fold(text))] == []
    last = next(said(s) for s in deck.slides if s.title == "Who decides")
    assert "The codes state duties. The person decides, after consultation." in last
    assert "no legal advice" in last


def test_nothing_is_smaller_than_can_be_read_from_the_back_row(deck: Deck) -> None:
    """24 points on a slide of 7.5 inches."""
    assert SMALL == 24
    assert min(line.size for s in deck.slides for line in s.lines) >= SMALL
    assert min(s.title_size for s in deck.slides) >= SMALL


def test_titles_tell_slides_apart(deck: Deck) -> None:
    """Within a case no two slides have the same title."""
    titles = [s.title for s in deck.slides if ":" in s.title and not s.title.startswith("CCMC")]
    assert len(titles) == len(set(titles))


def test_cases_are_found_by_their_ids(small_assistant: Assistant) -> None:
    """Each once, in order; every unknown one is named."""
    find = small_assistant.parts.guide.scenario
    found = scenarios_of(["A-missed-deadline", " visits-of-four-minutes", "a-missed-deadline"], find)
    assert [s.id for s in found] == ["a-missed-deadline", "visits-of-four-minutes"]
    with pytest.raises(UnknownScenario, match="'x', 'y'"):
        scenarios_of(["x", "a-missed-deadline", "y"], find)
