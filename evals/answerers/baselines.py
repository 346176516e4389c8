"""Retrieval baselines: what common parts find in the texts of the codes alone, quoted as they stand.

The embedder is the one given; one that was adapted to the guide's ways of asking brings along what it learned there.
Each reads the last turn alone, as plain retrieval does; what an earlier turn said is lost on it. None abstains, names a gap or
sends anybody to a person; only one that finds nothing at all, as BM25 does without a shared word, says "not_in_codes".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from assistant.errors import InvalidInput
from assistant.ports import Embedder
from assistant.types import Clause, Code
from evals.replies import Answerer, Reply, Said

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

CHUNK_SIZE, CHUNK_OVERLAP = 500, 50  # characters
_TOP_CHUNKS = (4, 5)  # LangChain's own number, and as many as the others cite
_POOL = 20  # chunks asked for, so that ten clauses can be ranked whatever is cited
_CITED, _RANKED = 5, 10
_RRF_K = 60
_FUSION = {"fusion": f"reciprocal rank, k={_RRF_K}"}
_PACKAGES = ("langchain-text-splitters", "langchain-chroma", "chromadb")
# Ephemeral clients of one process share one store, so each collection needs a name of its own.
_numbers = count(1)


class Found(NamedTuple):
    """Clause ids, best first: those to cite, and the ranking for the retrieval metrics."""

    cited: tuple[str, ...]
    ranked: tuple[str, ...]


class Baseline:
    """Quotes every clause that `search` finds for the last turn, whole and in its order; `about` is what a run records."""

    kind: Literal["baseline"] = "baseline"

    def __init__(self, name: str, clauses: Sequence[Clause], search: Callable[[str], Found], about: Mapping[str, str]) -> None:
        self.name = name
        self._clauses = {c.id: c for c in clauses}
        self._search = search
        self._about = {**about, "register": _digest(clauses)}

    def describe(self) -> dict[str, str]:
        """Its parts and their versions, and a hash of the clauses."""
        return dict(self._about)

    def reply(self, turns: Sequence[str]) -> Reply:
        """The clauses found for the last turn; the earlier turns are not read."""
        found = self._search(turns[-1])
        cited = [self._clauses[c] for c in found.cited]
        return Reply(
            status="answered" if cited else "not_in_codes",
            text="\n\n".join(f"> “{c.text}” [{c.label}]" for c in cited),
            statements=tuple(Said(text=c.text, kind="quote", citations=(c.id,)) for c in cited),
            cited=found.cited,
            ranked=found.ranked,
        )


class ChunkStore:
    """The source texts in overlapping chunks, in an in-memory Chroma collection (LangChain's splitter and store).

    InvalidInput when LangChain is not installed, or a source text is missing or is not the one that the register was made from.
    """

    def __init__(self, codes: Sequence[Code], clauses: Sequence[Clause], corpus_folder: Path, embedder: Embedder) -> None:
        try:
            from langchain_chroma import Chroma
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            hint = "Install the packages langchain-chroma and langchain-text-splitters."
            raise InvalidInput(f"The LangChain baselines cannot run here: {error.msg}.", hint) from error
        from chromadb import EphemeralClient
        from chromadb.config import Settings

        texts = [_source(corpus_folder / "sources" / code.file, code.sha256) for code in codes]
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True)
        self.chunks = splitter.create_documents(texts, [{"code": code.id} for code in codes])
        self._clauses_of = {place_of(c): clauses_in(c, clauses) for c in self.chunks}
        self._store = Chroma(
            collection_name=f"baseline-{next(_numbers)}",
            embedding_function=_embeddings(embedder),
            client=EphemeralClient(settings=Settings(anonymized_telemetry=False)),
        )
        self._store.add_documents(self.chunks, ids=["-".join(map(str, place_of(c))) for c in self.chunks])
        self.about = {"chunks": f"{CHUNK_SIZE} characters, {CHUNK_OVERLAP} overlap", **{p: version(p) for p in _PACKAGES}}

    def search(self, question: str, top: int) -> Found:
        """The clauses of the `top` nearest chunks, those of one chunk in the order of the text."""
        by_chunk = [self._clauses_of[place_of(c)] for c in self._store.similarity_search(question, k=max(top, _POOL))]
        return Found(cited=_merged(by_chunk[:top]), ranked=_merged(by_chunk)[:_RANKED])


def baselines(codes: Sequence[Code], clauses: Sequence[Clause], corpus_folder: Path, embedder: Embedder) -> list[Answerer]:
    """All retrieval baselines over the same clauses, the dense ones with the embedder given.

    LangChain's plain retrieval of chunks; BM25 over the clause texts; and the fusion of that BM25 with dense vectors of the
    clause texts. InvalidInput as ChunkStore raises it.
    """
    from assistant.adapters.lexical_bm25s import Bm25sIndex

    store = ChunkStore(codes, clauses, corpus_folder, embedder)
    lexical = Bm25sIndex.build({c.id: c.text for c in clauses})
    vectors = embedder.embed_passages([c.text for c in clauses])

    def dense(question: str) -> list[str]:
        return _by_score(dict(zip((c.id for c in clauses), (vectors @ embedder.embed_query(question)).tolist(), strict=True)))

    def bm25(question: str) -> list[str]:
        return _by_score(lexical.scores(question))

    of_bm25, of_embedder = {"bm25": f"bm25s {version('bm25s')}"}, {"embedder": embedder.name}
    about = {**of_embedder, **store.about}
    return [
        *(Baseline(f"langchain-top-{n}", clauses, partial(store.search, top=n), {**about, "top": str(n)}) for n in _TOP_CHUNKS),
        Baseline("bm25", clauses, lambda q: _first(bm25(q)), of_bm25),
        Baseline("hybrid-rrf", clauses, lambda q: _first(fused((dense(q), bm25(q)))), {**of_embedder, **of_bm25, **_FUSION}),
    ]


def clauses_in(chunk: Document, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """The ids of the clauses that a chunk is about: they share more than half of the clause, or more than half of the chunk."""
    code, start = place_of(chunk)
    end = start + len(chunk.page_content)

    def covered(clause: Clause) -> bool:
        shared = min(end, clause.end) - max(start, clause.start)
        return 2 * shared > min(clause.end - clause.start, end - start)

    return tuple(c.id for c in sorted(clauses, key=lambda c: c.start) if c.code == code and covered(c))


def place_of(chunk: Document) -> tuple[str, int]:
    """The code that a chunk is from, and the offset in its source text where it starts."""
    return chunk.metadata["code"], chunk.metadata["start_index"]


def fused(rankings: Iterable[Sequence[str]]) -> list[str]:
    """Reciprocal rank fusion with k = 60 (Cormack, Clarke and Büttcher, SIGIR 2009); ties stay in the order first met."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, clause_id in enumerate(ranking, 1):
            scores[clause_id] = scores.get(clause_id, 0.0) + 1 / (_RRF_K + rank)
    return _by_score(scores)


def _by_score(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda c: -scores[c])


def _first(ranking: Sequence[str]) -> Found:
    return Found(cited=tuple(ranking[:_CITED]), ranked=tuple(ranking[:_RANKED]))


def _merged(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for group in groups for c in group))


def _embeddings(embedder: Embedder) -> Embeddings:
    """Our embedder in LangChain's interface; the class is made here because its base comes from an optional package."""
    from langchain_core.embeddings import Embeddings

    class Wrapped(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [v.tolist() for v in embedder.embed_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(x) for x in embedder.embed_query(text)]

    return Wrapped()


def _source(path: Path, sha256: str) -> str:
    """A source text with its own line ends, on which the clauses' offsets depend."""
    hint = "Give the folder of the corpus that the register was made from."
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"The source text {path} cannot be read: {error.strerror}.", hint) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise InvalidInput(f"The source text {path} is not the one that the register was made from.", hint)
    return data.decode("utf-8")


def _digest(clauses: Sequence[Clause]) -> str:
    return hashlib.sha256("\n".join(map(repr, clauses)).encode()).hexdigest()[:16]
