"""Statements are read out of what a chat model writes, whatever its form and wherever its pieces are cut."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.stages.drafts import MOST_CHARACTERS, DraftReader, Written, read_question
from tests.assistant.scripted import CLAUSES, output, statement

TWO = output(statement("First {one}.", "NACM-7"), statement('Second "two".', "NACM-8", "CCMC-RULE-1"))
READ = [Written("paraphrase", "First {one}.", ("NACM-7",)), Written("paraphrase", 'Second "two".', ("NACM-8", "CCMC-RULE-1"))]


def read(*pieces: str) -> list[Written]:
    """Everything read out of an output that comes in these pieces."""
    reader = DraftReader(CLAUSES)
    return [w for piece in pieces for w in reader.feed(piece)] + reader.finish()


@given(cuts=st.lists(st.integers(0, len(TWO)), max_size=8))
def test_pieces_may_be_cut_anywhere(cuts: list[int]) -> None:
    """Each statement is read once, wherever the stream is cut."""
    bounds = [0, *sorted(cuts), len(TWO)]
    assert read(*(TWO[a:b] for a, b in pairwise(bounds))) == READ


def test_a_statement_is_given_as_soon_as_it_is_complete() -> None:
    """The first is there before the second has begun."""
    reader = DraftReader(CLAUSES)
    end = TWO.index("}, {") + 1
    assert reader.feed(TWO[: end - 1]) == []
    assert reader.feed(TWO[end - 1 : end]) == READ[:1]


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{TWO}\n```",
        f"Sure! Here is the JSON you asked for:\n\n{TWO}\n\nLet me know if you need more.",
        json.dumps(json.loads(TWO)["statements"]),
        "\n".join(json.dumps(s) for s in json.loads(TWO)["statements"]),
        json.dumps(json.loads(TWO), indent=2),
        TWO[:-2] + ', {"kind": "paraphrase", "text": "A third that is cut',
        TWO.replace("}, {", "},, {"),
    ],
    ids=["fenced", "in talk", "a list", "lines", "indented", "cut off", "a comma too many"],
)
def test_json_is_found_in_what_surrounds_it(text: str) -> None:
    """Fences, talk, lists, lines and broken ends do not hide complete statements."""
    assert read(text) == READ


def test_prose_is_read_by_its_marks() -> None:
    """A model that writes no JSON is read sentence by sentence, with the clauses that its marks name."""
    prose = "NACM asks you to be honest [NACM 12].\n- Keep to the rules (CCMC-RULE-1, NACM 7).\n2. Nothing is named here."
    assert read(prose) == [
        Written("paraphrase", "NACM asks you to be honest.", ("NACM-12",)),
        Written("paraphrase", "Keep to the rules.", ("CCMC-RULE-1", "NACM-7")),
        Written("paraphrase", "Nothing is named here.", ()),
    ]


def test_marks_in_json_become_citations() -> None:
    """A mark in a text is taken out of it and counts as a citation; other brackets stay for the verifier to see."""
    found = read(output(statement("Be honest [NACM 12] [see me].", "NACM-7")))
    assert found == [Written("paraphrase", "Be honest [see me].", ("NACM-7", "NACM-12"))]


@pytest.mark.parametrize("text", ["NACM-12: Be honest.", "NACM 12: Be honest."])
@pytest.mark.parametrize("kind", ["quote", "paraphrase"])
def test_an_id_before_the_sentence_is_taken_off(text: str, kind: str) -> None:
    """Small models copy the line of the prompt; a colon after anything else stays."""
    assert read(output(statement(text, kind=kind))) == [Written(kind, "Be honest.", ("NACM-12",))]
    assert read(output(statement("Note: be honest.", "NACM-12")))[0].text == "Note: be honest."


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("NACM asks you to ask my supervisor.", "NACM asks you to ask your supervisor."),
        ("You keep what is entrusted to me and are honest with myself.", "You keep what is entrusted to you and are honest with yourself."),
        ("NACM asks you to be honest with the people I serve.", "NACM asks you to be honest with the people you serve."),
        ("I commit to ask my supervisor.", "I commit to ask my supervisor."),
        ('NACM asks you to be "honest with myself".', 'NACM asks you to be "honest with myself".'),
    ],
)
def test_the_first_person_of_a_clause_becomes_the_reader(text: str, read_as: str) -> None:
    """A sentence to "you" that took "my" over from the clause means "your"; one that speaks as "I", and words in quotation marks, stay."""
    assert read(output(statement(text, "NACM-22")))[0].text == read_as


def test_a_quote_is_left_as_it_is() -> None:
    """Nothing is taken out of what claims to be word for word."""
    assert read(output(statement("Be honest [NACM 12]", "NACM-12", kind="quote")))[0].text == "Be honest [NACM 12]"


def test_ids_in_other_spellings_are_known() -> None:
    """ "nacm 7", "NACM_7" and the label name one clause; an unknown id stays as it is, to fail by name."""
    found = read(output(statement("x", "nacm 7", "NACM_7", "NACM 7", "NACM-41")))
    assert found[0].citations == ("NACM-7", "NACM-41")


def test_broken_json_gives_its_texts_without_citations() -> None:
    """What could be said is seen, and fails for want of a clause."""
    assert read('{"statements": [{"text": "You may accept it.", "clauses": [') == [Written("paraphrase", "You may accept it.", ())]


def test_endless_output_is_cut() -> None:
    """No more is kept than an answer can hold."""
    reader = DraftReader(CLAUSES)
    for _ in range(100):
        reader.feed("x" * 1000)
    assert reader.full
    assert sum(len(w.text) for w in reader.finish()) <= MOST_CHARACTERS


@given(text=st.text(alphabet='{}[]",:\\ abc\n', max_size=200))
def test_any_output_can_be_read(text: str) -> None:
    """Nothing that a model writes raises an error."""
    read(text)
    read_question(text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ('{"question": "May I  accept the card?"}', "May I accept the card?"),
        ('Sure: {"question": "May I?"} Bye.', "May I?"),
        ('{"question": 3}', ""),
        ("May I?", ""),
    ],
)
def test_the_rewritten_question_is_read(text: str, question: str) -> None:
    """Only the JSON asked for is a rewriting; talk is none."""
    assert read_question(text) == question
