"""The index is built beside the old one, in small steps, and swapped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.index_chroma import ChromaIndex
from assistant.adapters.index_files import Manifest, current_version
from assistant.errors import IndexUnavailable
from assistant.wiring import load
from ingest.checks import load_corpus
from ingest.index import Corpus, build_index, index_version
from tests.corpora import edit_yaml
from tests.fakes import NgramEmbedder, WatchedEmbedder

QUESTION = "May I accept a gift card from a client?"
CHANGED = ("gift policy case manager code", "are vouchers a kind of present")
_ROOT = Path(__file__).parents[2]
_STALLED_BUILD = """
import sys, time
from pathlib import Path
from ingest.checks import load_corpus
from ingest.index import build_index
from tests.fakes import NgramEmbedder, WatchedEmbedder

def stall(texts):
    print("embedding", flush=True)
    time.sleep(120)

corpus, data = map(Path, sys.argv[1:])
build_index(load_corpus(corpus), WatchedEmbedder(NgramEmbedder(), stall), data, lambda step, done, total: None)
"""


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def build(corpus: Corpus, data: Path, *, rebuild: bool = False) -> tuple[Manifest, bool, list[str]]:
    """The manifest, whether anything was built, and the texts that were embedded."""
    embedder = WatchedEmbedder(NgramEmbedder())
    manifest, built = build_index(corpus, embedder, data, silent, rebuild=rebuild)
    return manifest, built, embedder.embedded


def cited(data: Path) -> list[str]:
    """What the current index cites for a question."""
    root = data / "index"
    answer = load(root / str(current_version(root)), NgramEmbedder()).answer([QUESTION])
    return [c.id for c in answer.citations]


def folders(data: Path) -> list[str]:
    """The folders beside the index in use."""
    return sorted(p.name for p in (data / "index").iterdir() if p.is_dir())


@pytest.fixture(scope="module")
def corpus(sound: Path) -> Corpus:
    """The small corpus, checked."""
    return load_corpus(sound)


@pytest.fixture(scope="module")
def changed(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The small corpus with one way of asking in other words."""
    folder = Path(shutil.copytree(sound, tmp_path_factory.mktemp("changed") / "corpus"))
    edit_yaml(folder / "guide" / "topics" / "practice.yaml", *CHANGED)
    return load_corpus(folder)


