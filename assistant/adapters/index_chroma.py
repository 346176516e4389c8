"""The dense index: a Chroma collection with our own vectors, in a folder or on a server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal
from weakref import finalize
from zipfile import BadZipFile

import chromadb
import numpy as np
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError

from assistant.adapters.index_chroma_server import ChromaServer, ServerCollection
from assistant.adapters.index_files import read_collection
from assistant.errors import IndexUnavailable
from assistant.ports import Neighbour, Vector
from assistant.types import Example

COLLECTION = "ethics-desk"
# Chroma takes 5,461 at most; a transaction for each batch costs more than its size. To a server, each is one request of some megabytes.
_BATCH, _SERVER_BATCH = 5000, 500
# `neighbours` searches exactly; the graph serves other clients of the collection, and a denser one would double the time of storing.
GRAPH: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 40, "max_neighbors": 8}
_SEPARATOR = "|"
_COPY = "neighbours.npz"


class ChromaIndex:
    """Reads and writes one collection: the one in a folder, or one on a server, of which the folder may hold a copy."""

    def __init__(self, folder: Path, collection: ServerCollection | None = None) -> None:
        self._folder = folder
        self._memory: tuple[Vector, list[Neighbour]] | None = None
        self._client: Any = None
        self._batch = _BATCH if collection is None else _SERVER_BATCH
        self._collection: Any = self._embedded() if collection is None else collection

    def _embedded(self) -> Any:
        settings = ChromaSettings(anonymized_telemetry=False)
        try:
            self._client = chromadb.PersistentClient(path=str(self._writable(self._folder)), settings=settings)
            return self._client.get_or_create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": GRAPH})
        except (ChromaError, OSError, ValueError) as error:
            raise _unavailable(self._folder, "opened", error) from error

    def _writable(self, folder: Path) -> Path:
        """The folder, or where it is read-only a copy that lives as long as this object: Chroma writes even to read."""
        if not folder.exists() or os.access(folder, os.W_OK):
            return folder
        copies = mkdtemp(prefix="ethics-desk-")
        finalize(self, shutil.rmtree, copies, ignore_errors=True)
        return Path(shutil.copytree(folder, Path(copies) / folder.name))

    def add(self, ids: Sequence[str], vectors: Vector, metadata: Sequence[Mapping[str, Any]]) -> Iterator[int]:
        """Store vectors of texts; yields how many are stored so far.

        The texts stay in the corpus: Chroma would index every three letters of them, which takes longer than its graph.
        """
        for start in range(0, len(ids), self._batch):
            stop = min(start + self._batch, len(ids))
            self._collection.add(
                ids=list(ids[start:stop]),
                embeddings=vectors[start:stop],
                metadatas=[dict(m) for m in metadata[start:stop]],
            )
            yield stop

    def write_copy(self, ids: Sequence[str], vectors: Vector, metadata: Sequence[Mapping[str, Any]]) -> None:
        """Write what was added to one file as well, from which `neighbours` reads in a tenth of the time: each command starts anew."""
        self._folder.mkdir(exist_ok=True)
        order = np.argsort(ids)
        labels = json.dumps([dict(metadata[i]) for i in order]).encode()
        np.savez(self._folder / _COPY, vectors=vectors[order], labels=np.frombuffer(labels, dtype=np.uint8))

    def vectors(self) -> dict[str, Vector]:
        """Every stored vector by id; IndexUnavailable when they cannot be read."""
        found: dict[str, Vector] = {}
        for page in self._pages("embeddings"):
            found.update(zip(page["ids"], np.asarray(page["embeddings"], dtype=np.float32), strict=True))
        return found

    def count(self) -> int:
        """How many vectors are stored; IndexUnavailable when they cannot be read."""
        with self._reading():
            return int(self._collection.count())

    def neighbours(self, vector: Vector, count: int) -> list[Neighbour]:
        """The nearest stored texts, nearest first.

        The search is exact, over vectors read from the collection at the first call: ten thousand of
        them take half the time of the collection's approximate search and its metadata look-up.
        """
        matrix, neighbours = self.held()
        similarity = matrix @ vector
        nearest = np.sort(np.argpartition(-similarity, min(count, len(similarity) - 1))[:count])
        ranked = nearest[np.argsort(-similarity[nearest], kind="stable")]
        return [neighbours[i].at(s) for i, s in zip(ranked.tolist(), similarity[ranked].tolist(), strict=True)]

    def _copy(self) -> tuple[Vector, list[Neighbour]]:
        try:
            with np.load(self._folder / _COPY) as data:
                vectors: Vector = data["vectors"]
                return vectors, [_neighbour(m) for m in json.loads(data["labels"].tobytes())]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise _unavailable(self._folder, "read", error) from error

    def held(self) -> tuple[Vector, list[Neighbour]]:
        """All vectors, shape (n, d), and what is known of each; read once, from the copy where there is one, and kept in memory."""
        if self._memory is None and (self._folder / _COPY).exists():
            self._memory = self._copy()
        if self._memory is None:
            ids: list[str] = []
            vectors: list[Vector] = []
            neighbours: list[Neighbour] = []
            for page in self._pages("embeddings", "metadatas"):
                ids += page["ids"]
                vectors.append(np.asarray(page["embeddings"], dtype=np.float32))
                neighbours += map(_neighbour, page["metadatas"])
            order = np.argsort(ids)
            self._memory = np.concatenate(vectors)[order], [neighbours[i] for i in order]
        return self._memory

    def _pages(self, *include: Literal["embeddings", "metadatas"]) -> Iterator[dict[str, Any]]:
        """All that is stored, in pages: Chroma hands vectors over as Python numbers, which take ten times the room."""
        for offset in range(0, self.count(), self._batch):
            with self._reading():
                page: Any = self._collection.get(include=list(include), limit=self._batch, offset=offset)
            yield page

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except ChromaError as error:
            raise _unavailable(self._folder, "read", error) from error

    def close(self) -> None:
        """Release the files of the collection; of one on a server there are none, nor a connection."""
        if self._client is not None:
            self._client.close()


def open_index(folder: Path, server: ChromaServer | None) -> ChromaIndex:
    """The vectors of a built index: in its folder, or in the collection of the server that the folder names."""
    name = read_collection(folder)
    if not name:
        return ChromaIndex(folder / "chroma")
    if server is None:
        hint = "Set ETHICS_DESK_CHROMA_URL to its address, or run `ethics-desk ingest` to keep them here."
        raise IndexUnavailable(f"The index in {folder} keeps its vectors on a Chroma server, and none is set.", hint)
    return ChromaIndex(folder / "chroma", server.open(name))


def _unavailable(folder: Path, tried: str, error: Exception) -> IndexUnavailable:
    """The error to show; the collection's own messages run over many lines."""
    return IndexUnavailable(
        f"The search index in {folder} cannot be {tried}: {' '.join(str(error).split())[:200]}",
        "Run `ethics-desk ingest --rebuild` to build it again.",
    )


def _neighbour(metadata: Mapping[str, Any]) -> Neighbour:
    return Neighbour(
        similarity=0.0,
        source=str(metadata.get("source", "")),
        central=_split(metadata.get("central", "")),
        related=_split(metadata.get("related", "")),
        status=str(metadata["status"]),
        silence=str(metadata.get("silence", "")),
    )


def _split(value: Any) -> tuple[str, ...]:
    return tuple(v for v in str(value).split(_SEPARATOR) if v)


def metadata_of(example: Example) -> dict[str, str]:
    """What is stored beside the vector of a way of asking, without what is empty; Chroma holds flat values only."""
    central = [c for group in example.central for c in group]
    values = {
        "source": example.source,
        "central": _SEPARATOR.join(central),
        "related": _SEPARATOR.join(example.related),
        "status": example.status,
        "silence": example.silence,
    }
    return {name: value for name, value in values.items() if value}
