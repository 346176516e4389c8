"""The dense index keeps vectors with their labels on disk and finds the nearest."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.index_chroma import ChromaIndex, metadata_of
from assistant.errors import IndexUnavailable
from assistant.types import Example

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


def stored(folder: Path, vectors: np.ndarray, examples: list[Example]) -> list[int]:
    """Write an index; the counts that `add` gave on the way."""
    index = ChromaIndex(folder)
    ids = [f"id{n:05}" for n in range(len(examples))]
    counts = list(index.add(ids, vectors, [metadata_of(e) for e in examples]))
    index.close()
    return counts


def test_labels_come_back_as_they_were(tmp_path: Path) -> None:
    """Clauses of all groups, related ones, status, silence and source are kept beside the vector."""
    stored(tmp_path, directions(0, 90), [GIFT, PLAIN])
    first, second = ChromaIndex(tmp_path).neighbours(directions(0)[0], 2)
    assert (first.central, first.related) == (("NACM-7", "NACM-8", "NACM-12"), ("NACM-15",))
    assert (first.status, first.silence, first.source) == ("partial", "sum", "examples 1")
    assert (second.central, second.related, second.status, second.silence) == ((), (), "answered", "")


def test_the_nearest_come_first_with_their_cosine(tmp_path: Path) -> None:
    """Exactly the cosine, best first, no more than asked for."""
    stored(tmp_path, directions(60, 0, 30), [GIFT, PLAIN, PLAIN])
    found = ChromaIndex(tmp_path).neighbours(directions(0)[0], 2)
    assert [n.similarity for n in found] == pytest.approx([1.0, np.sqrt(3) / 2], abs=1e-5)


def test_asking_for_more_than_there_is_gives_all(tmp_path: Path) -> None:
    """A small index gives what it has."""
    stored(tmp_path, directions(0, 10), [GIFT, PLAIN])
    assert len(ChromaIndex(tmp_path).neighbours(directions(0)[0], 40)) == 2


def test_equals_keep_their_order(tmp_path: Path) -> None:
    """Texts at the same distance come in the order of their ids, so that an answer is the same twice."""
    equals = [replace(PLAIN, source=f"examples {n}") for n in range(60)]
    stored(tmp_path, directions(*[10, 20] * 30), equals)
    found = ChromaIndex(tmp_path).neighbours(directions(10)[0], 60)
    assert [n.source for n in found] == [f"examples {n}" for n in (*range(0, 60, 2), *range(1, 60, 2))]


def test_vectors_are_kept_and_read_back(tmp_path: Path) -> None:
    """By id, unchanged, and counted; a large index is written in parts."""
    many = directions(*np.linspace(0, 360, 5500))
    assert stored(tmp_path, many, [PLAIN] * 5500) == [5000, 5500]
    index = ChromaIndex(tmp_path)
    vectors = index.vectors()
    assert index.count() == len(vectors) == 5500
    assert np.stack([vectors[f"id{n:05}"] for n in range(5500)]) == pytest.approx(many, abs=1e-6)


def test_the_copy_gives_the_neighbours_of_the_collection(tmp_path: Path) -> None:
    """The same, in the same order, with all that is known of them; a damaged copy is told."""
    examples = [PLAIN, replace(PLAIN, central=(("NACM-7",),), status="partial", silence="gift-value"), PLAIN]
    vectors = directions(0, 40, 80)
    stored(tmp_path, vectors, examples)
    plain = ChromaIndex(tmp_path).neighbours(vectors[1], 3)
    index = ChromaIndex(tmp_path)
    index.write_copy([f"id{n:05}" for n in range(3)], vectors, [metadata_of(e) for e in examples])
    assert index.neighbours(vectors[1], 3) == plain
    (tmp_path / "neighbours.npz").write_bytes(b"no archive")
    with pytest.raises(IndexUnavailable, match="cannot be read"):
        ChromaIndex(tmp_path).neighbours(vectors[1], 3)


def test_an_empty_index_has_no_vectors(tmp_path: Path) -> None:
    """A new folder is an index of nothing."""
    index = ChromaIndex(tmp_path)
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
