"""The files of a built index other than the vectors: manifest, register, sources, guide and heads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.adapters.evaluation_json import EVALUATION
from assistant.clause_sources import ClauseSource
from assistant.errors import IndexUnavailable
from assistant.fusion import FusionModels
from assistant.guide import Guide
from assistant.linear import LinearHeads
from assistant.stages.foreign import TokenWeights
from assistant.types import Clause, Code

_T = TypeVar("_T")

_COLLECTION = "collection"
_SOURCES = TypeAdapter(tuple[ClauseSource, ...])
FORMAT = 13
_REBUILD = "Run `ethics-desk ingest --rebuild` to build it again."


class Manifest(BaseModel):
    """What an index was built from, and the size in bytes of each of its other files."""

    model_config = ConfigDict(frozen=True)

    format: int
    version: str
    corpus: str
    embedder: str
    clauses: int
    vectors: int
    files: dict[str, int] = {}

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of an index folder; IndexUnavailable when it is missing or damaged."""
        return _parse(cls, _read(folder / "manifest.json"), folder)

    def check_files(self, folder: Path) -> None:
        """IndexUnavailable when a file is missing or cut short: some libraries crash on such a file, or read nonsense from it."""
        for name, size in self.files.items():
            path = folder / name
            if not path.is_file() or path.stat().st_size < size:
                raise IndexUnavailable(f"The index file {path} is missing or cut short.", _REBUILD)


def corpus_stamp(folder: Path) -> str:
    """A checksum over every reviewed file of a corpus folder, to tell whether an index is older than its corpus.

    The published evaluation names the version of the corpus that it is of, so it cannot be a part of that version.
    """
    stamp = hashlib.sha256()
    counted = (p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".onnx", ".npz") and p != folder / EVALUATION)
    for path in sorted(counted):
        stamp.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    return stamp.hexdigest()


class _Register(BaseModel):
    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]


def current_version(root: Path) -> str | None:
    """The version of the index in use, or None when there is none."""
    try:
        return (root / "current").read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def read_collection(folder: Path) -> str:
    """The collection of a Chroma server that has the vectors of an index; "" for one that has them in its folder."""
    path = folder / _COLLECTION
    return _read(path).decode(errors="replace").strip() if path.exists() else ""


def write_collection(folder: Path, name: str) -> None:
    """Note which collection the vectors go to; before it is made, so that one that a killed build left can be found and removed."""
    (folder / _COLLECTION).write_text(name, encoding="utf-8")


def write_artifacts(
    folder: Path,
    manifest: Manifest,
    codes: Sequence[Code],
    clauses: Sequence[Clause],
    sources: Sequence[ClauseSource],
    guide: Guide,
    models: FusionModels,
    heads: LinearHeads,
    foreign: TokenWeights,
) -> None:
    """Write everything but the vectors; the manifest last, as the mark of a complete index."""
    register = _Register(codes=tuple(codes), clauses=tuple(clauses))
    (folder / "register.json").write_text(register.model_dump_json(), encoding="utf-8")
    (folder / "sources.json").write_bytes(_SOURCES.dump_json(tuple(sources)))
    (folder / "guide.json").write_bytes(TypeAdapter(Guide).dump_json(guide))
    (folder / "fusion.json").write_bytes(TypeAdapter(FusionModels).dump_json(models))
    (folder / "foreign.json").write_bytes(TypeAdapter(TokenWeights).dump_json(foreign))
    np.savez(
        folder / "heads.npz",
        names=np.array(heads.names),
        embedding=heads.embedding,
        ngram=heads.ngram,
        idf=heads.idf,
        bias=heads.bias,
        ngram_weight=np.float32(heads.ngram_weight),
    )
    files = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    if read_collection(folder):
        # What lies there beside a server is a copy, which another machine need not have.
        files = [p for p in files if p.parent.name != "chroma"]
    sizes = {str(p.relative_to(folder)): p.stat().st_size for p in files}
    (folder / "manifest.json").write_text(manifest.model_copy(update={"files": sizes}).model_dump_json(), encoding="utf-8")


def read_register(folder: Path) -> tuple[tuple[Code, ...], tuple[Clause, ...]]:
    """The codes and clauses that the index was built from."""
    register = _parse(_Register, _read(folder / "register.json"), folder)
    return register.codes, register.clauses


def read_sources(folder: Path) -> tuple[ClauseSource, ...]:
    """What stands around each clause of the register in its source."""
    return _parse(tuple[ClauseSource, ...], _read(folder / "sources.json"), folder)


def read_guide(folder: Path) -> Guide:
    """The guide that the index was built from."""
    return _parse(Guide, _read(folder / "guide.json"), folder)


def read_heads(folder: Path) -> LinearHeads:
    """The trained heads."""
    try:
        with (folder / "heads.npz").open("rb") as file, np.load(file) as data:
            return LinearHeads(
                names=tuple(str(n) for n in data["names"]),
                embedding=data["embedding"],
                ngram=data["ngram"],
                idf=data["idf"],
                bias=data["bias"],
                ngram_weight=float(data["ngram_weight"]),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise IndexUnavailable(f"The index file {folder / 'heads.npz'} is damaged.", _REBUILD) from error


def read_models(folder: Path) -> FusionModels:
    """The fusion weights and cut-offs that the index was built with."""
    return _parse(FusionModels, _read(folder / "fusion.json"), folder)


def read_foreign(folder: Path) -> TokenWeights:
    """The weights of foreign matter that the index was built with."""
    return _parse(TokenWeights, _read(folder / "foreign.json"), folder)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexUnavailable(f"The index file {path} cannot be read: {error.strerror}.", _REBUILD) from error


def _parse(kind: type[_T], data: bytes, folder: Path) -> _T:
    try:
        return TypeAdapter(kind).validate_json(data)
    except ValidationError as error:
        raise IndexUnavailable(f"The index in {folder} is damaged.", _REBUILD) from error
