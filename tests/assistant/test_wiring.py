"""The assistant is put together from a whole index, or says in one sentence why it cannot be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.adapters.index_chroma import ChromaIndex
from assistant.adapters.index_files import Manifest, current_version
from assistant.errors import ChatModelFailed, IndexUnavailable, InvalidInput, ModelUnavailable, RecordsUnavailable
from assistant.ports import Embedder
from assistant.settings import Settings, default_corpus
from assistant.wiring import build, build_chat_model, build_embedder, build_keys, build_records, index_folder, load, open_records
from ingest.checks import load_corpus
from ingest.index import build_index
from tests.assistant.adapters.chat_server import ChatServer, in_turn, refuses
from tests.assistant.adapters.kept import DAY, NOON, audit_entry, receipt
from tests.corpora import small_corpus
from tests.fakes import NgramEmbedder, chat_request

QUESTION = "May I accept a gift card from a client?"
WEIGHTS = default_corpus() / "embedder"
SPOILT: dict[str, Callable[[Path], object]] = {
    "deleted": lambda p: p.unlink(),
    "empty": lambda p: p.write_bytes(b""),
    "truncated": lambda p: p.write_bytes(p.read_bytes()[: p.stat().st_size // 2]),
}


def silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus."""
    return small_corpus(tmp_path_factory.mktemp("wiring") / "corpus")


