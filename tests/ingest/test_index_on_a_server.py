"""An index whose vectors lie on a real Chroma server: built beside the old one, swapped, cleaned up, and asked nothing while it answers."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters.index_chroma_server import ChromaServer
from assistant.adapters.index_files import Manifest, current_version, read_collection
from assistant.errors import CorpusFault, IndexUnavailable
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from assistant.wiring import index_folder, load
from ingest.checks import load_corpus
from ingest.index import Corpus, build_index
from tests.assistant.adapters.chroma_process import ChromaProcess, Relay, free_port
from tests.corpora import edit_yaml
from tests.fakes import NgramEmbedder, WatchedEmbedder

pytestmark = pytest.mark.slow

QUESTIONS = ["May I accept a gift card from a client?", "My zebra-loving colleague Quentin drinks at work; what now?"]
CHANGED = ("gift policy case manager code", "are vouchers a kind of present")
_ROOT = Path(__file__).parents[2]
_KILLED_BUILD = """
import os, sys
from pathlib import Path
from assistant.adapters.index_chroma_server import ChromaServer
from ingest.checks import load_corpus
from ingest.index import build_index
from tests.fakes import NgramEmbedder

def end(step, done, total):
    if step == "Storing" and done:
        os.kill(os.getpid(), 9)

