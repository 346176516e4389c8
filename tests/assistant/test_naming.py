"""Names that people write are found whatever their case and marks, one at a time and in lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.naming import Naming
from assistant.settings import default_corpus
from assistant.types import Clause
from ingest.register import build_register

CLAUSES = build_register(default_corpus())[1]
NAMING = Naming.of_clauses(CLAUSES)


def test_every_clause_is_found_by_its_id_and_its_label() -> None:
    """In any case, and none is taken for another."""
    for clause in CLAUSES:
        for name in (clause.id, clause.label, clause.id.lower(), clause.label.upper(), clause.id.replace("-", " ")):
            assert NAMING.find(name) == clause.id


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("none", []),
        ("NACM 7", ["NACM-7"]),
        ("nacm7; NACM-8;ccmc  rule 1", ["NACM-7", "NACM-8", "CCMC-RULE-1"]),
        ("NACM 7 and CCMC Veracity", ["NACM-7", "CCMC-VALUE-VERACITY"]),
        ("CCMC Rules of Conduct, introduction, NACM 9", ["CCMC-RULES-INTRO", "NACM-9"]),
        ("NACM 7, NACM 77, NACM 8", ["NACM-7", "NACM 77", "NACM-8"]),
    ],
)
def test_a_list_is_read_name_by_name(text: str, ids: list[str]) -> None:
    """A comma inside a label does not part it; what names nothing stays as it was written."""
    assert NAMING.listed(text) == ids


@given(st.lists(st.sampled_from(CLAUSES)))
def test_any_list_of_labels_is_read_back(clauses: list[Clause]) -> None:
    """In their order, with those that are given twice."""
    assert NAMING.listed(", ".join(c.label for c in clauses)) == [c.id for c in clauses]
