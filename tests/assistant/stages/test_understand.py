"""Language, follow-ups, and the question that stands for itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.stages.understand import asks_for_the_like, language, leans_on_earlier_turns, searched, understand

RULE = "What does CCMC Rule 2 say?"
STORY = (
    "A woman on my caseload found out that her ex husband works in our billing office and she wants nobody there to read anything about "
    "her, while the office says that all staff need access for the claims."
)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("May I accept a gift from a client?", "en"),
        ("¿Puedo aceptar un regalo de un cliente?", "es"),
        ("puedo aceptar regalos", "es"),
        ("que dice la regla 2 sobre delitos", "es"),
        ("rule 4", "en"),
        ("NACM 7", "en"),
        ("Mi cliente said he wants to die, what do I do?", "en"),
        ("quarantine", "en"),
        ("", "en"),
    ],
)
def test_language_is_told_by_small_words_and_signs(text: str, spoken: str) -> None:
    """Spanish by its function words, its signs and its letters; in doubt English."""
    assert language(text) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "does that include a DUI?",
        "What about if she's my cousin?",
        "and the second one?",
        "why",
        "¿y si es mi prima?",
        "Same for former clients?",
        "only to fix my grammar, and I take the names out first",
        "No es un regalo, es una invitación: soy la madrina.",
        "do I still have to say something?",
        "is there an equivalent in the CCMC code?",
        "ahora quiere que sea yo la madrina, ¿qué hago?",
    ],
)
def test_a_follow_up_leans(text: str) -> None:
    """Short turns, pronouns and openings such as "what about" need the turns before."""
    assert leans_on_earlier_turns(text)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "May case managers become friends with former clients on social media?",
        "my boss wants me to backdate a note",
        "My patient refuses dialysis and the family is furious",
    ],
)
def test_a_turn_that_tells_its_own_story_does_not_lean(text: str) -> None:
    """A long or complete question is read alone, even with a pronoun in it."""
    assert not leans_on_earlier_turns(text)


def test_a_first_turn_stands_alone() -> None:
    """Nothing is added to a question without earlier turns."""
    question = understand(["does that include a DUI?"])
    assert question.text == question.standalone == "does that include a DUI?"


def test_a_follow_up_takes_the_turns_it_needs() -> None:
    """The turn before is added; what came before a question that stands alone is not."""
    question = understand([STORY, RULE, "does that include a DUI?"])
    assert question.text == "does that include a DUI?"
    assert question.standalone == f"{RULE}\ndoes that include a DUI?"
    assert question.turns == (STORY, RULE, "does that include a DUI?")


def test_a_chain_of_follow_ups_reaches_its_start() -> None:
    """Two short turns in a row lean on the question they began with."""
    question = understand(["May I be friends with a former client?", "what if she asks?", "and online?"])
    assert question.standalone == "May I be friends with a former client?\nwhat if she asks?\nand online?"


def test_a_new_question_drops_what_came_before() -> None:
    """A change of subject is not read in the light of the old one."""
    assert understand([RULE, STORY]).standalone == STORY


def test_the_language_is_that_of_the_last_turn() -> None:
    """Who changes language is answered in the new one."""
    assert understand(["¿Qué dice la regla 2?", "and what does that mean for me"]).language == "en"


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_the_standalone_question_ends_with_the_last_turn(turns: list[str]) -> None:
    """Any turns: the last one is kept as it is, what is added stands before it in order."""
    question = understand(turns)
    assert question.text == turns[-1]
    assert "\n".join(turns).endswith(question.standalone)
    assert question.standalone.endswith(turns[-1])


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("my client gave me a watch\nwhat does nacm say about it", "my client gave me a watch"),
        ("She wants my number. So what do the codes say?", "She wants my number."),
        ("Me regaló un reloj. ¿Qué dicen los códigos de eso?", "Me regaló un reloj."),
        ("What do the codes say?", "What do the codes say?"),
        ("What does NACM 7 say? And about gifts?", "What does NACM 7 say? And about gifts?"),
        ("My boss reads my notes. Does the code allow it?", "My boss reads my notes. Does the code allow it?"),
    ],
)
def test_what_only_asks_for_the_codes_is_not_searched_with(told: str, kept: str) -> None:
    """Such a sentence is near to every question about the codes, and says nothing of this one."""
    assert searched(told) == kept


@pytest.mark.parametrize(
    "turn", ["Does NACM have something like it?", "is there an equivalent in the CCMC code?", "¿y en CCMC hay algo parecido?"]
)
def test_a_turn_that_asks_for_the_like_tells_nothing_else(turn: str) -> None:
    """It is answered in the words of the clause before."""
    assert asks_for_the_like(turn)
    assert not asks_for_the_like(turn + " My coworker was drunk.")
