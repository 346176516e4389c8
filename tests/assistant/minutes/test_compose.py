"""Minutes tell what happened in a room, as it may be told, and quote the codes word for word."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.minutes.compose import Wanted, compose
from assistant.packet.blocks import Chart, Handout, Listed, Part, Quoted, Remark, Said, Subheading, Table
from assistant.pipeline import Assistant
from assistant.room.timing import Move
from assistant.text import fold
from tests.assistant.minutes.made import END, FIRST, LATER, SECOND, counts, desk_answer, minuted, record, running
from tests.assistant.packet.made import DANGER, DRUNK, GIFT, part, texts
from tests.assistant.room.rooms import MINUTE, NOON, plan, position

CASE = "Case 1: A gift from a grateful family"


@pytest.fixture(scope="module")
def minutes(small_assistant: Assistant) -> Handout:
    """The minutes of the usual room, with an answer of the desk."""
    return minuted(small_assistant, record(answers=(desk_answer(small_assistant, DRUNK),)))


def lines(given: Part) -> list[str]:
    """The sentences of a part."""
    return [line.text for block in given.blocks if isinstance(block, Said | Listed) for line in block.lines]


def remarks(given: Part) -> list[str]:
    """Its remarks."""
    return [block.text for block in given.blocks if isinstance(block, Remark)]


def test_they_tell_what_happened_in_its_order(minutes: Handout) -> None:
    """Credit, time, questions that opened, each case, questions, answers, what was parked, the clauses that were only named."""
    assert [p.heading for p in minutes.parts] == [
        "Continuing education",
        "Time in each part",
        "Opening questions",
        CASE,
        "Case 2: Lunch from Second Dawn",
        "Questions from the room",
        "Questions that the desk answered",
        "Parking lot",
        "More clauses that are named here, word for word",
        "Editions",
    ]
    assert minutes.title == "Minutes: Ethics hour"
    assert [f"{f.name}: {f.value}" for f in minutes.facts] == [
        "Date: 2026-11-29",
        "Time: 12:02 to 13:10 (UTC)",
        "Room: BCDFGH",
        "People who joined: 21",
    ]


def test_the_day_is_that_of_the_room_and_not_of_greenwich(small_assistant: Assistant) -> None:
    """A discussion in the evening of one day is not put down for the next one."""
    parts, late = small_assistant.parts, record()
    moved = replace(
        late,
        room=replace(late.room, created=late.room.created + timedelta(hours=14), ended=END + timedelta(hours=14)),
        moves=tuple(replace(m, at=m.at + timedelta(hours=14)) for m in late.moves),
    )
    made = compose(Wanted(record=moved, now=END, zone=ZoneInfo("America/Chicago")), parts.guide, parts.codes, parts.clauses)
    assert (made.date, made.facts[1].value) == ("2026-11-29", "20:02 to 21:10 (CST)")


@pytest.mark.parametrize("word", ["pending", "approved"])
def test_the_credit_is_quoted_and_the_choice_is_the_facilitators(small_assistant: Assistant, word: str) -> None:
    """The sentence as the source has it, with its label; then what it reads with the word that was chosen."""
    given = record()
    made = part(minuted(small_assistant, replace(given, room=replace(given.room, approval=word))), "Continuing education")
    clause = plan().clause("CCMC-CE")
    quoted = next(line for block in made.blocks if isinstance(block, Said) for line in block.lines if line.tag == "Quoted")
    assert quoted.marks == (clause.label,)
    assert quoted.text.strip("“”") in clause.text
    assert "(pending or approved)" in quoted.text
    assert f"CCMC Ethics credit approval is {word} for this course." in lines(made)[1]
    assert "The choice is the facilitator's." in remarks(made)[1]


def test_each_part_has_its_time_and_breaks_stand_apart(small_assistant: Assistant) -> None:
    """In minutes and seconds, with what was planned; the sum leaves breaks out."""
    moves = [
        Move(at=NOON, position=0),
        Move(at=NOON + MINUTE, position=1),
        Move(at=NOON + 11 * MINUTE, position=position("story")),
        Move(at=NOON + 41.5 * MINUTE, position=position("discussion"), paused=True),
        Move(at=NOON + 50 * MINUTE, position=position("discussion")),
    ]
    made = part(minuted(small_assistant, record(moves=tuple(moves))), "Time in each part")
    table = next(b for b in made.blocks if isinstance(b, Table))
    assert table.rows == (
        ("Opening questions", "10 min 00 s", "10 min"),
        ("1. A gift from a grateful family", "50 min 30 s", "30 min"),
        ("2. Lunch from Second Dawn", "0 min 00 s", "30 min"),
        ("Closing questions", "0 min 00 s", "10 min"),
        ("Breaks", "8 min 30 s", "–"),
        ("All parts together, without breaks", "60 min 30 s", "80 min"),
    )


def test_a_case_has_its_votes_before_and_after(minutes: Handout) -> None:
    """As bars and as a table, with how many changed, and no word of a winner."""
    case = part(minutes, CASE)
    chart = next(b for b in case.blocks if isinstance(b, Chart))
    assert (chart.series, [b.counts for b in chart.bars]) == (("First vote", "Second vote"), [(9, 3), (4, 5), (6, 10), (0, 1)])
    assert chart.alt.startswith("Bars of the votes. A: First vote 9, Second vote 3. B: ")
    table = next(b for b in case.blocks if isinstance(b, Table))
    assert table.rows[0] == ("A", "9", "3")
    assert table.rows[-1] == ("All", "19", "19")
    assert "18 people voted both times; 7 of them chose another way the second time." in lines(case)
    assert "How many voted for a way does not say what the codes ask for." in remarks(case)


def test_the_clauses_that_were_read_stand_word_for_word(minutes: Handout, small_assistant: Assistant) -> None:
    """With their source; one that the room did not come to is not said to have been read."""
    case = part(minutes, CASE)
    central = plan().scenarios[0].central
    quoted = [b for b in case.blocks if isinstance(b, Quoted)]
    assert [b.label for b in quoted] == [plan().clause(c).label for c in central]
    everything = [b for p in minutes.parts for b in p.blocks if isinstance(b, Quoted)]
    texts_of = {c.label: c.text for c in small_assistant.parts.clauses}
    assert all(texts_of[b.label] == b.text for b in everything)
    assert all("characters" in dict(b.facts)["Place in the source"] for b in everything)
    assert not [b for b in part(minutes, "Case 2: Lunch from Second Dawn").blocks if isinstance(b, Quoted)]


def test_every_clause_that_is_named_is_quoted_once(minutes: Handout) -> None:
    """Also those behind whom to talk to, the twist, the deck's questions and what the desk answered."""
    named = {m for p in minutes.parts for b in p.blocks if isinstance(b, Said | Listed) for line in b.lines for m in line.marks}
    quoted = [b.label for p in minutes.parts for b in p.blocks if isinstance(b, Quoted)]
    assert named <= set(quoted)
    assert len(quoted) == len(set(quoted))


