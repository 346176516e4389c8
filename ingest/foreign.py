"""Learns which tokens are foreign matter from corpus/guide/foreign and writes corpus/foreign.json.

    python -m ingest.foreign

Logistic regression over the summed features of a text's tokens, so that the weights of a token can be added up over any part
of a text. Foreign are the texts that corpus/guide/foreign holds or makes of parts; honest are the guide's ways of asking, and
short pieces of them, because a part of a question must be known as well as the whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic import TypeAdapter
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from assistant.settings import load_settings
from assistant.stages.foreign import BUCKETS, TokenWeights, features
from assistant.stages.understand import language
from assistant.text import sentences
from assistant.types import Example
from ingest.foreign_texts import ForeignTexts
from ingest.guide import read_guide

_SEED = 20150101
_INVERSE_PENALTY = 0.1
# What is foreign counts this much more than what is honest, all in all.
_FOREIGN_COUNTS = 1.5
# Questions outside the codes are honest where they come from the reader's work; a recipe beside a question is not.
_OF_THE_WORK = re.compile(
    r"nasw|client|case ?manag|hipaa|medica|code|patient|agency|nurse|certif|licen|supervis|ccm|trabajador|paciente|shelter|insur|consent"
)
# Spanish is the smaller part of the guide and the nearer to other languages.
_PIECES = {"en": 2, "es": 5}
_LONGEST_PIECE = 8


def honest_questions(examples: Iterable[Example]) -> list[str]:
    """The ways of asking that must be kept, each once."""
    kept = (e.text for e in examples if e.status != "declined" and (e.status != "out_of_scope" or _OF_THE_WORK.search(e.text.lower())))
    return list(dict.fromkeys(kept))


def with_pieces(texts: Iterable[str], chance: random.Random, shortest: int) -> Iterator[str]:
    """Each text, its sentences, and rows of words out of it."""
    for text in texts:
        yield text
        parts = sentences(text)
        if len(parts) > 1:
            yield from parts
        found = text.split()
        if len(found) > _LONGEST_PIECE:
            for _ in range(_PIECES[language(text)] if shortest == 1 else 1):
                length = chance.randint(shortest, _LONGEST_PIECE)
                start = chance.randrange(len(found) - length + 1)
                yield " ".join(found[start : start + length])


def fit(foreign: Sequence[str], honest: Sequence[str]) -> TokenWeights:
    """The weights that tell the two apart."""
    rows = [features(t) for t in (*foreign, *honest)]
    matrix = csr_matrix(
        (
            np.concatenate([values for _, values in rows]),
            np.concatenate([buckets for buckets, _ in rows]),
            np.cumsum([0, *(len(buckets) for buckets, _ in rows)]),
        ),
        shape=(len(rows), BUCKETS),
    )
    labels = np.repeat([1, 0], [len(foreign), len(honest)])
    weights = np.where(labels == 1, _FOREIGN_COUNTS * len(honest) / len(foreign), 1.0)
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=300, fit_intercept=False)
    return TokenWeights.packed(model.fit(matrix, labels, sample_weight=weights).coef_[0])


def main() -> None:
    """Fit on the guide and write the weights."""
    corpus = load_settings().corpus
    _, examples = read_guide(corpus)
    texts = ForeignTexts(corpus / "guide" / "foreign")
    chance = random.Random(_SEED)  # noqa: S311
    declined = [e.text for e in examples if e.status == "declined"]
    foreign = [*with_pieces([*texts.foreign(chance), *declined * 2], chance, 3)]
    honest = [*with_pieces([*honest_questions(examples), *texts.honest()], chance, 1)]
    path = corpus / "foreign.json"
    path.write_bytes(TypeAdapter(TokenWeights).dump_json(fit(foreign, honest)) + b"\n")
    print(f"wrote {path} from {len(foreign)} foreign and {len(honest)} honest texts; run `ethics-desk ingest` to use it")


if __name__ == "__main__":
    main()
