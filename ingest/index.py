"""Builds the search index beside the old one and swaps at the end.

Layout of the data folder: `index/<version>/` holds one complete index, `index/current` its name.
A build writes to a folder of its own, which takes its final name when complete; then `current` is
replaced in one step. Killed at any point, the old index still answers. Where the vectors go to a
Chroma server, each build has a collection of its own there, and its folder notes the name.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from assistant.adapters.index_chroma import ChromaIndex, metadata_of, open_index
from assistant.adapters.index_chroma_server import ChromaServer
from assistant.adapters.index_files import FORMAT, Manifest, current_version, read_collection, write_artifacts
from assistant.adapters.lexical_bm25s import Bm25sIndex
from assistant.clause_sources import ClauseSource
from assistant.errors import IndexUnavailable
from assistant.fusion import FusionModels
from assistant.guide import Guide
from assistant.ports import Embedder, Progress, Vector
from assistant.stages.foreign import TokenWeights
from assistant.types import Clause, Code, Example
from ingest.store import discard, new_index
from ingest.train import output_names, train_heads
from ingest.vectors import read_vectors, text_key

_EMBED_STEP = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A corpus that has passed its checks."""

    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]
    sources: tuple[ClauseSource, ...]
    stamp: str
    folder: Path
    guide: Guide
    models: FusionModels
    foreign: TokenWeights
    examples: tuple[Example, ...]


def index_version(corpus: Corpus, embedder: str) -> str:
    """Twelve hex digits computed from the corpus files, the model and the index format."""
    return hashlib.sha256(f"{FORMAT} {embedder} {corpus.stamp}".encode()).hexdigest()[:12]


def build_index(
    corpus: Corpus, embedder: Embedder, data: Path, progress: Progress, *, rebuild: bool = False, server: ChromaServer | None = None
) -> tuple[Manifest, bool]:
    """Build the index unless it is current, with its vectors on `server` if given; returns its manifest and whether anything was built."""
    version = index_version(corpus, embedder.name)
    root = data / "index"
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock", timeout=600):
            current = current_version(root)
            if current in (version, f"{version}-again") and not rebuild and bool(read_collection(root / current)) == (server is not None):
                return Manifest.read(root / current), False
            manifest = _build(corpus, embedder, root, version, progress, server)
            return manifest, True
    except Timeout as error:
        raise IndexUnavailable(
            "Another process has been building the index for ten minutes.", "Wait for it, or end it and try again."
        ) from error
    except OSError as error:
        raise IndexUnavailable(
            f"The index cannot be written to {data}: {error.strerror or error}.",
            "Make the folder writable, or set ETHICS_DESK_DATA to a folder that is.",
        ) from error


def _build(corpus: Corpus, embedder: Embedder, root: Path, version: str, progress: Progress, server: ChromaServer | None) -> Manifest:
    if server is not None:
        # A server that is not there is told before the minutes of embedding.
        server.version()
    known = read_vectors(corpus.folder, embedder.name) | _known_vectors(root, embedder.name, server)
    work = Path(tempfile.mkdtemp(prefix="building-", dir=root))
    with ExitStack() as half_built:
        # Whatever ends the build early, Ctrl-C and a full disk as well: a half-built index must not stay.
        half_built.callback(discard, work, server)
        vectors = _embed(corpus, embedder, known, progress)
        count = len(corpus.examples)
        stored = _store(corpus, vectors, new_index(work, version, server), progress)
        progress("Training", 0, 1)
        names = output_names([c.id for c in corpus.clauses], [t.id for t in corpus.guide.topics])
        heads = train_heads(corpus.examples, vectors[:count], names)
        progress("Training", 1, 1)
        (work / "bm25").mkdir()
        Bm25sIndex.build(_documents(corpus)).save(work / "bm25")
        manifest = Manifest(
            format=FORMAT, version=version, corpus=corpus.stamp, embedder=embedder.name, clauses=len(corpus.clauses), vectors=stored
        )
        write_artifacts(work, manifest, corpus.codes, corpus.clauses, corpus.sources, corpus.guide, corpus.models, heads, corpus.foreign)
        _swap(root, work, version, server)
        half_built.pop_all()
    return manifest


def _texts(corpus: Corpus) -> list[str]:
    return [*(e.text for e in corpus.examples), *(c.text for c in corpus.clauses)]


def _known_vectors(root: Path, embedder: str, server: ChromaServer | None) -> dict[str, Vector]:
    """Vectors of the current index by text, so that unchanged texts are not embedded again."""
    version = current_version(root)
    if version is None:
        return {}
    try:
        if Manifest.read(root / version).embedder != embedder:
            return {}
        index = open_index(root / version, server)
        known = index.vectors()
        index.close()
    except IndexUnavailable:
        return {}
    return known


def _embed(corpus: Corpus, embedder: Embedder, known: dict[str, Vector], progress: Progress) -> Vector:
    texts = _texts(corpus)
    missing = sorted({t for t in texts if text_key(t) not in known}, key=len)
    found = dict(known)
    progress("Embedding", 0, len(missing))
    for start in range(0, len(missing), _EMBED_STEP):
        part = missing[start : start + _EMBED_STEP]
        found.update(zip((text_key(t) for t in part), embedder.embed_passages(part), strict=True))
        progress("Embedding", start + len(part), len(missing))
    return np.array([found[text_key(t)] for t in texts], dtype=np.float32)


def _store(corpus: Corpus, vectors: Vector, index: ChromaIndex, progress: Progress) -> int:
    """Store the vectors of all texts, each once; returns how many."""
    stored = [*corpus.examples, *(_as_example(c) for c in corpus.clauses)]
    rows = {text_key(e.text): (vector, metadata_of(e)) for e, vector in zip(stored, vectors, strict=True)}
    stacked = np.array([v for v, _ in rows.values()], dtype=np.float32)
    labels = [m for _, m in rows.values()]
    for count in index.add(list(rows), stacked, labels):
        progress("Storing", count, len(rows))
    index.write_copy(list(rows), stacked, labels)
    index.close()
    return len(rows)


def _as_example(clause: Clause) -> Example:
    """The clause text itself as a text to be found."""
    return Example(text=clause.text, central=((clause.id,),), related=(), status="answered", topics=(), consult=(), source="register")


def _documents(corpus: Corpus) -> dict[str, str]:
    """The BM25 document of each clause: its text, gloss, key terms and the ways of asking for it."""
    parts: dict[str, list[str]] = {c.id: [c.text] for c in corpus.clauses}
    for gloss in corpus.guide.glosses:
        parts[gloss.id] += [gloss.gloss, *gloss.key_terms]
    for example in corpus.examples:
        for group in example.central:
            for clause in group:
                parts[clause].append(example.text)
    return {clause: " ".join(texts) for clause, texts in parts.items()}


def _swap(root: Path, work: Path, version: str, server: ChromaServer | None) -> None:
    """Give the finished build a name, point `current` to it, then remove what is old.

    A rebuild of the version in use takes another name, so that there is no moment without an index.
    """
    name = f"{version}-again" if current_version(root) == version else version
    discard(root / name, server)
    os.replace(work, root / name)
    marker = root / f"current.{os.getpid()}"
    marker.write_text(name, encoding="utf-8")
    os.replace(marker, root / "current")
    for stale in [p for p in root.iterdir() if p.is_dir() and p.name != name]:
        discard(stale, server)
