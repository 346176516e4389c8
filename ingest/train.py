"""Trains the linear heads on the guide's labelled ways of asking.

Ridge regression in its dual form (Saunders et al., 1998): one Cholesky solve of an n by n kernel
serves all outputs. Targets are graded (Järvelin & Kekäläinen's graded relevance): 1 for the clause
an expert cites first, less for alternatives and related ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from assistant.linear import LinearHeads, idf_weights
from assistant.text import NGRAM_DIMENSIONS, ngrams
from assistant.types import Example

Matrix = NDArray[np.float32]

OUTCOMES = ("answered", "partial", "not_in_codes", "out_of_scope", "declined")
CONSULT = ("supervisor", "commission", "legal", "emergency")
FIRST, ALTERNATIVE, RELATED = 1.0, 0.85, 0.15
NGRAM_WEIGHT = 0.7
RIDGE = 0.6


def output_names(clause_ids: Sequence[str], topic_ids: Sequence[str]) -> list[str]:
    """The heads' outputs, in order."""
    return [
        *(f"clause:{c}" for c in clause_ids),
        *(f"support:{c}" for c in clause_ids),
        *(f"topic:{t}" for t in topic_ids),
        *(f"outcome:{o}" for o in OUTCOMES),
        *(f"consult:{c}" for c in CONSULT),
        "situation",
    ]


def targets(examples: Sequence[Example], names: Sequence[str]) -> Matrix:
    """The graded targets of each example, shape (n, outputs)."""
    column = {name: j for j, name in enumerate(names)}
    y = np.zeros((len(examples), len(names)), dtype=np.float32)
    for i, example in enumerate(examples):
        for clause in example.related:
            y[i, column[f"clause:{clause}"]] = RELATED
            y[i, column[f"support:{clause}"]] = 1.0
        for group in example.central:
            for rank, clause in enumerate(group):
                y[i, column[f"clause:{clause}"]] = FIRST if rank == 0 else ALTERNATIVE
                y[i, column[f"support:{clause}"]] = 1.0
        for rank, topic in enumerate(example.topics):
            y[i, column[f"topic:{topic}"]] = 1.0 if rank == 0 else 0.6
        status = "answered" if example.status == "emergency" else example.status
        y[i, column[f"outcome:{status}"]] = 1.0
        for who in example.consult:
            y[i, column[f"consult:{who}"]] = 1.0
        y[i, column["situation"]] = 1.0 if example.consult and example.central else 0.0
    return y


def train_heads(examples: Sequence[Example], vectors: Matrix, names: Sequence[str]) -> LinearHeads:
    """Heads for the outputs `names`; `vectors` are the examples' embeddings, shape (n, d)."""
    texts = [e.text for e in examples]
    idf = idf_weights(texts, NGRAM_DIMENSIONS)
    rows = _ngram_rows(texts, idf)
    kernel = vectors @ vectors.T + NGRAM_WEIGHT**2 * (rows @ rows.T).toarray()
    y = targets(examples, names)
    bias = y.mean(axis=0)
    kernel[np.diag_indices_from(kernel)] += RIDGE
    alpha = linalg.cho_solve(linalg.cho_factor(kernel, overwrite_a=True, check_finite=False), y - bias).astype(np.float32)
    return LinearHeads(
        names=tuple(names),
        embedding=(vectors.T @ alpha).astype(np.float32),
        ngram=(rows.T @ alpha * NGRAM_WEIGHT).astype(np.float16),
        idf=idf,
        bias=bias.astype(np.float32),
        ngram_weight=NGRAM_WEIGHT,
    )


def _weighted(text: str, idf: Matrix) -> tuple[NDArray[np.int64], Matrix]:
    indices, values = ngrams(text)
    weighted = values * idf[indices]
    norm = float(np.sqrt(np.square(weighted).sum())) or 1.0
    return indices, (weighted * (1 / norm)).astype(np.float32)


def _ngram_rows(texts: Sequence[str], idf: Matrix) -> sparse.csr_matrix:
    """Weighted unit n-gram rows, shape (n, NGRAM_DIMENSIONS)."""
    rows = [_weighted(text, idf) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(indices) for indices, _ in rows])])
    data = (np.concatenate([v for _, v in rows]), np.concatenate([i for i, _ in rows]), starts)
    return sparse.csr_matrix(data, shape=(len(rows), NGRAM_DIMENSIONS), dtype=np.float32)
