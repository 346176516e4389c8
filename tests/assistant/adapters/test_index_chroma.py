"""The dense index keeps vectors with their labels, in a folder or on a real Chroma server, and finds the nearest."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.index_chroma import GRAPH, ChromaIndex, metadata_of
from assistant.adapters.index_chroma_server import ChromaServer
from assistant.errors import IndexUnavailable
from assistant.types import Example
from tests.assistant.adapters.chroma_process import ChromaProcess

GIFT = Example(
    text="may I take a gift",
    central=(("NACM-7", "NACM-8"), ("NACM-12",)),
    related=("NACM-15",),
    status="partial",
    topics=("gifts",),
    consult=("supervisor",),
    silence="sum",
    source="examples 1",
)
PLAIN = Example(text="rules", central=(), related=(), status="answered", topics=(), consult=(), source="examples 2")


def directions(*degrees: float) -> np.ndarray:
    """Unit vectors at these angles."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a test keeps an index; `batch` is how many vectors are stored at once."""

    folder: Path
    batch: int
    server: ChromaServer | None = None

    def new(self) -> ChromaIndex:
        """An index of nothing."""
        if self.server is None:
            return ChromaIndex(self.folder)
        return ChromaIndex(self.folder, self.server.create(self.folder.name, {"hnsw": GRAPH}))

    def index(self) -> ChromaIndex:
        """The index that was made before, opened anew."""
        return ChromaIndex(self.folder, self.server and self.server.open(self.folder.name))

    def store(self, vectors: np.ndarray, examples: list[Example]) -> list[int]:
        """Write an index; the counts that `add` gave on the way."""
        index = self.new()
        counts = list(index.add(ids(len(examples)), vectors, [metadata_of(e) for e in examples]))
        index.close()
        return counts


def ids(count: int) -> list[str]:
    """So many ids in order."""
    return [f"id{n:05}" for n in range(count)]


def stored(folder: Path, vectors: np.ndarray, examples: list[Example]) -> None:
    """Write an index into a folder."""
    Place(folder=folder, batch=5000).store(vectors, examples)


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server of its own process."""
    with ChromaProcess(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture(params=["folder", pytest.param("server", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A folder, and a server."""
    if request.param == "folder":
        return Place(folder=tmp_path, batch=5000)
    return Place(folder=tmp_path, batch=500, server=request.getfixturevalue("chroma").server)


def test_labels_come_back_as_they_were(place: Place) -> None:
    """Clauses of all groups, related ones, status, silence and source are kept beside the vector."""
    place.store(directions(0, 90), [GIFT, PLAIN])
    first, second = place.index().neighbours(directions(0)[0], 2)
    assert (first.central, first.related) == (("NACM-7", "NACM-8", "NACM-12"), ("NACM-15",))
    assert (first.status, first.silence, first.source) == ("partial", "sum", "examples 1")
    assert (second.central, second.related, second.status, second.silence) == ((), (), "answered", "")


def test_the_nearest_come_first_with_their_cosine(place: Place) -> None:
    """Exactly the cosine, best first, no more than asked for."""
    place.store(directions(60, 0, 30), [GIFT, PLAIN, PLAIN])
    found = place.index().neighbours(directions(0)[0], 2)
    assert [n.similarity for n in found] == pytest.approx([1.0, np.sqrt(3) / 2], abs=1e-5)


def test_asking_for_more_than_there_is_gives_all(place: Place) -> None:
    """A small index gives what it has."""
    place.store(directions(0, 10), [GIFT, PLAIN])
    assert len(place.index().neighbours(directions(0)[0], 40)) == 2


def test_equals_keep_their_order(place: Place) -> None:
    """Texts at the same distance come in the order of their ids, so that an answer is the same twice."""
    equals = [replace(PLAIN, source=f"examples {n}") for n in range(60)]
    place.store(directions(*[10, 20] * 30), equals)
    found = place.index().neighbours(directions(10)[0], 60)
    assert [n.source for n in found] == [f"examples {n}" for n in (*range(0, 60, 2), *range(1, 60, 2))]


