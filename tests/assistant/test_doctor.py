"""The doctor finds each fault, says what to do, and changes nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from pydantic import SecretStr

from assistant.doctor import Check, run_checks
from assistant.pipeline import Assistant
from assistant.settings import Settings, default_corpus
from ingest.command import build_from
from tests.assistant.adapters.chat_server import ChatServer, Reply, breaks_off, in_turn, refuses, said, stalls
from tests.assistant.adapters.chroma_process import ChromaProcess
from tests.corpora import small_corpus


def examined(settings: Settings) -> dict[str, Check]:
    """The checks by name."""
    return {c.name: c for c in run_checks(settings)}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the corpus that a test may spoil."""
    return Path(shutil.copytree(default_corpus(), tmp_path / "corpus"))


def test_a_sound_installation_passes(assistant: Assistant, settings: Settings) -> None:
    """With an index every part passes within five seconds, the real question with its time."""
    start = perf_counter()
    checks = examined(settings)
    assert perf_counter() - start < 5
    assert [c for c in checks.values() if not c.passed and c.name != "Commands"] == []
    assert assistant.parts.version in checks["Search index"].detail
    assert " ms, citing " in checks["A real question"].detail


def test_without_an_index_it_says_how_to_get_one(tmp_path: Path) -> None:
    """No index is a fault with a hint; nothing is created on the way."""
    checks = examined(Settings(data=tmp_path / "none"))
    assert not checks["Search index"].passed
    assert "ethics-desk ingest" in checks["Search index"].hint
    assert not checks["A real question"].passed
    assert checks["Data folder"].passed
    assert list(tmp_path.iterdir()) == []


def test_a_changed_source_is_found(corpus: Path, tmp_path: Path) -> None:
    """Every source file whose content is not what the register records is named."""
    sources = sorted((corpus / "sources").glob("*.txt"))
    sources[0].write_bytes(sources[0].read_bytes() + b" ")
    sources[1].unlink()
    check = examined(Settings(corpus=corpus, data=tmp_path))["Corpus"]
    assert not check.passed
    assert all(s.name in check.detail for s in sources)


def test_a_corpus_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    """The other checks still run; the weights looked for here do not lie in the corpus."""
    checks = examined(Settings(corpus=tmp_path / "none", data=tmp_path, embedder="bge-small"))
    assert not checks["Corpus"].passed
    assert checks["Embedding weights"].passed


def test_an_index_over_other_clauses_is_not_current(assistant: Assistant, settings: Settings, corpus: Path) -> None:
    """A register that changed since the index was built asks for `ethics-desk ingest`."""
    register = corpus / "register.json"
    register.write_text(register.read_text(encoding="utf-8").replace('"advisory"', '"advisory only"'), encoding="utf-8")
    check = examined(Settings(corpus=corpus, data=settings.data))["Search index"]
    assert not check.passed
    assert "ethics-desk ingest" in check.hint


@pytest.fixture
def on_a_server(tmp_path: Path) -> Iterator[tuple[Settings, ChromaProcess]]:
    """Settings with a small index whose vectors lie on a Chroma server, and the server."""
    folder = small_corpus(tmp_path / "small")
    (folder / "embedder").symlink_to(default_corpus() / "embedder")
    with ChromaProcess(tmp_path / "chroma") as chroma:
        settings = Settings(data=tmp_path / "data", corpus=folder, chroma_url=chroma.url, chroma_token=SecretStr("sesame"))
        build_from(settings, lambda step, done, total: None)
        yield settings, chroma


@pytest.mark.slow
@pytest.mark.skipif(not (default_corpus() / "embedder").is_dir(), reason="no weights in corpus/embedder")
def test_the_chroma_server_is_named(on_a_server: tuple[Settings, ChromaProcess]) -> None:
    """Its host, the collection, and that the connection is open to others; one that is away, and one that is not set, are faults."""
    settings, chroma = on_a_server
    check = examined(settings)["Search index"]
    assert check.passed
    assert chroma.collections[0] in check.detail
    assert f"the Chroma server at 127.0.0.1:{chroma.port}" in check.detail
    assert "not encrypted" in check.detail
    elsewhere = examined(settings.model_copy(update={"chroma_url": ""}))["Search index"]
    assert "does not have its vectors in the data folder" in elsewhere.detail
    assert "ethics-desk ingest" in elsewhere.hint
    chroma.stop()
    away = examined(settings)["Search index"]
    assert not away.passed
    assert f"127.0.0.1:{chroma.port} cannot be reached" in away.detail
    assert "ETHICS_DESK_CHROMA_URL" in away.hint
    assert "sesame" not in f"{check} {elsewhere} {away}"


