"""Plain text operations shared by the stages: folding, words, sentences, hashed n-grams."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NGRAM_DIMENSIONS = 1 << 16
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
    counts: Counter[int] = Counter()
    for token in tokens:
        padded = f" {token} "
        for size in (3, 4, 5):
            for i in range(len(padded) - size + 1):
                counts[zlib.crc32(padded[i : i + size].encode()) % NGRAM_DIMENSIONS] += 1
        counts[zlib.crc32(f"w:{token}".encode()) % NGRAM_DIMENSIONS] += 1
    for first, second in pairwise(tokens):
        counts[zlib.crc32(f"b:{first} {second}".encode()) % NGRAM_DIMENSIONS] += 1
    indices = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    values = np.log1p(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    return indices, values
