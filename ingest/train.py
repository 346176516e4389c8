"""Trains the linear heads on the guide's labelled ways of asking.

Ridge regression (Hoerl & Kennard, 1970): one Cholesky solve serves all outputs, and its size does not
grow with the guide. Targets are graded (Järvelin & Kekäläinen's graded relevance): 1 for the clause
an expert cites first, less for alternatives and related ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from assistant.linear import SKETCH, LinearHeads, idf_weights, sketch
from assistant.text import NGRAM_DIMENSIONS, ngrams
from assistant.types import Example

Matrix = NDArray[np.float32]

OUTCOMES = ("answered", "partial", "not_in_codes", "out_of_scope", "declined")
CONSULT = ("supervisor", "commission", "legal", "emergency")
FIRST, ALTERNATIVE, RELATED = 1.0, 0.85, 0.15
NGRAM_WEIGHT = 0.7
RIDGE = 0.6
_CHUNK = 2048


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
    grams = [ngrams(e.text) for e in examples]
    idf = idf_weights([indices for indices, _ in grams], NGRAM_DIMENSIONS)
    y = targets(examples, names)
    bias = y.mean(axis=0)
    gram = RIDGE * np.eye(vectors.shape[1] + SKETCH, dtype=np.float32)
    moment = np.zeros((len(gram), len(names)), dtype=np.float32)
    for start in range(0, len(grams), _CHUNK):
        part = slice(start, start + _CHUNK)
        x = np.hstack([vectors[part], NGRAM_WEIGHT * _sketch_rows(grams[part], idf)])
        gram += x.T @ x
        moment += x.T @ (y[part] - bias)
    factor = linalg.cho_factor(gram, overwrite_a=True, check_finite=False)
    weights = linalg.cho_solve(factor, moment, check_finite=False).astype(np.float32)
    return LinearHeads(
        names=tuple(names),
        embedding=weights[: vectors.shape[1]],
        ngram=weights[vectors.shape[1] :].astype(np.float16),
        idf=idf,
        bias=bias.astype(np.float32),
        ngram_weight=NGRAM_WEIGHT,
    )


def _sketch_rows(grams: Sequence[tuple[NDArray[np.int64], Matrix]], idf: Matrix) -> Matrix:
    """The folded n-gram vector of each text, shape (n, SKETCH)."""
    rows = np.zeros((len(grams), SKETCH), dtype=np.float32)
    for row, (indices, values) in enumerate(grams):
        positions, weights = sketch(indices, values, idf)
        rows[row] = np.bincount(positions, weights, minlength=SKETCH)
    return rows
