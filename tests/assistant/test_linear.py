"""Linear heads: one set of features, many named outputs."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.linear import SKETCH, LinearHeads, idf_weights, sketched
from assistant.text import NGRAM_DIMENSIONS, ngrams

NAMES = ("clause:A", "clause:B", "topic:gifts")


def heads(ngram_weight: float = 1.0) -> LinearHeads:
    """Heads whose output B knows the words of "gift", and A the first dimension of the embedding."""
    idf = np.ones(NGRAM_DIMENSIONS, dtype=np.float32)
    ngram = np.zeros((SKETCH, 3), dtype=np.float16)
    positions, values = sketched("gift", idf)
    ngram[positions, 1] = np.sign(values)
    embedding = np.array([[1, 0, 0], [0, 0, 0.5]], dtype=np.float32)
    bias = np.array([0.25, 0, 0], dtype=np.float32)
    return LinearHeads(names=NAMES, embedding=embedding, ngram=ngram, idf=idf, bias=bias, ngram_weight=ngram_weight)


def test_scores_add_embedding_words_and_bias() -> None:
    """Each output is the sum of its three parts."""
    vector = np.array([0.5, 1.0], dtype=np.float32)
    assert heads().scores(vector, "").tolist() == pytest.approx([0.75, 0, 0.5])
    with_words = heads().scores(vector, "gift")
    assert with_words.tolist() == pytest.approx([0.75, float(heads().lexical("gift")[1]), 0.5])
    assert with_words[1] > 1


def test_the_length_of_a_text_does_not_count() -> None:
    """The n-gram part is of unit length: saying a word twice is saying it once, and other words dilute it."""
    once, twice = heads().lexical("gift")[1], heads().lexical("gift, gift")[1]
    diluted = heads().lexical("gift and many unrelated things about another day")[1]
    assert twice == pytest.approx(once, rel=0.1)
    assert 0 < diluted < 0.8 * once


def test_the_ngram_weight_scales_the_words() -> None:
    """Half the weight, half the part."""
    assert heads(0.5).lexical("gift")[1] == pytest.approx(heads().lexical("gift")[1] / 2)


def test_a_text_without_words_gives_no_part() -> None:
    """No words, no division by zero."""
    assert heads().lexical("?!").tolist() == [0, 0, 0]


def test_outputs_are_found_by_name_and_prefix() -> None:
    """A group holds names without their prefix and the columns they stand in."""
    names, columns = heads().group("clause:")
    assert (names, columns.tolist()) == (["A", "B"], [0, 1])
    assert heads().column("topic:gifts") == 2
    assert heads().group("consult:")[0] == []


def test_rare_ngrams_weigh_more_and_unseen_ones_nothing() -> None:
    """The weight falls with the number of texts that hold the n-gram."""
    idf = idf_weights([ngrams(t)[0] for t in ("gift card", "gift shop", "gift box")], NGRAM_DIMENSIONS)
    gift, card, fee = (ngrams(w)[0] for w in ("gift", "card", "zebra"))
    assert idf[gift].max() < idf[card].min()
    assert idf[gift].min() >= 1
    assert not idf[fee].any()


def test_folding_keeps_the_likeness_of_texts() -> None:
    """Texts that share words are as near in the few folded dimensions as in the many of the n-grams, and others as far."""
    texts = ["a client gave me a gift card", "my client gave me a gift", "who pays the renewal fee", "is the exam fee due at renewal"]
    idf = idf_weights([ngrams(t)[0] for t in texts], NGRAM_DIMENSIONS)
    whole = np.zeros((len(texts), NGRAM_DIMENSIONS))
    folded = np.zeros((len(texts), SKETCH))
    for row, text in enumerate(texts):
        indices, values = ngrams(text)
        whole[row, indices] = values * idf[indices]
        np.add.at(folded[row], *sketched(text, idf))
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    assert folded @ folded.T == pytest.approx(whole @ whole.T, abs=0.06)
