"""Plain text operations shared by the stages: folding, words, sentences, hashed n-grams."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NGRAM_DIMENSIONS = 1 << 16
# Words recur: those of the whole guide fit in, and what a question brings besides is soon forgotten.
_REMEMBERED = 1 << 15
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n+")


def fold(text: str) -> str:
    """Lower case, accents and typographic quotes removed, white space collapsed."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """A light English stem: plural and common verb endings removed (after Porter's step 1)."""
    if word.endswith("'s"):
        word = word[:-2]
    for ending, keep in (("sses", "ss"), ("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            return word[: len(word) - len(ending)] + keep
    return word


def sentences(text: str) -> list[str]:
    """The sentences of a text, split at closing punctuation and line ends."""
    return [s.strip() for s in _SENTENCE_END.split(text) if s and s.strip()]


def ngrams(text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Hashed features of a text: indices and log-scaled counts.

    Character 3- to 5-grams within words (they survive typos) and word unigrams and bigrams, hashed
    with CRC-32 into NGRAM_DIMENSIONS buckets.
    """
    tokens = words(text)
    pairs = [_bucket(f"b:{first} {second}") for first, second in pairwise(tokens)]
    every = np.concatenate([*map(_buckets_of_word, tokens), np.array(pairs, dtype=np.int64)])
    indices, counts = np.unique(every, return_counts=True)
    return indices, np.log1p(counts.astype(np.float32))


@lru_cache(maxsize=_REMEMBERED)
def _buckets_of_word(token: str) -> NDArray[np.int64]:
    padded = f" {token} "
    grams = [padded[i : i + size] for size in (3, 4, 5) for i in range(len(padded) - size + 1)]
    return np.array([_bucket(g) for g in (*grams, f"w:{token}")], dtype=np.int64)


def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode()) % NGRAM_DIMENSIONS
