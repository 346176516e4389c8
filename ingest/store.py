"""Where the vectors of a build go: into its folder, or into a collection of its own on a Chroma server, whose name the folder keeps."""

from __future__ import annotations

import logging
import secrets
import shutil
from pathlib import Path

from assistant.adapters.index_chroma import COLLECTION, GRAPH, ChromaIndex
from assistant.adapters.index_chroma_server import ChromaServer
from assistant.adapters.index_files import read_collection, write_collection
from assistant.errors import IndexUnavailable

_log = logging.getLogger(__name__)


def new_index(folder: Path, version: str, server: ChromaServer | None) -> ChromaIndex:
    """An empty index for the vectors of a build; no two builds share a collection, on whatever machines they run."""
    if server is None:
        return ChromaIndex(folder / "chroma")
    name = f"{COLLECTION}-{version}-{secrets.token_hex(4)}"
    write_collection(folder, name)
    return ChromaIndex(folder / "chroma", server.create(name, {"hnsw": GRAPH}))


def discard(folder: Path, server: ChromaServer | None) -> None:
    """Remove a folder that is not used, and its collection; where that cannot be removed now, both stay for the next build to remove."""
    name = read_collection(folder)
    try:
        if name and server is not None:
            server.remove(name)
    except IndexUnavailable as error:
        _log.warning("The collection %s stays for now. %s", name, error.message)
        return
    if name and server is None:
        _log.warning("The collection %s stays on its Chroma server, because none is set any more.", name)
    shutil.rmtree(folder, ignore_errors=True)