corpus, data = map(Path, sys.argv[1:3])
build_index(load_corpus(corpus), NgramEmbedder(), data, end, server=ChromaServer(url=sys.argv[3]))
"""


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server in its own process."""
    with ChromaProcess(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture(scope="module")
def corpus(sound: Path) -> Corpus:
    """The small corpus, checked."""
    return load_corpus(sound)


@pytest.fixture(scope="module")
def changed_sources(sound: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small corpus with one way of asking in other words."""
    folder = Path(shutil.copytree(sound, tmp_path_factory.mktemp("changed") / "corpus"))
    edit_yaml(folder / "guide" / "topics" / "practice.yaml", *CHANGED)
    return folder


@pytest.fixture(scope="module")
def changed(changed_sources: Path) -> Corpus:
    """The changed corpus, checked."""
    return load_corpus(changed_sources)


@pytest.fixture(scope="module")
def built(corpus: Corpus, chroma: ChromaProcess, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose index has its vectors on the server."""
    folder = tmp_path_factory.mktemp("built")
    build_index(corpus, NgramEmbedder(), folder, silent, server=chroma.server)
    return folder


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy of it, for a test that leaves the collection alone."""
    return Path(shutil.copytree(built, tmp_path / "data"))


@pytest.fixture
def own(corpus: Corpus, chroma: ChromaProcess, tmp_path: Path) -> Path:
    """One with a collection of its own, which a test may spoil."""
    build_index(corpus, NgramEmbedder(), tmp_path / "own", silent, server=chroma.server)
    return tmp_path / "own"


def folder(data: Path) -> Path:
    """The index in use."""
    return data / "index" / str(current_version(data / "index"))


def loaded(data: Path, server: ChromaServer | None) -> Assistant:
    """The assistant over the index in use."""
    return load(folder(data), NgramEmbedder(), server)


def answers(assistant: Assistant) -> list[Answer]:
    """What it says to the questions, without the times."""
    return [assistant.answer([q]) for q in QUESTIONS]


def told(answers: list[Answer]) -> list[object]:
    """What of answers must not depend on where the vectors lie."""
    return [(a.id, a.status, a.statements, a.citations, a.consult, a.version) for a in answers]


def collections(data: Path) -> list[str]:
    """The collections that folders of the index name."""
    return sorted(name for p in (data / "index").iterdir() if p.is_dir() and (name := read_collection(p)))


def test_it_answers_as_one_in_a_folder(corpus: Corpus, data: Path, chroma: ChromaProcess, tmp_path: Path) -> None:
    """The same ids, statements and clauses, over the same version, whether the vectors are read from the copy or the server."""
    build_index(corpus, NgramEmbedder(), tmp_path / "local", silent)
    embedded = told(answers(loaded(tmp_path / "local", None)))
    assert told(answers(loaded(data, chroma.server))) == embedded
    shutil.rmtree(folder(data) / "chroma")
    assert told(answers(loaded(data, chroma.server))) == embedded


def test_the_collection_is_named_by_the_version(data: Path, chroma: ChromaProcess) -> None:
    """With a suffix of each build, within what Chroma allows for a name; no vector store lies in the folder."""
    name = read_collection(folder(data))
    assert name.startswith(f"ethics-desk-{current_version(data / 'index')}-")
    assert 3 <= len(name) <= 512
    assert name in chroma.collections
    assert [p.name for p in (folder(data) / "chroma").iterdir()] == ["neighbours.npz"]


def test_a_machine_with_the_other_files_answers(data: Path, chroma: ChromaProcess, tmp_path: Path) -> None:
    """What the manifest lists is enough, beside the server: no vectors are among it."""
    files = [*Manifest.read(folder(data)).files, "manifest.json"]
    assert not [f for f in files if f.startswith("chroma")]
    for name in files:
        (tmp_path / "other" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder(data) / name, tmp_path / "other" / name)
    assert told(answers(load(tmp_path / "other", NgramEmbedder(), chroma.server))) == told(answers(loaded(data, chroma.server)))


@pytest.mark.parametrize("copied", [True, False])
def test_no_question_is_sent_to_the_server(data: Path, chroma: ChromaProcess, copied: bool) -> None:
    """All that is sent is sent while the index is opened: not a byte, nor a connection, for any question, in any form."""
    if not copied:
        shutil.rmtree(folder(data) / "chroma")
    with Relay(chroma.port) as relay:
        assistant = loaded(data, ChromaServer(url=relay.url))
        opened, connections = relay.sent, relay.connections
        assert b"/count" in opened
        assert (b"/get" in opened) is not copied
        assert [a.citations for a in answers(assistant)]
        assistant.find(QUESTIONS[0])
        assert (relay.sent, relay.connections) == (opened, connections)


def test_a_server_that_goes_away_later_is_not_missed(data: Path, chroma: ChromaProcess) -> None:
    """Once opened, an index answers without it; it is not opened without it; and what was stored is there when it comes back."""
    shutil.rmtree(folder(data) / "chroma")
    assistant = loaded(data, chroma.server)
    chroma.stop()
    try:
        assert assistant.answer([QUESTIONS[0]]).citations
        with pytest.raises(IndexUnavailable, match="cannot be reached"):
            loaded(data, chroma.server)
    finally:
        chroma.start()
    assert loaded(data, chroma.server).answer([QUESTIONS[0]]).citations


def test_a_second_build_skips(corpus: Corpus, data: Path, chroma: ChromaProcess) -> None:
    """What is current is left alone, on the server too."""
    before = chroma.collections
    assert build_index(corpus, NgramEmbedder(), data, silent, server=chroma.server)[1] is False
    assert chroma.collections == before


def test_a_new_version_takes_the_place_of_the_old_one(changed: Corpus, own: Path, chroma: ChromaProcess) -> None:
    """One text is embedded; the old collection goes, and those of others stay."""
    chroma.server.create(f"others-{own.parent.name}", {})
    before, old = chroma.collections, read_collection(folder(own))
    embedder = WatchedEmbedder(NgramEmbedder())
    manifest, built = build_index(changed, embedder, own, silent, server=chroma.server)
    new = read_collection(folder(own))
    assert (built, embedder.embedded) == (True, [CHANGED[1]])
    assert chroma.collections == sorted({*before, new} - {old})
    assert chroma.server.open(new).count() == manifest.vectors


def test_a_rebuild_makes_a_new_collection(corpus: Corpus, own: Path, chroma: ChromaProcess) -> None:
    """The same version and answers, in a collection of another name, also where the old one was lost."""
    before, old = told(answers(loaded(own, chroma.server))), read_collection(folder(own))
    chroma.server.remove(old)
    with pytest.raises(IndexUnavailable, match="no collection") as missing:
        loaded(own, chroma.server)
    assert "--rebuild" in missing.value.hint
    build_index(corpus, NgramEmbedder(), own, silent, rebuild=True, server=chroma.server)
    assert read_collection(folder(own)) != old
    assert told(answers(loaded(own, chroma.server))) == before


def test_a_collection_with_vectors_missing_is_told(data: Path, chroma: ChromaProcess) -> None:
    """Fewer than the manifest counts would silently find less."""
    path = folder(data) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"vectors": manifest["vectors"] + 1}), encoding="utf-8")
    with pytest.raises(IndexUnavailable, match=f"{manifest['vectors']} of {manifest['vectors'] + 1} vectors"):
        loaded(data, chroma.server)


@pytest.mark.parametrize("step", ["Embedding", "Storing", "Training"])
def test_a_build_that_fails_leaves_the_old_collection(changed: Corpus, data: Path, chroma: ChromaProcess, step: str) -> None:
    """An error at any step: the old index answers, and nothing half made is left on either side."""
    before, old = chroma.collections, told(answers(loaded(data, chroma.server)))

    def fail(name: str, done: int, total: int) -> None:
        if name == step and done:
            raise RuntimeError(name)

    with pytest.raises(RuntimeError):
        build_index(changed, NgramEmbedder(), data, fail, server=chroma.server)
    assert chroma.collections == before
    assert told(answers(loaded(data, chroma.server))) == old


def test_a_killed_build_leaves_the_old_collection_and_is_cleaned_up(
    changed_sources: Path, changed: Corpus, own: Path, chroma: ChromaProcess
) -> None:
    """Killed without a chance to tidy: the old index answers; the next build removes what was left in the folder and on the server."""
    before, old = chroma.collections, told(answers(loaded(own, chroma.server)))
    command = [sys.executable, "-c", _KILLED_BUILD, str(changed_sources), str(own), chroma.url]
    assert subprocess.run(command, cwd=_ROOT, check=False).returncode == -signal.SIGKILL
    assert len(chroma.collections) == len(before) + 1
    assert told(answers(loaded(own, chroma.server))) == old
    build_index(changed, NgramEmbedder(), own, silent, server=chroma.server)
    assert len(chroma.collections) == len(before)
    assert collections(own) == [read_collection(folder(own))]
    assert {*collections(own)} < {*chroma.collections}


def test_a_server_that_is_not_there_is_told_before_anything_is_embedded(changed: Corpus, data: Path) -> None:
    """The old index stays, and so does its folder."""
    embedder = WatchedEmbedder(NgramEmbedder())
    before = current_version(data / "index")
    with pytest.raises(IndexUnavailable, match="cannot be reached"):
        build_index(changed, embedder, data, silent, server=ChromaServer(url=f"http://127.0.0.1:{free_port()}"))
    assert embedder.embedded == []
    assert current_version(data / "index") == before


def test_an_index_may_move_to_a_server_and_back(corpus: Corpus, data: Path, chroma: ChromaProcess) -> None:
    """Nothing is embedded on the way there; on the way back the collection stays, because the server is not known any more."""
    local, there = data.parent / "moving", WatchedEmbedder(NgramEmbedder())
    build_index(corpus, NgramEmbedder(), local, silent)
    assert build_index(corpus, there, local, silent, server=chroma.server)[1]
    assert there.embedded == []
    name = read_collection(folder(local))
    assert name in chroma.collections
    with pytest.raises(IndexUnavailable, match="none is set") as refused:
        loaded(local, None)
    assert "ETHICS_DESK_CHROMA_URL" in refused.value.hint
    assert build_index(corpus, NgramEmbedder(), local, silent)[1]
    assert read_collection(folder(local)) == ""
    assert told(answers(loaded(local, None))) == told(answers(loaded(data, chroma.server)))
    assert name in chroma.collections


def test_the_setting_decides_whether_an_index_can_be_used(data: Path, chroma: ChromaProcess) -> None:
    """An index on a server is used where a server is set, by whatever name; without one it is built anew."""

    def noticed(step: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    used = Settings(data=data, corpus=data / "none", chroma_url="http://another.name:1")
    assert index_folder(used, NgramEmbedder(), noticed) == folder(data)
    # Built anew means read anew: the corpus that is not there.
    with pytest.raises(CorpusFault, match="refused"):
        index_folder(Settings(data=data, corpus=data / "none"), NgramEmbedder(), noticed)
