"""BM25 over one document for each clause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.lexical_bm25s import Bm25sIndex, tokens
from assistant.errors import IndexUnavailable

DOCUMENTS = {
    "NACM-7": "Maintain healthy relationships and boundaries with clients; gifts, gifts and more gifts",
    "NACM-18": "Protect the privacy of clients and explain the limits of confidentiality",
    "CCMC-RULE-2": "A felony leads to revocation",
}
INDEX = Bm25sIndex.build(DOCUMENTS)


def best(text: str) -> str:
    """The clause with the highest score."""
    scores = INDEX.scores(text)
    return max(scores, key=lambda c: scores[c])


def test_words_are_stemmed_and_small_ones_left_out() -> None:
    """What says nothing about the subject is no token."""
    assert tokens("Can I be protecting the clients' privacy?") == ["protect", "client", "privacy"]


def test_the_clause_that_shares_the_rare_words_scores_highest() -> None:
    """Other forms of a word count; a word of many clauses counts little."""
    assert best("Is a gift from clients allowed") == "NACM-7"
    assert best("explaining a limit to clients") == "NACM-18"
    assert best("revocation after felonies") == "CCMC-RULE-2"


def test_only_clauses_that_share_a_word_are_scored() -> None:
    """The others are left out, not given 0."""
    assert set(INDEX.scores("felony")) == {"CCMC-RULE-2"}
    assert set(INDEX.scores("clients")) == {"NACM-7", "NACM-18"}


@pytest.mark.parametrize("text", ["", "?!", "the and of", "zebra quagga", "¿ñandú?"])
def test_no_known_word_no_scores(text: str) -> None:
    """Nothing shared, nothing scored, no error."""
    assert INDEX.scores(text) == {}


@given(st.text(max_size=80))
def test_any_text_gives_positive_scores_of_known_clauses(text: str) -> None:
    """Whatever is typed."""
    scores = INDEX.scores(text)
    assert set(scores) <= set(DOCUMENTS)
    assert all(s > 0 for s in scores.values())


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """The same scores after a round trip through a folder."""
    INDEX.save(tmp_path)
    assert Bm25sIndex.load(tmp_path).scores("gifts and privacy") == INDEX.scores("gifts and privacy")


@pytest.mark.parametrize("name", ["clause_ids.json", "vocab.index.json", "params.index.json", "data.csc.index.npy", "indptr.csc.index.npy"])
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda p: p.unlink(), id="deleted"),
        pytest.param(lambda p: p.write_bytes(b""), id="empty"),
        pytest.param(lambda p: p.write_bytes(p.read_bytes()[:-5]), id="truncated"),
    ],
)
def test_a_damaged_file_is_told(tmp_path: Path, name: str, spoil: Callable[[Path], object]) -> None:
    """A file that is missing, empty or cut short is one error with a hint."""
    INDEX.save(tmp_path)
    spoil(tmp_path / name)
    with pytest.raises(IndexUnavailable) as refused:
        Bm25sIndex.load(tmp_path)
    assert "--rebuild" in refused.value.hint