def test_what_the_room_did_not_come_to_is_not_told(small_assistant: Assistant) -> None:
    """Neither its story nor whom to talk to about it."""
    only = (Move(at=NOON, position=0), Move(at=NOON + MINUTE, position=position("story")))
    made = minuted(small_assistant, record({}, moves=only))
    assert [b.text for b in part(made, CASE).blocks if isinstance(b, Subheading)] == ["Ways to act that were voted on"]
    second = part(made, "Case 2: Lunch from Second Dawn")
    assert remarks(second) == ["The room did not come to this case."]
    assert "Opening questions" not in [p.heading for p in made.parts]


def test_few_votes_are_not_broken_down(small_assistant: Assistant) -> None:
    """That there were fewer than five is all that is said; the other round stands alone."""
    made = part(minuted(small_assistant, record({FIRST: counts(0, 9, 4, 6, 0), SECOND: counts(0, 3, 1)}, movements=())), CASE)
    chart = next(b for b in made.blocks if isinstance(b, Chart))
    assert chart.series == ("First vote",)
    assert "Second vote: fewer than 5 votes, not broken down." in remarks(made)
    assert "3" not in [cell for b in made.blocks if isinstance(b, Table) for row in b.rows for cell in row]


def test_a_vote_that_goes_on_is_not_told(small_assistant: Assistant) -> None:
    """Minutes can be made at any time, and show no more than the room has been shown."""
    made = minuted(small_assistant, running(record({FIRST: counts(0, 9, 4), LATER: counts(1, 7)}, movements=()), results=frozenset()))
    assert not [b for p in made.parts for b in p.blocks if isinstance(b, Chart)]
    assert "First vote: not closed when these minutes were made." in remarks(part(made, CASE))
    assert "not ended when these minutes were made" in made.facts[1].value


def test_only_what_the_facilitator_accepted_is_told(minutes: Handout) -> None:
    """Of the questions and of the parking lot."""
    assert lines(part(minutes, "Questions from the room")) == ["What if [name] offers it again?"]
    assert lines(part(minutes, "Parking lot")) == ["Our gift policy is from 2009."]
    assert not [t for t in texts(minutes) if "put aside" in t or "looked at this yet" in t]


def test_answers_that_were_shown_are_told_with_their_clauses(small_assistant: Assistant) -> None:
    """Each sentence with its kind; what is for danger first; what was not shown is not told."""
    given = tuple(desk_answer(small_assistant, question) for question in (DANGER, GIFT))
    made = minuted(small_assistant, record(answers=(*given, desk_answer(small_assistant, DRUNK, shown=False))))
    desk = part(made, "Questions that the desk answered")
    assert next(b.kind for b in desk.blocks if isinstance(b, Listed)) == "numbered"
    assert any("911" in text for text in lines(desk))
    assert "es" in {line.language for b in desk.blocks if isinstance(b, Said) for line in b.lines}
    assert not [t for t in texts(made) if "coworker" in t]


def test_no_wording_of_ours_reads_like_a_verdict(minutes: Handout, small_assistant: Assistant) -> None:
    """And the decision is left to the person."""
    verdicts = [p for patterns in small_assistant.parts.guide.lexicon.verdicts.values() for p in patterns]
    ours = small_assistant.parts.guide.handouts.minutes.values()
    assert [text for text in ours for v in verdicts if re.search(v, fold(text))] == []
    assert minutes.disclaimer.startswith("The codes state duties; the person decides, after consultation.")
    assert "no legal advice" in minutes.disclaimer


def test_a_room_that_nobody_began_has_minutes_too(small_assistant: Assistant) -> None:
    """They say so little as there was."""
    made = minuted(small_assistant, record({}, moves=(Move(at=NOON, position=0),), items=(), movements=(), people=0))
    assert all(remarks(p) == ["The room did not come to this case."] for p in made.parts if p.heading.startswith("Case"))
    assert datetime.fromisoformat(made.date).replace(tzinfo=UTC).date() == NOON.date()