def test_vectors_are_kept_and_read_back(place: Place) -> None:
    """By id, unchanged, and counted; a large index is written in parts."""
    many = directions(*np.linspace(0, 360, 5500))
    assert place.store(many, [PLAIN] * 5500) == [*range(place.batch, 5500, place.batch), 5500]
    index = place.index()
    vectors = index.vectors()
    assert index.count() == len(vectors) == 5500
    assert np.stack([vectors[f"id{n:05}"] for n in range(5500)]) == pytest.approx(many, abs=1e-6)


def test_the_copy_gives_the_neighbours_of_the_collection(place: Place) -> None:
    """The same, in the same order, with all that is known of them; a damaged copy is told."""
    examples = [PLAIN, replace(PLAIN, central=(("NACM-7",),), status="partial", silence="gift-value"), PLAIN]
    vectors = directions(0, 40, 80)
    place.store(vectors, examples)
    plain = place.index().neighbours(vectors[1], 3)
    index = place.index()
    index.write_copy(ids(3), vectors, [metadata_of(e) for e in examples])
    assert index.neighbours(vectors[1], 3) == plain
    (place.folder / "neighbours.npz").write_bytes(b"no archive")
    with pytest.raises(IndexUnavailable, match="cannot be read"):
        place.index().neighbours(vectors[1], 3)


def test_an_empty_index_has_no_vectors(place: Place) -> None:
    """A new folder or collection is an index of nothing."""
    index = place.new()
    assert (index.count(), index.vectors()) == (0, {})


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    """A database that is not one is one error with a hint."""
    stored(tmp_path, directions(0), [PLAIN])
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database at all, of some length " * 300)
    with pytest.raises(IndexUnavailable, match="cannot be opened") as refused:
        ChromaIndex(tmp_path)
    assert "--rebuild" in refused.value.hint


@pytest.mark.slow
def test_damaged_vectors_are_told(tmp_path: Path) -> None:
    """A vector file that is gone is one error with a hint, at the first reading."""
    stored(tmp_path, directions(*np.linspace(0, 360, 2500)), [PLAIN] * 2500)
    for path in tmp_path.rglob("data_level0.bin"):
        path.unlink()
    with pytest.raises(IndexUnavailable, match="cannot be read") as refused:
        ChromaIndex(tmp_path).neighbours(directions(0)[0], 2)
    assert "--rebuild" in refused.value.hint


def test_two_indexes_do_not_mix(tmp_path: Path) -> None:
    """Folders are apart, also within one process."""
    stored(tmp_path / "one", directions(0), [GIFT])
    stored(tmp_path / "two", directions(0, 10), [PLAIN, PLAIN])
    assert ChromaIndex(tmp_path / "one").count() == 1
    assert ChromaIndex(tmp_path / "two").count() == 2


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder with a small index on a file system that cannot be written, as in a sealed container."""
    source, mount = tmp_path / "source", tmp_path / "mount"
    stored(source, directions(0, 90), [GIFT, PLAIN])
    mount.mkdir()
    for command in (["mount", "--bind", source, mount], ["mount", "-o", "remount,ro,bind", mount]):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("a read-only mount needs the rights of root")
    yield mount
    subprocess.run(["umount", "-l", mount], check=True)


def test_a_read_only_index_answers(read_only: Path) -> None:
    """Chroma writes even to read; an index that cannot be written is read from a copy and stays as it was."""
    before = {p: p.stat().st_mtime_ns for p in read_only.rglob("*")}
    index = ChromaIndex(read_only)
    assert index.neighbours(directions(0)[0], 1)[0].silence == "sum"
    index.close()
    assert {p: p.stat().st_mtime_ns for p in read_only.rglob("*")} == before
