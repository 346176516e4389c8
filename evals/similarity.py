"""Near-copies: questions of one file that repeat each other, and questions that leaked from one file into another or into the guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.text import fold
from assistant.types import Example
from evals.cases import Case

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Chosen by reading pairs of tuned.jsonl, held_out.jsonl and the guide's 21,425 ways of asking. One question in nearly the same
# words were 43 of all 50 pairs from 0.80 up; of those read below, 18 of 22 from 0.75, 15 of 22 from 0.70, 10 of 25 from 0.65 and
# 5 of 25 from 0.60. Above, what is no copy is mostly look-ups that differ in a number ("commitment 9", "commitment 17"); below,
# what is one is mostly long questions that had many of their words replaced.
NEAR = 0.75
_GRAMS = (3, 5)
_ROWS = 64
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopy:
    """Two questions in nearly the same words: their ids and the cosine of their texts, 0 to 1."""

    one: str
    other: str
    similarity: float


def near_duplicates(cases: Sequence[Case], threshold: float = NEAR) -> list[NearCopy]:
    """The pairs of cases of one file that are as similar as `threshold` or more, most similar first, each pair once.

    Near-copies begin at about 0.75 (see NEAR). A question and its wordings are no duplicates.
    """
    questions = [c.wordings_of or c.id for c in cases]
    texts = _texts(cases)
    found = ((i, j, s) for i, j, s in _near(texts, texts, threshold) if i < j and questions[i] != questions[j])
    return _records(cases, cases, found)


def leaks(cases: Sequence[Case], others: Sequence[Case | Example], threshold: float = NEAR) -> list[NearCopy]:
    """The pairs of a case and a case of another file, or a way of asking of the guide, that are as similar as `threshold` or more.

    Most similar first. Near-copies begin at about 0.75 (see NEAR); a wording of a question of the other file is a leak like any
    other. An example has no id: its place in the guide and its opening words stand for it. How much a word weighs depends on
    how many of the given texts hold it: the same pair is 0.13 lower on average when nothing but the pair is given, and steady
    (within 0.02 on average) from a thousand texts up.
    """
    return _records(cases, others, _near(_texts(cases), _texts(others), threshold))


def _texts(questions: Sequence[Case | Example]) -> list[str]:
    return [fold("\n".join(q.turns) if isinstance(q, Case) else q.text) for q in questions]


def _name(question: Case | Example) -> str:
    return question.id if isinstance(question, Case) else f"{question.source}: {question.text[:_SHOWN]}"


def _records(ones: Sequence[Case], others: Sequence[Case | Example], found: Iterable[tuple[int, int, float]]) -> list[NearCopy]:
    pairs = [NearCopy(one=_name(ones[i]), other=_name(others[j]), similarity=s) for i, j, s in found]
    return sorted(pairs, key=lambda p: (-p.similarity, p.one, p.other))


def _near(ones: Sequence[str], others: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Positions and cosine of every similar pair, from a few rows at a time: all against all would not fit into memory."""
    if not any(ones) or not any(others):
        return
    # Each text is weighed once, so that a file held against itself has the weights of one file.
    places = {text: n for n, text in enumerate(dict.fromkeys((*ones, *others)))}
    weights = _weights(list(places))
    rows, columns = weights[[places[t] for t in ones]], weights[[places[t] for t in others]].T.tocsr()
    for start in range(0, len(ones), _ROWS):
        cosines = (rows[start : start + _ROWS] @ columns).tocoo()
        kept = cosines.data >= threshold
        for row, column, cosine in zip(cosines.row[kept], cosines.col[kept], cosines.data[kept], strict=True):
            yield start + int(row), int(column), min(1.0, float(cosine))


def _weights(texts: Sequence[str]) -> csr_matrix:
    """TF-IDF of character 3- to 5-grams within words; float32, one row of length 1 a text.

    As TfidfVectorizer with the analyzer "char_wb" weighs them, in a third of its time: each distinct word is cut up once.
    """
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

    by_word = CountVectorizer(analyzer=str.split, dtype=np.float32)
    words = by_word.fit_transform(texts)
    by_gram = CountVectorizer(analyzer="char_wb", ngram_range=_GRAMS, dtype=np.float32)
    grams = by_gram.fit_transform(by_word.get_feature_names_out())
    return TfidfTransformer().fit_transform(words @ grams)
