"""BM25 over the clauses, with each clause's document expanded by the guide (bm25s)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import bm25s

from assistant.errors import IndexUnavailable
from assistant.text import stem, words

_STOPWORDS = frozenset(
    "a an and are as at be but by can do does for from had has have he her him his how i if in is it its me my of on or our "
    "she should so that the their them there they this to was we what when where which who will with would you your".split()
)


def tokens(text: str) -> list[str]:
    """Stemmed words without stop words."""
    return [stem(w) for w in words(text) if w not in _STOPWORDS]


class Bm25sIndex:
    """One document for each clause."""

    def __init__(self, clause_ids: Sequence[str], retriever: bm25s.BM25) -> None:
        self._ids = list(clause_ids)
        self._retriever = retriever
        self._vocabulary: Mapping[str, int] = retriever.vocab_dict

    @classmethod
    def build(cls, documents: Mapping[str, str]) -> Bm25sIndex:
        """An index of clause id to document."""
        retriever = bm25s.BM25()
        retriever.index([tokens(d) for d in documents.values()], show_progress=False)
        return cls(list(documents), retriever)

    @classmethod
    def load(cls, folder: Path) -> Bm25sIndex:
        """The index that `save` wrote; IndexUnavailable when its files are missing or damaged."""
        try:
            ids = json.loads((folder / "clause_ids.json").read_text(encoding="utf-8"))
            return cls(ids, bm25s.BM25.load(str(folder)))
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise IndexUnavailable(
                f"The lexical index in {folder} cannot be read: {' '.join(str(error).split())[:200]}",
                "Run `ethics-desk ingest --rebuild` to build it again.",
            ) from error

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._retriever.save(str(folder), show_progress=False)
        (folder / "clause_ids.json").write_text(json.dumps(self._ids), encoding="utf-8")

    def scores(self, text: str) -> Mapping[str, float]:
        """The BM25 score of each clause that shares a word with the question."""
        known = [t for t in tokens(text) if t in self._vocabulary]
        if not known:
            return {}
        found = self._retriever.get_scores(known)
        return {c: float(s) for c, s in zip(self._ids, found, strict=True) if s > 0}
