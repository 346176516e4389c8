"""Vectors of the corpus texts, computed beforehand and shipped beside the embedder's weights.

    python -m ingest.vectors

writes them from the current index. A build takes from them what it finds by text and embeds only the
rest, so that the first index is ready in half the time. Vectors of other weights are ignored.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant.adapters.index_chroma import open_index
from assistant.adapters.index_files import current_version
from assistant.errors import CorpusFault, IndexUnavailable
from assistant.ports import Vector
from assistant.settings import load_settings
from assistant.wiring import build_embedder, chroma_server

FILE = "vectors.npz"


def text_key(text: str) -> str:
    """The name of a text's vector, from the text alone."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def read_vectors(corpus: Path, embedder: str) -> dict[str, Vector]:
    """The shipped vectors by text key; empty where there are none for this embedder."""
    path = corpus / "embedder" / FILE
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file, np.load(file) as data:
            if str(data["embedder"]) != embedder:
                return {}
            return dict(zip(data["keys"].tolist(), data["vectors"].astype(np.float32), strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise CorpusFault([f"embedder/{FILE} is damaged"], f"Delete {path}, or write it again with `python -m ingest.vectors`.") from error


def write_vectors(corpus: Path, embedder: str, vectors: dict[str, Vector]) -> Path:
    """Write the vectors in half precision, in the order of their keys."""
    path = corpus / "embedder" / FILE
    keys = sorted(vectors)
    halves = np.array([vectors[k] for k in keys], dtype=np.float16)
    np.savez_compressed(path, embedder=np.array(embedder), keys=np.array(keys), vectors=halves)
    return path


def main() -> None:
    """Write the vectors of the index in use."""
    settings = load_settings()
    root = settings.data / "index"
    version = current_version(root)
    if version is None:
        raise IndexUnavailable("There is no index to take vectors from.", "Run `ethics-desk ingest` first.")
    index = open_index(root / version, chroma_server(settings))
    print(f"wrote {write_vectors(settings.corpus, build_embedder(settings).name, index.vectors())}")
    index.close()


if __name__ == "__main__":
    main()
