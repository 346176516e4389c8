"""Settings come from the environment, and every wrong one is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import InvalidInput
from assistant.settings import Settings, default_corpus, load_settings


@pytest.fixture(autouse=True)
def _no_dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs where no .env lies, with none of our variables set."""
    monkeypatch.chdir(tmp_path)
    for name in [n for n in os.environ if n.startswith("ETHICS_DESK_")]:
        monkeypatch.delenv(name)


def test_defaults_need_nothing() -> None:
    """Without a variable set: the corpus of this checkout, our own weights, a folder of the user's."""
    settings = load_settings()
    assert settings.corpus == default_corpus() == Path(__file__).resolve().parents[2] / "corpus"
    assert (settings.embedder, settings.model_folder) == ("onnx", None)
    assert settings.data.name == "ethics-desk"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each setting has a variable with our prefix."""
    monkeypatch.setenv("ETHICS_DESK_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("ETHICS_DESK_EMBEDDER", "sentence-transformers:some-folder")
    monkeypatch.setenv("ETHICS_DESK_THREADS", "1")
    settings = load_settings()
    assert (settings.data, settings.embedder, settings.threads) == (tmp_path / "elsewhere", "sentence-transformers:some-folder", 1)


def test_a_dotenv_file_is_read_and_other_programs_lines_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .env in the working folder serves too; the environment goes first."""
    (tmp_path / ".env").write_text("ETHICS_DESK_THREADS=3\nETHICS_DESK_EMBEDDER=bge-small\nOTHER_TOOL=1\n", encoding="utf-8")
    monkeypatch.setenv("ETHICS_DESK_THREADS", "5")
    settings = load_settings()
    assert (settings.threads, settings.embedder) == (5, "bge-small")


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names each variable as the user sets it, and the hint what to do."""
    monkeypatch.setenv("ETHICS_DESK_THREADS", "none")
    monkeypatch.setenv("ETHICS_DESK_EMBEDDER", "gpt")
    with pytest.raises(InvalidInput) as refused:
        load_settings()
    assert "ETHICS_DESK_THREADS:" in refused.value.message
    assert "ETHICS_DESK_EMBEDDER:" in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize("threads", ["0", "-1"])
def test_threads_must_be_positive(monkeypatch: pytest.MonkeyPatch, threads: str) -> None:
    """No threads, no answer."""
    monkeypatch.setenv("ETHICS_DESK_THREADS", threads)
    with pytest.raises(InvalidInput, match="ETHICS_DESK_THREADS"):
        load_settings()


def test_settings_do_not_change() -> None:
    """Settings are frozen, so that one part cannot change them under another."""
    with pytest.raises(ValueError, match="frozen"):
        Settings().threads = 9  # type: ignore[misc]


def test_no_chat_model_is_set_by_default() -> None:
    """Answers need none, and nothing may leave this machine before somebody has said so."""
    settings = load_settings()
    assert (settings.chat_model, settings.chat_consent, settings.chat_api_key) == ("", False, None)


def test_a_chat_model_is_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Provider and model in one; the rest has defaults, or comes as text like everything in an environment."""
    monkeypatch.setenv("ETHICS_DESK_CHAT_MODEL", "ollama:llama3.2:3b")
    monkeypatch.setenv("ETHICS_DESK_CHAT_CONSENT", "true")
    monkeypatch.setenv("ETHICS_DESK_CHAT_PRICE", "[1.5, 6.0]")
    settings = load_settings()
    assert (settings.chat_model, settings.chat_consent, settings.chat_price) == ("ollama:llama3.2:3b", True, (1.5, 6.0))
    assert (settings.chat_seconds, settings.chat_cache_days) == (60, 30)


def test_a_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that are printed or logged keep it to themselves."""
    monkeypatch.setenv("ETHICS_DESK_CHAT_API_KEY", "sk-a-key-of-ours")
    settings = load_settings()
    assert "sk-a-key-of-ours" not in f"{settings!r} {settings}"
    assert settings.chat_api_key is not None
    assert settings.chat_api_key.get_secret_value() == "sk-a-key-of-ours"


@pytest.mark.parametrize(
    "url", ["http://chroma.internal:8000", "https://chroma.internal", "http://[::1]:8000/vectors/", "http://10.0.0.5:8000"]
)
def test_a_chroma_server_is_an_address(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """A host, perhaps a port and a path; none by default."""
    assert (load_settings().chroma_url, load_settings().chroma_token) == ("", None)
    monkeypatch.setenv("ETHICS_DESK_CHROMA_URL", url)
    monkeypatch.setenv("ETHICS_DESK_CHROMA_TOKEN", "")
    assert (load_settings().chroma_url, load_settings().chroma_token) == (url.rstrip("/"), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHROMA_URL", "chroma.internal:8000"),
        ("CHROMA_URL", "ftp://chroma.internal"),
        ("CHROMA_URL", "http://"),
        ("CHROMA_URL", "http://user:sesame@chroma.internal"),
        ("CHROMA_URL", "http://chroma.internal?token=sesame"),
        ("CHROMA_URL", "http://chroma.internal:sesame"),
        ("CHROMA_URL", "http://chroma.internal:70000"),
        ("CHROMA_URL", "http://chroma.internal:0"),
        ("CHROMA_URL", "http://chroma.internal/ sesame"),
        ("CHROMA_TOKEN", "open sesame"),
        ("CHROMA_TOKEN", "sesamé"),
    ],
)
def test_a_wrong_setting_of_the_chroma_server_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """By its variable: there may be a secret in it."""
    monkeypatch.setenv(f"ETHICS_DESK_{name}", value)
    with pytest.raises(InvalidInput, match=f"ETHICS_DESK_{name}") as refused:
        load_settings()
    assert "sesam" not in f"{refused.value.message} {refused.value.hint}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHAT_MODEL", "llama3"),
        ("CHAT_MODEL", "OpenAI:gpt-4o"),
        ("CHAT_MODEL", "openai: "),
        ("CHAT_CONSENT", "perhaps"),
        ("CHAT_SECONDS", "0"),
        ("CHAT_CONTEXT", "100"),
        ("CHAT_BUDGET", "-1"),
        ("CHAT_CACHE_DAYS", "-1"),
        ("CHAT_PRICE", "[1.5]"),
    ],
)
def test_a_wrong_setting_of_the_chat_model_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Each by its variable."""
    monkeypatch.setenv(f"ETHICS_DESK_{name}", value)
    with pytest.raises(InvalidInput, match=f"ETHICS_DESK_{name}"):
        load_settings()


def test_records_are_kept_for_thirty_days_by_default() -> None:
    """In a file of the data folder; conversations are not."""
    settings = load_settings()
    assert (settings.database.get_secret_value(), settings.keep_days, settings.keep_conversations) == ("", 30, False)


def test_the_database_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its URL may hold a password."""
    monkeypatch.setenv("ETHICS_DESK_DATABASE", "postgresql://desk:a-secret@host/desk")
    settings = load_settings()
    assert "a-secret" not in f"{settings!r} {settings}"
    assert settings.database.get_secret_value() == "postgresql://desk:a-secret@host/desk"


@pytest.mark.parametrize("days", ["-1", "40000", "some"])
def test_the_days_to_keep_are_a_number_of_days(monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    """At most a hundred years: a date must come out."""
    monkeypatch.setenv("ETHICS_DESK_KEEP_DAYS", days)
    with pytest.raises(InvalidInput, match="ETHICS_DESK_KEEP_DAYS"):
        load_settings()
