"""Folding, words, stems, sentences and hashed n-grams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import NGRAM_DIMENSIONS, fold, ngrams, sentences, stem, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  ¿Cuándo  PUEDO\tpedir\nESO? ", "¿cuando puedo pedir eso?"),
        ("the client’s “file”", 'the client\'s "file"'),
        ("NACM № 7", "nacm no 7"),
        ("ﬁle naïve Ñandú", "file naive nandu"),
        ("", ""),
    ],
)
def test_fold_takes_case_accents_and_quotes_away(text: str, folded: str) -> None:
    """Lower case without accents, straight quotes, single spaces."""
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded is folded, and in lower case with single spaces."""
    folded = fold(text)
    assert folded == fold(folded) == folded.lower() == " ".join(folded.split())


def test_words_are_folded_and_keep_their_apostrophe() -> None:
    """Letters, digits and an inner apostrophe; everything else parts words."""
    assert words("Can't I see client’s CM-file (2nd copy)?") == ["can't", "i", "see", "client's", "cm", "file", "2nd", "copy"]


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("clients", "client"),
        ("client's", "client"),
        ("duties", "duty"),
        ("applied", "apply"),
        ("reporting", "report"),
        ("reported", "report"),
        ("classes", "class"),
        ("ethics", "ethic"),
        ("stress", "stress"),
        ("status", "status"),
        ("crisis", "crisis"),
        ("bed", "bed"),
        ("is", "is"),
    ],
)
def test_stems_of_one_word_meet(word: str, stemmed: str) -> None:
    """Plurals and verb endings go, words that only look so stay."""
    assert stem(word) == stemmed


def test_sentences_end_at_closing_punctuation_and_lines() -> None:
    """A sentence keeps its closing mark; blank lines and spaces are no sentence."""
    assert sentences('He said "no." I left!\n\n  Was it right? yes ') == ['He said "no.', "I left!", "Was it right?", "yes"]
    assert sentences(" \n ") == []


def test_a_number_does_not_end_a_sentence() -> None:
    """A point inside a number or an abbreviation without a space is not an end."""
    assert sentences("It cost $4.50 at 3p.m. today.") == ["It cost $4.50 at 3p.m.", "today."]


@given(st.text(max_size=60))
def test_ngram_features_are_well_formed(text: str) -> None:
    """Each bucket once, inside the dimensions, with a positive value; a text without words has none."""
    indices, values = ngrams(text)
    assert len(set(indices.tolist())) == len(indices) == len(values)
    assert (values > 0).all()
    assert bool(len(indices)) == bool(words(text))
    assert not len(indices) or (indices.min() >= 0 and indices.max() < NGRAM_DIMENSIONS)


def test_ngrams_survive_a_typo() -> None:
    """A misspelt word shares more features with the right one than another word does."""

    def shared(first: str, second: str) -> int:
        return len(np.intersect1d(ngrams(first)[0], ngrams(second)[0]))

    assert shared("confidentiality", "confidentialty") > 3 * max(1, shared("confidentiality", "supervision"))


def test_word_order_counts() -> None:
    """Bigrams tell two orders of the same words apart."""
    assert set(ngrams("client harms worker")[0]) != set(ngrams("worker harms client")[0])


def test_ngrams_are_the_same_in_every_run() -> None:
    """The hash does not depend on the process: trained weights stay valid."""
    indices, values = ngrams("a gift")
    assert sorted(indices.tolist())[:3] == [4148, 10352, 14169]
    assert values.sum() == pytest.approx(13 * np.log(2), abs=1e-3)
