"""Which clauses a text names."""

from __future__ import annotations

import pytest

from assistant.types import Clause
from evals.answerers.prose import read_mark, read_prose
from evals.replies import Reply
from tests.assistant.adapters.answers import CLAUSES
from tests.evals.made import said


def read(text: str) -> Reply:
    """A text read over the real register."""
    return read_prose(text, CLAUSES)


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Roles are kept clear [NACM 7].", ["NACM-7"]),
        ("Roles are kept clear. [NACM 7] [NACM 8] Then act.", ["NACM-7", "NACM-8"]),
        ("Roles are kept clear (NACM-7; see also CCMC-PRINCIPLE-3).", ["NACM-7", "CCMC-PRINCIPLE-3"]),
        ("Roles are kept clear (see NACM 7, 8 and 28).", ["NACM-7", "NACM-8", "NACM-28"]),
        ("The law is named twice [NACM 18-19].", ["NACM-18", "NACM-19"]),
        ("CCMC Rule 4 is about the credential.", ["CCMC-RULE-4"]),
        ("Rules 4 and 5 are mandatory.", ["CCMC-RULE-4", "CCMC-RULE-5"]),
        ("Commitment 7 of NACM names dual relationships.", ["NACM-7"]),
        ("NACM's Code of Ethics, commitment #7, names them.", ["NACM-7"]),
        ("CCMC Principle: obey all laws and regulations. That binds.", ["CCMC-PRINCIPLE-6"]),
        ("It is owed [CCMC Ethical Principle: Autonomy].", ["CCMC-VALUE-AUTONOMY"]),
        ("It is owed (CCMC Preamble, continued).", ["CCMC-PREAMBLE-CONT"]),
        ("Lo dice el compromiso 7 de NACM, y la Regla 2.", ["NACM-7", "CCMC-RULE-2"]),
        ("It [keeps roles clear](https://desk.example/v1/clauses/NACM-7).", ["NACM-7"]),
        ("**[NACM 7](/v1/clauses/NACM-7)** keeps roles clear.", ["NACM-7"]),
        ("It must be kept [NACM 31].", ["NACM-31"]),
        ("NACM's 28 commitments bind members, and CCMC asks for 8 credits of 80 hours (2015).", []),
        ("See step 7, page 4, and 988.", []),
    ],
)
def test_marks_are_found(text: str, cited: list[str]) -> None:
    """Clauses are known by id, label and number, in lists and links, in both languages; numbers of other things are not marks."""
    assert list(read(text).cited) == cited


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda c: c.id)
def test_every_clause_is_known_by_its_mark(clause: Clause) -> None:
    """The id and the label in brackets bring the clause, and only it."""

    for mark in (clause.id, clause.label):
        assert read(f"The code says so [{mark}].").cited == (clause.id,)
        assert read_mark(mark, CLAUSES) == (clause.id,)


def test_brackets_go_and_names_stay() -> None:
    """A bracketed mark is no part of the sentence, a clause named in it is."""
    assert read("NACM 7 keeps roles clear [NACM-7].").statements == (said("paraphrase", "NACM 7 keeps roles clear.", "NACM-7"),)


def test_a_clause_that_is_denied_is_not_cited() -> None:
    """To say that there is no Rule 9 is not to cite one; to lean on it is."""
    assert read("There is no Rule 9 in the CCMC text [CCMC Rule 9].").cited == ()
    assert read("You must report it [CCMC Rule 9].").cited == ("CCMC-RULE-9",)