@pytest.fixture(scope="module")
def built(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an index over the small corpus, made without weights."""
    data = tmp_path_factory.mktemp("built")
    build_index(load_corpus(corpus), NgramEmbedder(), data, silent)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def found(data: Path, embedder: Embedder) -> Path:
    """The folder of the index in use, which must not be built."""

    def unwanted(step: str, done: int, total: int) -> None:
        raise AssertionError(f"{step}: the index was built")

    return index_folder(Settings(data=data, corpus=data / "none"), embedder, unwanted)


def test_a_whole_index_answers(data: Path) -> None:
    """What was built is found, loaded and asked; the answer names the version."""
    folder = found(data, NgramEmbedder())
    answer = load(folder, NgramEmbedder()).answer([QUESTION])
    assert answer.citations
    assert answer.version == folder.name == current_version(data / "index")


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_every_damaged_file_is_told(data: Path, spoil: Callable[[Path], object]) -> None:
    """Whichever file of the index is gone, empty or cut short: one error with a hint, before anything is answered."""
    folder = data / "index" / str(current_version(data / "index"))
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.stat().st_size]
    assert len(paths) > 10
    for path in paths:
        whole = path.read_bytes()
        spoil(path)
        with pytest.raises(IndexUnavailable) as refused:
            load(found(data, NgramEmbedder()), NgramEmbedder())
        assert "--rebuild" in refused.value.hint, path.name
        path.write_bytes(whole)
    assert load(folder, NgramEmbedder()).answer([QUESTION]).citations


@pytest.mark.parametrize("name", ["manifest.json", "register.json", "guide.json", "fusion.json", "foreign.json", "heads.npz"])
def test_a_file_of_other_content_is_told(data: Path, name: str) -> None:
    """As long as before, but not what was written."""
    folder = data / "index" / str(current_version(data / "index"))
    (folder / name).write_bytes(b"?" * (folder / name).stat().st_size)
    with pytest.raises(IndexUnavailable, match="damaged") as refused:
        load(folder, NgramEmbedder())
    assert "--rebuild" in refused.value.hint


def test_an_index_with_vectors_missing_is_told(data: Path) -> None:
    """Fewer vectors than the manifest counts would silently find less."""
    folder = data / "index" / str(current_version(data / "index"))
    index = ChromaIndex(folder / "chroma")
    held = index.count()
    index.close()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"vectors": held + 1}), encoding="utf-8")
    with pytest.raises(IndexUnavailable, match=f"{held} of {held + 1} vectors"):
        load(folder, NgramEmbedder())


def test_a_version_that_is_not_there_is_told(data: Path) -> None:
    """`current` may name a folder that somebody removed."""
    shutil.rmtree(data / "index" / str(current_version(data / "index")))
    with pytest.raises(IndexUnavailable, match="cannot be read") as refused:
        found(data, NgramEmbedder())
    assert "--rebuild" in refused.value.hint


needs_weights = pytest.mark.skipif(not WEIGHTS.is_dir(), reason="no weights in corpus/embedder")


def _missing(data: Path) -> None:
    shutil.rmtree(data)


def _nameless(data: Path) -> None:
    (data / "index" / "current").write_text(" \n", encoding="utf-8")


def _of_another_model(data: Path) -> None:
    assert Manifest.read(data / "index" / str(current_version(data / "index"))).embedder == NgramEmbedder().name


@pytest.mark.slow
@pytest.mark.parametrize("prepare", [_missing, _nameless, _of_another_model])
def test_what_cannot_be_used_is_built(corpus: Path, data: Path, prepare: Callable[[Path], None]) -> None:
    """No index, an empty one, or one of another model: the first question builds it, the second does not."""
    prepare(data)
    # The smaller of the models that there are: what is proved here does not hang on the model.
    settings = Settings(data=data, corpus=corpus, embedder="bge-small")
    steps: list[str] = []
    answer = build(settings, lambda step, done, total: steps.append(step)).answer([QUESTION])
    assert answer.citations
    assert "Embedding" in steps
    assert Manifest.read(data / "index" / answer.version).embedder == build_embedder(settings).name
    steps.clear()
    assert build(settings, lambda step, done, total: steps.append(step)).answer([QUESTION]).id == answer.id
    assert steps == []


@pytest.mark.parametrize("embedder", ["onnx", "bge-small"])
def test_wrong_weights_are_refused(tmp_path: Path, embedder: str) -> None:
    """Weights of another checksum never answer a question."""
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"other weights")
    specification = {"name": "x", "pooling": "none", "query_prefix": "", "max_tokens": 9, "model_sha256": "0", "tokenizer_sha256": "0"}
    (tmp_path / "embedder.json").write_text(json.dumps(specification), encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="checksum") as refused:
        build(Settings(data=tmp_path / "data", model_folder=tmp_path, embedder=embedder), silent)
    assert refused.value.hint
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("embedder", ["onnx", "bge-small"])
def test_missing_weights_are_told(tmp_path: Path, embedder: str) -> None:
    """A folder without weights is one error that names the file."""
    with pytest.raises(ModelUnavailable, match="cannot be read") as refused:
        build_embedder(Settings(data=tmp_path, model_folder=tmp_path / "none", embedder=embedder))
    assert refused.value.hint


@needs_weights
def test_the_setting_names_the_embedder(tmp_path: Path) -> None:
    """Our own weights by default, under the name of their specification."""
    specification = json.loads((WEIGHTS / "embedder.json").read_text(encoding="utf-8"))
    assert build_embedder(Settings(data=tmp_path)).name.startswith(f"{specification['name']}:")


def test_no_chat_model_by_default(tmp_path: Path) -> None:
    """None is made, and no file for it."""
    assert build_chat_model(Settings(data=tmp_path), "0123") is None
    assert list(tmp_path.iterdir()) == []


def test_the_setting_names_the_chat_model(tmp_path: Path) -> None:
    """With the cache before it, in the data folder, and the circuit breaker between the two."""
    pytest.importorskip("langchain_openai", reason="the extra openai is not installed")
    with ChatServer() as server:
        settings = Settings(data=tmp_path / "data", chat_model="openai:test", chat_base_url=f"{server.url}/v1")
        model = build_chat_model(settings, "0123")
        assert model is not None
        assert model.name == "openai:test"
        assert "".join(c.text for c in model.stream(chat_request())) == "{}"
        assert [c.cached for c in model.stream(chat_request())] == [True]
        assert len(server.received) == 1
        other = build_chat_model(settings, "4567")
        assert other is not None
        server.script = in_turn(refuses(401))
        for told in ("refused", "refused", "refused", "paused"):
            with pytest.raises(ChatModelFailed, match=told):
                list(other.stream(chat_request()))
    assert (tmp_path / "data" / "chat.sqlite").is_file()


def test_a_hosted_chat_model_without_consent_is_refused(tmp_path: Path) -> None:
    """When it is made, not when the first question is asked."""
    pytest.importorskip("langchain_anthropic", reason="the extra anthropic is not installed")
    with pytest.raises(InvalidInput, match="not on this machine"):
        build_chat_model(Settings(data=tmp_path, chat_model="anthropic:claude-test"), "0123")


def test_records_and_keys_are_kept_in_the_data_folder(tmp_path: Path) -> None:
    """In one file, beside the index, made when it is first needed."""
    settings = Settings(data=tmp_path / "data")
    records, keys = build_records(settings), build_keys(settings)
    records.add_answer(audit_entry(), receipt())
    _, token = keys.create("bot", ["ask"])
    records.close()
    keys.close()
    records, keys = build_records(settings), build_keys(settings)
    assert (len(list(records.answers())), keys.find(token) is not None) == (1, True)
    records.close()
    keys.close()
    assert (tmp_path / "data" / "records.sqlite").is_file()


def test_the_setting_names_another_database(tmp_path: Path) -> None:
    """And the data folder stays as it is."""
    settings = Settings(data=tmp_path / "data", database=f"sqlite:///{tmp_path / 'other.sqlite'}")
    build_records(settings).close()
    assert (tmp_path / "other.sqlite").is_file()
    assert not (tmp_path / "data").exists()


def test_with_no_days_nothing_but_keys_is_kept(tmp_path: Path) -> None:
    """What is written is forgotten, and a purge removes what was kept under an earlier setting."""
    before = open_records(Settings(data=tmp_path))
    before.add_answer(audit_entry(answer_id="ans_before"), receipt())
    settings = Settings(data=tmp_path, keep_days=0)
    records, keys = build_records(settings), build_keys(settings)
    records.add_answer(audit_entry(answer_id="ans_after"), receipt("rcp_2"))
    keys.create("bot", ["ask"])
    assert [e.answer_id for e in before.answers()] == ["ans_before"]
    assert records.purge(NOON + DAY, NOON).answers == 1
    assert (list(before.answers()), len(keys.keys())) == ([], 1)
    for store in (before, records, keys):
        store.close()


def test_a_database_that_cannot_be_used_is_told_at_once(tmp_path: Path) -> None:
    """When it is opened, not at the first question."""
    (tmp_path / "records.sqlite").write_bytes(b"not a database, and long enough to be looked at as one " * 100)
    for open_store in (build_records, build_keys):
        with pytest.raises(RecordsUnavailable, match="no SQLite database") as refused:
            open_store(Settings(data=tmp_path))
        assert refused.value.hint
