"""What is copied from the source files into the index stands in them."""

from __future__ import annotations

from assistant.clause_sources import CUT, ClauseSource
from assistant.settings import default_corpus
from assistant.types import Clause
from ingest.clause_sources import clause_sources
from ingest.provenance import read_errata
from ingest.register import build_register

CORPUS = default_corpus()
CODES, CLAUSES = build_register(CORPUS)
FILES = {c.id: (CORPUS / "sources" / c.file).read_text(encoding="utf-8") for c in CODES}
SOURCES = clause_sources(CORPUS, CLAUSES)


def squeezed(text: str) -> str:
    """A text without white space, slide bullets and marks of cuts."""
    return "".join(text.replace("´", "").replace(CUT, "").split())


def beside(clause: Clause, source: ClauseSource) -> tuple[str, str]:
    """The file before and after a clause, without white space and bullets."""
    raw = FILES[clause.code]
    return squeezed(raw[: clause.start]), squeezed(raw[clause.end :])


def test_every_clause_has_the_words_that_stand_beside_it() -> None:
    """Letter for letter but for white space and bullets, in the order of the register."""
    for clause, source in zip(CLAUSES, SOURCES, strict=True):
        before, after = beside(clause, source)
        assert source.clause_id == clause.id
        assert before.endswith(squeezed(source.before))
        assert after.startswith(squeezed(source.after))


def test_a_cut_is_marked() -> None:
    """Where the mark is missing, the text goes to the beginning or the end of the file."""
    for clause, source in zip(CLAUSES, SOURCES, strict=True):
        before, after = beside(clause, source)
        assert source.before.startswith(f"{CUT} ") == (squeezed(source.before) != before)
        assert source.after.endswith(f" {CUT}") == (squeezed(source.after) != after)


def test_the_lines_are_those_of_an_editor() -> None:
    """The first line named begins the clause, the last one ends it."""
    for clause, source in zip(CLAUSES, SOURCES, strict=True):
        lines = FILES[clause.code].split("\n")[source.first_line - 1 : source.last_line]
        assert clause.text[:4] in lines[0]
        assert clause.text.split()[-1][-4:] in lines[-1]


def test_every_erratum_goes_with_its_clause() -> None:
    """None is lost on the way into the index."""
    assert sum(len(s.errata) for s in SOURCES) == len(read_errata(CORPUS / "sources").errata)
    assert [e.reading for s in SOURCES if s.clause_id == "NACM-11" for e in s.errata] == ["sensitivity to a person's diversity"]
