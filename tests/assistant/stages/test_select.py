"""The cut: which of the ranked clauses deserve a citation."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from assistant.stages.select import MAX_CITATIONS, select
from assistant.types import Passage
from tests.assistant.stages.made import models, passages

CODE_OF = {f"{code}-{n}": code for code in ("NACM", "CCMC") for n in range(1, 9)}
MODELS = models(cite_central=0.4, cite_support=0.9)


def chosen(
    central: Mapping[str, float] | list[Passage],
    *,
    named: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    compare: bool = False,
) -> list[str]:
    """What is cited of clauses with these chances of being central."""
    found = central if isinstance(central, list) else passages(central)
    return select(found, named=named, codes=frozenset(codes), compare=compare, code_of=CODE_OF, models=MODELS)


def test_what_is_central_enough_is_cited_in_order() -> None:
    """Above the cut-off, best first; below it, not."""
    assert chosen({"NACM-2": 0.5, "NACM-1": 0.8, "CCMC-1": 0.3}) == ["NACM-1", "NACM-2"]


def test_the_best_is_cited_even_when_nothing_is_sure() -> None:
    """A question that is judged answerable gets its nearest clause."""
    assert chosen({"NACM-1": 0.1, "NACM-2": 0.05}) == ["NACM-1"]


def test_a_sure_support_is_cited_too() -> None:
    """A clause that is not central but surely right to cite is."""
    found = [Passage(clause_id="NACM-1", central=0.8, score=1.0), Passage(clause_id="NACM-2", central=0.1, score=0.95)]
    assert chosen(found) == ["NACM-1", "NACM-2"]


def test_what_the_question_names_comes_first() -> None:
    """Named clauses are cited in the order of mention, each once, whatever their score."""
    assert chosen({"NACM-1": 0.9, "NACM-5": 0.0}, named=("NACM-5", "CCMC-2", "NACM-5")) == ["NACM-5", "CCMC-2", "NACM-1"]


def test_at_most_five_unless_more_were_named() -> None:
    """A list of everything helps nobody; a question that names six clauses gets the six."""
    many = {f"NACM-{n}": 0.9 for n in range(1, 9)}
    assert len(chosen(many)) == MAX_CITATIONS
    named = tuple(f"CCMC-{n}" for n in range(1, 7))
    assert chosen(many, named=named) == list(named)


def test_a_question_about_one_code_is_answered_from_it() -> None:
    """The other code's clauses are left out, even when they score higher."""
    assert chosen({"NACM-1": 0.9, "CCMC-1": 0.5}, codes=("CCMC",)) == ["CCMC-1"]


def test_a_code_that_holds_nothing_central_does_not_bind() -> None:
    """When the named code has nothing on the matter, the other one is cited rather than nonsense."""
    assert chosen({"NACM-1": 0.9, "CCMC-1": 0.05}, codes=("CCMC",)) == ["NACM-1"]


def test_naming_both_codes_leaves_out_neither() -> None:
    """Both named is as none named."""
    assert chosen({"NACM-1": 0.9, "CCMC-1": 0.5}, codes=("CCMC", "NACM")) == ["NACM-1", "CCMC-1"]


def test_a_comparison_takes_the_best_of_each_code() -> None:
    """The weaker code's best clause is cited below the usual cut-off, but not when it is nowhere near."""
    assert chosen({"NACM-1": 0.9, "CCMC-1": 0.2}, compare=True) == ["NACM-1", "CCMC-1"]
    assert chosen({"NACM-1": 0.9, "CCMC-1": 0.01}, compare=True) == ["NACM-1"]


def test_a_comparison_keeps_the_clause_named() -> None:
    """A code whose clause is named needs no other; the other code gets its best."""
    assert chosen({"NACM-1": 0.2, "CCMC-1": 0.3}, named=("NACM-4",), compare=True) == ["NACM-4", "CCMC-1"]


def test_nothing_found_and_nothing_named_is_nothing() -> None:
    """No clauses, no citations, no error."""
    assert chosen([]) == []
    assert chosen([], named=("NACM-1",)) == ["NACM-1"]


@given(
    st.dictionaries(st.sampled_from(sorted(CODE_OF)), st.floats(0, 1), max_size=12),
    st.lists(st.sampled_from(sorted(CODE_OF)), max_size=7),
    st.sets(st.sampled_from(["NACM", "CCMC"])),
    st.booleans(),
)
def test_citations_are_distinct_and_begin_with_what_was_named(
    central: dict[str, float], named: list[str], codes: set[str], compare: bool
) -> None:
    """Whatever the scores: no clause twice, named ones first, and no more than the limit, but for the best of each code compared."""
    found = chosen(central, named=tuple(named), codes=tuple(codes), compare=compare)
    limit = max(MAX_CITATIONS, len(named) + 2 * compare)
    assert len(found) == len(set(found)) <= limit
    assert found[: len(set(named))] == list(dict.fromkeys(named))
