"""Near-copies are found within a file, between files and against the guide; nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.settings import default_corpus
from assistant.text import fold
from assistant.types import Example
from evals.cases import DATA, UNTOUCHED, Case, read_cases
from evals.similarity import NEAR, leaks, near_duplicates
from ingest.guide import read_guide

TUNED = read_cases(DATA / "tuned.jsonl")
_, EXAMPLES = read_guide(default_corpus())
TEXTS = st.lists(st.text(max_size=40), min_size=1, max_size=5)


def case(name: str, *turns: str, wordings_of: str = "") -> Case:
    """A question with nothing but its text."""
    fields = {"gold_clauses": [], "acceptable_clauses": [], "answerable": "no", "consult": []}
    return Case.model_validate({"id": name, "category": "concept", "turns": turns, "wordings_of": wordings_of, **fields})


def example(text: str) -> Example:
    """A way of asking of the guide."""
    return Example(text=text, central=(), related=(), status="answered", topics=(), consult=(), source="short.yaml, examples 7")


def cases(texts: Sequence[str]) -> list[Case]:
    """A question a text."""
    return [case(f"Q-{n}", text) for n, text in enumerate(texts)]


@pytest.mark.parametrize("name", UNTOUCHED)
def test_the_untouched_sets_hold_no_copies(name: str) -> None:
    """Neither of one another, nor of what is tuned on, nor of the guide's ways of asking."""
    cases = read_cases(DATA / f"{name}.jsonl")
    assert near_duplicates(cases) == []
    assert leaks(cases, [*TUNED, *EXAMPLES]) == []


def test_a_copy_with_small_changes_is_found() -> None:
    """Case, accents, spaces, a typo and a greeting do not hide a question among a thousand others."""
    original = next(c for c in TUNED if c.id == "T-VG-02")
    text = original.turns[0].upper().replace("coffee", "coffe").replace(" ", "  ")
    (found,) = leaks([case("NEW", f"hello!\n{text}")], TUNED)
    assert (found.one, found.other) == ("NEW", "T-VG-02")
    assert NEAR <= found.similarity <= 1


def test_all_turns_count() -> None:
    """The same last turn after different first ones is another question; the same turns are the same."""
    asked = ("What do the codes say about a gift from a widow?", "and then?")
    others = [case("A", *asked), case("B", "Who sits on the committee that hears complaints?", "and then?")]
    assert [(p.other, p.similarity) for p in leaks([case("NEW", *asked)], others)] == [("A", pytest.approx(1.0, abs=1e-6))]


def test_wordings_of_one_question_are_no_duplicates() -> None:
    """Neither of each other nor of the question; those of another question are, and so is a copy in another file."""
    text = "May I accept a gift card from a client?"
    own = [case("Q-1", text), case("Q-1a", text, wordings_of="Q-1"), case("Q-1b", text, wordings_of="Q-1")]
    assert near_duplicates(own) == []
    assert [(p.one, p.other) for p in near_duplicates([*own, case("Q-2", text)])] == [("Q-1", "Q-2"), ("Q-1a", "Q-2"), ("Q-1b", "Q-2")]
    assert len(leaks(own[1:], own[:1])) == 2


def test_an_example_is_named_by_its_place_and_words() -> None:
    """The guide's ways of asking have no ids."""
    (found,) = leaks([case("Q-1", "¿Cuánto cuesta el examen?")], [example("cuanto cuesta el examen?"), example("Who enforces the rules?")])
    assert found.other == "short.yaml, examples 7: cuanto cuesta el examen?"


@settings(max_examples=50, deadline=None)
@given(TEXTS, TEXTS, st.floats(0.05, 1.0))
def test_similarity_does_not_depend_on_the_side(ones: list[str], others: list[str], threshold: float) -> None:
    """A pair is found from both sides with one similarity between the threshold and 1; texts without words are like nothing."""
    found = {(p.one, p.other): p.similarity for p in leaks(cases(ones), cases(others), threshold)}
    back = {(p.other, p.one): p.similarity for p in leaks(cases(others), cases(ones), threshold)}
    assert all(threshold - 1e-5 <= s <= 1 for s in found.values())
    for pair in found.keys() ^ back.keys():
        assert (found | back)[pair] == pytest.approx(threshold, abs=1e-5)
    assert all(fold(ones[int(one[2:])]) and fold(others[int(other[2:])]) for one, other in found)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_the_same_words_are_wholly_similar(texts: list[str]) -> None:
    """Each text is found in its own file, folded or not, and pairs within a file are named once."""
    found = {(p.one, p.other): p.similarity for p in leaks(cases(texts), cases([fold(t) for t in texts]))}
    for n, text in enumerate(texts):
        assert not fold(text) or found[f"Q-{n}", f"Q-{n}"] == pytest.approx(1.0, abs=1e-5)
    within = [(p.one, p.other) for p in near_duplicates(cases(texts))]
    assert all(one < other for one, other in within)
    assert len(set(within)) == len(within)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_the_weights_are_those_of_scikit_learn(texts: list[str]) -> None:
    """Cutting up each word once changes nothing: cosines are TfidfVectorizer's."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    folded = list(dict.fromkeys(fold(t) for t in texts))
    found = {(p.one, p.other): p.similarity for p in leaks(cases(folded), cases(folded), 1e-6)}
    if not any(folded):
        assert found == {}
        return
    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(folded)
    wanted = (weights @ weights.T).toarray()
    for row, of_row in enumerate(wanted):
        for column, cosine in enumerate(of_row):
            assert found.get((f"Q-{row}", f"Q-{column}"), 0.0) == pytest.approx(cosine, abs=1e-4)