def test_a_damaged_index_is_found(assistant: Assistant, settings: Settings, tmp_path: Path) -> None:
    """An index with a file missing or spoilt does not pass, and the doctor does not fall over it."""
    for name in ("manifest.json", "register.json", "guide.json"):
        data = tmp_path / name
        shutil.copytree(settings.data, data)
        path = data / "index" / assistant.parts.version / name
        path.write_bytes(path.read_bytes()[:20])
        checks = examined(Settings(data=data))
        assert not checks["Search index"].passed
        assert checks["Search index"].hint


def test_weights_that_are_not_the_expected_ones_are_found(tmp_path: Path) -> None:
    """Wrong weights fail by their checksum, and what needs them says so."""
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"other")
    shutil.copy(default_corpus() / "embedder" / "embedder.json", tmp_path)
    checks = examined(Settings(model_folder=tmp_path, data=tmp_path / "data"))
    assert not checks["Embedding weights"].passed
    assert "checksum" in checks["Embedding weights"].detail
    assert "embedding weights" in checks["Search index"].detail


def test_a_data_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    """A file in the place of the folder is told, with the setting that helps."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    check = examined(Settings(data=tmp_path / "file"))["Data folder"]
    assert not check.passed
    assert "ETHICS_DESK_DATA" in check.hint


@pytest.mark.parametrize(
    ("variable", "value"), [("LANGSMITH_TRACING", "true"), ("CHROMA_OTEL_COLLECTION_ENDPOINT", "http://localhost:4317")]
)
def test_telemetry_of_other_libraries_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str) -> None:
    """A variable that would send questions elsewhere is a fault that names it."""
    monkeypatch.setenv(variable, value)
    check = examined(Settings(data=tmp_path))["Telemetry"]
    assert not check.passed
    assert variable in check.detail


def test_no_chat_model_is_in_order(tmp_path: Path) -> None:
    """None is needed."""
    check = examined(Settings(data=tmp_path))["Chat model"]
    assert check.passed
    assert check.detail == "none set: answers are composed without one"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A chat model's server on this machine."""
    pytest.importorskip("langchain_openai", reason="the extra openai is not installed")
    with ChatServer() as server:
        yield server


def with_model(server: ChatServer, data: Path, **more: Any) -> Check:
    """The check of a model of that server."""
    return examined(Settings(data=data, chat_model="openai:test", chat_base_url=f"{server.url}/v1", **more))["Chat model"]


def test_a_chat_model_is_asked_once(server: ChatServer, tmp_path: Path) -> None:
    """One real call, whose times and speed are told; nothing is kept of it."""
    server.script = in_turn(said('{"ready": "yes"}', size=4, delay=0.05))
    check = with_model(server, tmp_path)
    assert check.passed
    assert re.fullmatch(
        r"openai:test at 127\.0\.0\.1:\d+, on this machine, held to the schema: "
        r"libraries loaded in \d\.\d s, first piece after \d\.\d s, all in \d\.\d s, \d+ tokens a second",
        check.detail,
    )
    assert len(server.received) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_chat_model_that_writes_no_json_is_told(server: ChatServer, tmp_path: Path) -> None:
    """It works, but its explanations will hardly be used."""
    server.script = lambda body: refuses(400) if "response_format" in body else said("I am ready.")
    check = with_model(server, tmp_path)
    assert check.passed
    assert "without a schema, which its server refuses" in check.detail
    assert "did not write the JSON asked for" in check.detail


@pytest.mark.parametrize(
    ("reply", "told"),
    [(refuses(401), "refused the key"), (stalls(), "longer than 1 seconds"), (breaks_off('{"re'), "broke off")],
)
def test_a_chat_model_that_fails_is_a_fault(server: ChatServer, tmp_path: Path, reply: Reply, told: str) -> None:
    """With what to do about it."""
    server.script = in_turn(reply)
    check = with_model(server, tmp_path, chat_seconds=1)
    assert not check.passed
    assert told in check.detail
    assert check.hint


def test_a_chat_model_without_consent_is_a_fault_and_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host is named, and the variable that would allow it."""
    pytest.importorskip("langchain_openai", reason="the extra openai is not installed")
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    check = examined(Settings(data=tmp_path, chat_model="openai:gpt-4o", chat_api_key=SecretStr("k")))["Chat model"]
    assert not check.passed
    assert "api.openai.com" in check.detail
    assert "ETHICS_DESK_CHAT_CONSENT" in check.hint


def test_the_extras_of_chat_models_are_listed(tmp_path: Path) -> None:
    """Each provider's package with its version, or that it is not installed."""
    detail = examined(Settings(data=tmp_path))["Optional extras"].detail
    for package in ("langchain-openai", "langchain-ollama", "langchain-anthropic", "langchain-google-genai", "langchain-aws"):
        assert re.search(rf"{package} (\d|not installed)", detail)
