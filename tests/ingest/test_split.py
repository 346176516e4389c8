"""A source is split into clauses as its outline says, and refused where it does not fit the outline."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import CorpusFault
from assistant.types import Clause
from ingest.clean import clean
from ingest.outline import CodeOutline, Part
from ingest.split import split_code


def part(heading: str, split: str, **more: Any) -> Part:
    """A part with the fields that do not matter here filled in."""
    fields = {"section": heading, "id": "X", "kind": "principle", "force": "advisory", "label": "X"}
    return Part.model_validate({"heading": heading, "split": split, **fields, **more})


def split(raw: str, *parts: Part) -> list[Clause]:
    """The clauses of a text under an outline of these parts."""
    outline = CodeOutline(id="CODE", title="A code", edition="1", file="a.txt", sha256="", parts=list(parts))
    return split_code(outline, raw)


def test_a_whole_part_is_one_clause() -> None:
    """The text between two headings is one clause, with its place in the file."""
    raw = "Preamble\n\n´ Be kind.\n´ Be fair.\n\nPurpose\nTo serve.\n"
    first, second = split(raw, part("Preamble", "whole", id="X-PREAMBLE"), part("Purpose", "whole", id="X-PURPOSE"))
    assert (first.id, first.text) == ("X-PREAMBLE", "Be kind. Be fair.")
    assert (second.id, second.text) == ("X-PURPOSE", "To serve.")
    assert raw[first.start : first.end] == "Be kind.\n´ Be fair."


def test_a_heading_may_run_over_lines() -> None:
    """A heading that the file breaks over two lines is found; the same words inside a sentence are not a heading."""
    raw = "The Purpose of the Code is near.\nPurpose of\n the Code\nTo serve."
    assert [c.text for c in split(raw, part("Purpose of the Code", "whole"))] == ["To serve."]


def test_bullets_are_numbered_by_place_and_labelled_by_the_outline() -> None:
    """The ids count the bullets; the labels are those of the outline, which may do without numbers."""
    raw = "Principles\n´ Be kind\n´Be\n fair\n"
    clauses = split(raw, part("Principles", "bullets", labels=["first words", "second words"]))
    assert [(c.id, c.label, c.text) for c in clauses] == [("X-1", "first words", "Be kind"), ("X-2", "second words", "Be fair")]


def test_terms_give_their_names() -> None:
    """A bullet that defines a term takes its id and label from it."""
    clauses = split("Values\n´ Justice – fairness\n´ Veracity – truth", part("Values", "terms", label="Value"))
    assert [(c.id, c.label) for c in clauses] == [("X-JUSTICE", "Value: Justice"), ("X-VERACITY", "Value: Veracity")]


def test_numbers_at_line_starts_part_clauses() -> None:
    """Both "1." and "1)" begin a clause; a number inside a line does not; the stem is kept apart from the text."""
    raw = "Duties\nI commit to:\n\n1. Serve 2 clients, or 3. No more.\n 2) Be fair.\n"
    clauses = split(raw, part("Duties", "numbered", stem="I commit to:"))
    assert [(c.id, c.text, c.stem) for c in clauses] == [
        ("X-1", "Serve 2 clients, or 3. No more.", "I commit to:"),
        ("X-2", "Be fair.", "I commit to:"),
    ]


def test_the_sentence_above_the_rules_is_a_statement() -> None:
    """Rules bind; the sentence above them informs and has an id of its own."""
    raw = "Rules\nA breach may end in revocation.\nRule 1: Tell the truth.\nRule 2: Obey Rule 1: always.\n"
    clauses = split(raw, part("Rules", "rules", force="mandatory", kind="rule", intro_id="X-INTRO", intro_label="Introduction"))
    assert [(c.id, c.kind, c.force) for c in clauses] == [
        ("X-INTRO", "statement", "informative"),
        ("X-1", "rule", "mandatory"),
        ("X-2", "rule", "mandatory"),
    ]
    assert clauses[0].text == "A breach may end in revocation."
    assert clauses[2].text == "Rule 2: Obey Rule 1: always."


def test_a_part_ends_where_the_outline_says() -> None:
    """What stands behind `ends_before` belongs to no clause."""
    raw = "Links\nRead on.\nmark\nmark\n"
    assert [c.text for c in split(raw, part("Links", "whole", ends_before="mark"))] == ["Read on."]


def test_every_clause_is_the_clean_text_of_its_range() -> None:
    """The range of a clause, cleaned, is the clause."""
    raw = "Principles\n´ Be self-\nreliant \n\n ´Be\tfair\nEnd\nOver."
    clauses = split(raw, part("Principles", "bullets", labels=["a", "b"]), part("End", "whole", id="Y"))
    assert [clean(raw[c.start : c.end]).text for c in clauses] == [c.text for c in clauses] == ["Be self-reliant", "Be fair", "Over."]


def test_all_missing_headings_are_named_at_once() -> None:
    """Headings that are absent or out of order are faults, each with its file."""
    raw = "Second\nb\nFirst\na\n"
    with pytest.raises(CorpusFault) as refused:
        split(raw, part("First", "whole"), part("Second", "whole"), part("Third", "whole"))
    assert len(refused.value.faults) == 2
    assert all("a.txt" in f and h in f for f, h in zip(refused.value.faults, ("'Second'", "'Third'"), strict=True))


@pytest.mark.parametrize(
    ("raw", "outline", "named"),
    [
        ("Empty\n´ \nNext\n.", (part("Empty", "whole"), part("Next", "whole")), "empty clause"),
        ("Rules\nNo rule here.", (part("Rules", "rules"),), "no rules"),
        ("Duties\nNo number here.", (part("Duties", "numbered"),), "no numbered"),
        ("Values\nNo bullet here.", (part("Values", "terms"),), "no terms"),
        ("Principles\n´ One\n´ Two", (part("Principles", "bullets", labels=["one"]),), "2 bullets"),
        ("Links\nRead on.", (part("Links", "whole", ends_before="mark"),), "'mark'"),
    ],
)
def test_a_part_that_does_not_fit_is_refused(raw: str, outline: tuple[Part, ...], named: str) -> None:
    """A part that holds nothing, or not what its outline counts, is a fault that names the part."""
    with pytest.raises(CorpusFault, match=named):
        split(raw, *outline)