@pytest.fixture(scope="module")
def built(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index over the small corpus."""
    data = tmp_path_factory.mktemp("built")
    build(corpus, data)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of the built index that a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def test_the_first_build_holds_every_text_once(corpus: Corpus, tmp_path: Path) -> None:
    """All clauses and ways of asking are embedded and stored, each text once, and the index answers."""
    manifest, was_built, embedded = build(corpus, tmp_path)
    texts = {e.text for e in corpus.examples} | {c.text for c in corpus.clauses}
    assert was_built
    assert sorted(embedded) == sorted(texts)
    assert (manifest.clauses, manifest.vectors) == (len(corpus.clauses), len(texts))
    assert cited(tmp_path)
    assert folders(tmp_path) == [manifest.version]


def test_progress_is_told(corpus: Corpus, tmp_path: Path) -> None:
    """Each step begins at nothing or moves on, and ends with all of it done."""
    told: list[tuple[str, int, int]] = []
    build_index(corpus, NgramEmbedder(), tmp_path, lambda *step: told.append(step))
    steps = list(dict.fromkeys(step for step, _, _ in told))
    assert steps == ["Embedding", "Storing", "Training"]
    for step in steps:
        counts = [(done, total) for name, done, total in told if name == step]
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1]


def test_a_second_build_skips(corpus: Corpus, data: Path) -> None:
    """An index that is current is left alone, to the last byte."""
    before = {p: p.stat().st_mtime_ns for p in data.rglob("*.json")}
    manifest, was_built, embedded = build(corpus, data)
    assert (was_built, embedded) == (False, [])
    assert manifest.version == current_version(data / "index")
    assert {p: p.stat().st_mtime_ns for p in data.rglob("*.json")} == before


def test_only_what_changed_is_embedded_again(changed: Corpus, data: Path) -> None:
    """A changed way of asking costs one embedding; the old index is gone and its text with it."""
    old = current_version(data / "index")
    manifest, was_built, embedded = build(changed, data)
    assert (was_built, embedded) == (True, [CHANGED[1]])
    assert manifest.version != old
    assert folders(data) == [manifest.version]
    index = ChromaIndex(data / "index" / manifest.version / "chroma")
    assert index.count() == manifest.vectors
    index.close()


def test_a_rebuild_makes_the_same_index(corpus: Corpus, data: Path) -> None:
    """Asked for, it builds although nothing changed: same version, same answer."""
    before = cited(data)
    manifest, was_built, _ = build(corpus, data, rebuild=True)
    assert was_built
    assert folders(data) == [f"{manifest.version}-again"]
    assert cited(data) == before


def test_a_rebuild_mends_a_damaged_index(corpus: Corpus, data: Path) -> None:
    """Vectors that cannot be read are embedded anew."""
    version = str(current_version(data / "index"))
    shutil.rmtree(data / "index" / version / "chroma")
    _, was_built, embedded = build(corpus, data, rebuild=True)
    assert was_built
    assert len(embedded) == len({e.text for e in corpus.examples} | {c.text for c in corpus.clauses})
    assert cited(data)


@pytest.mark.parametrize("step", ["Embedding", "Storing", "Training"])
def test_a_build_that_fails_leaves_the_old_index(changed: Corpus, data: Path, step: str) -> None:
    """An error at any step leaves the old index in use, and nothing half made."""
    old, before = current_version(data / "index"), cited(data)

    def fail(name: str, done: int, total: int) -> None:
        if name == step and done:
            raise RuntimeError(name)

    with pytest.raises(RuntimeError):
        build_index(changed, NgramEmbedder(), data, fail)
    assert current_version(data / "index") == old
    assert folders(data) == [old]
    assert cited(data) == before


def test_an_embedder_that_fails_leaves_the_old_index(changed: Corpus, data: Path) -> None:
    """Weights that break down half way leave the old index in use."""

    def fail(texts: Sequence[str]) -> None:
        raise MemoryError

    before = cited(data)
    with pytest.raises(MemoryError):
        build_index(changed, WatchedEmbedder(NgramEmbedder(), fail), data, silent)
    assert cited(data) == before


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_index_and_is_cleaned_up(sound: Path, changed: Corpus, data: Path, tmp_path: Path) -> None:
    """Killed without a chance to tidy, the old index still answers; the next build removes what was left."""
    spoilt = Path(shutil.copytree(sound, tmp_path / "corpus"))
    edit_yaml(spoilt / "guide" / "topics" / "practice.yaml", *CHANGED)
    old, before = current_version(data / "index"), cited(data)
    process = subprocess.Popen([sys.executable, "-c", _STALLED_BUILD, str(spoilt), str(data)], stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "embedding\n"
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert current_version(data / "index") == old
    assert any(f.startswith("building-") for f in folders(data))
    assert cited(data) == before
    manifest, was_built, _ = build(changed, data)
    assert was_built
    assert folders(data) == [manifest.version]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(corpus: Corpus, tmp_path: Path) -> None:
    """A data folder that cannot be written is one error with a hint."""
    tmp_path.chmod(0o500)
    with pytest.raises(IndexUnavailable) as refused:
        build(corpus, tmp_path / "data")
    assert "ETHICS_DESK_DATA" in refused.value.hint


def test_a_folder_that_cannot_be_made_is_told(corpus: Corpus, tmp_path: Path) -> None:
    """A data folder below a file is one error with a hint."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="cannot be written") as refused:
        build(corpus, tmp_path / "file" / "data")
    assert "ETHICS_DESK_DATA" in refused.value.hint


def test_the_version_changes_with_content_and_with_model(corpus: Corpus, changed: Corpus) -> None:
    """Another text or another model is another version; the same of both is the same one."""
    version = index_version(corpus, "n-grams")
    assert version == index_version(replace(corpus), "n-grams")
    assert len({version, index_version(changed, "n-grams"), index_version(corpus, "other")}) == 3


def test_another_model_embeds_everything_again(corpus: Corpus, data: Path) -> None:
    """Vectors of one model are of no use to another."""
    embedder = WatchedEmbedder(NgramEmbedder("other weights"))
    manifest, was_built = build_index(corpus, embedder, data, silent)
    assert was_built
    assert manifest.embedder == "other weights"
    assert len(embedder.embedded) == manifest.vectors
