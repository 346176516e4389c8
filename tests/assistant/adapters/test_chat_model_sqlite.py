"""The cache: the same question is answered from the file, and no state of the file ever breaks an answer."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import time
from typing import Any

import pytest

from assistant.adapters.chat_model_sqlite import CachedChatModel
from assistant.errors import ChatModelFailed
from assistant.ports import ChatModel
from tests.fakes import ScriptedChatModel, chat_request

ROOT = Path(__file__).resolve().parents[3]
DAY = 86_400
FAILED = ChatModelFailed("The chat model failed.", "Try again.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the cache lies."""
    return tmp_path / "data" / "chat.sqlite"


def cached(inner: ChatModel, path: Path, **more: Any) -> CachedChatModel:
    """A cache over a model, for 30 days."""
    return CachedChatModel(inner, path, **{"corpus_version": "0123", "address": "http://127.0.0.1/v1", "days": 30, **more})


def text_of(model: ChatModel, **changes: Any) -> str:
    """What the model writes."""
    return "".join(c.text for c in model.stream(chat_request(**changes)))


def rows(path: Path, query: str = "SELECT * FROM outputs") -> list[Any]:
    """What the file holds."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_the_second_time_the_model_is_not_asked(path: Path) -> None:
    """The whole text comes at once, marked as cached, and counts no tokens."""
    inner = ScriptedChatModel(["some", " words"])
    model = cached(inner, path)
    assert text_of(model) == "some words"
    chunks = list(model.stream(chat_request()))
    assert [(c.text, c.input_tokens, c.output_tokens, c.cached) for c in chunks] == [("some words", 0, 0, True)]
    assert len(inner.requests) == 1


def test_another_process_finds_it_too(path: Path) -> None:
    """The file is all that is shared."""
    assert text_of(cached(ScriptedChatModel("first"), path)) == "first"
    assert text_of(cached(ScriptedChatModel("second"), path)) == "first"


@pytest.mark.parametrize(
    "changes",
    [
        {"user": "another question"},
        {"system": "another prompt"},
        {"prompt": "explain.v2 4567"},
        {"schema": {"type": "object"}},
        {"purpose": "translate"},
        {"most_tokens": 100},
    ],
    ids=lambda c: next(iter(c)),
)
def test_another_request_is_another_question(path: Path, changes: dict[str, Any]) -> None:
    """Everything that shapes the output tells requests apart."""
    model = cached(ScriptedChatModel("first", "second"), path)
    assert [text_of(model), text_of(model, **changes), text_of(model)] == ["first", "second", "first"]


@pytest.mark.parametrize("changes", [{"corpus_version": "4567"}, {"address": "http://127.0.0.2/v1"}])
def test_another_corpus_or_server_is_asked_anew(path: Path, changes: dict[str, Any]) -> None:
    """The clauses may differ, or the model behind the same name."""
    assert text_of(cached(ScriptedChatModel("first"), path)) == "first"
    assert text_of(cached(ScriptedChatModel("second"), path, **changes)) == "second"


def test_another_model_is_asked_anew(path: Path) -> None:
    """Each model has its own words."""
    assert text_of(cached(ScriptedChatModel("first"), path)) == "first"
    assert text_of(cached(ScriptedChatModel("second", name="scripted:other"), path)) == "second"


def test_how_long_it_may_take_does_not_matter(path: Path) -> None:
    """What was written in time is there in no time."""
    model = cached(ScriptedChatModel("first", "second"), path)
    assert [text_of(model, seconds=9.0), text_of(model, seconds=1.0)] == ["first", "first"]


def test_output_that_breaks_off_is_not_kept(path: Path) -> None:
    """The next time the model is asked again."""
    model = cached(ScriptedChatModel(["some", FAILED], "whole"), path)
    with pytest.raises(ChatModelFailed):
        text_of(model)
    assert [text_of(model), text_of(model)] == ["whole", "whole"]


def test_output_that_is_not_read_to_the_end_is_not_kept(path: Path) -> None:
    """Half of it would be taken for the whole."""
    model = cached(ScriptedChatModel(["some", " words"], "whole"), path)
    stream = model.stream(chat_request())
    next(stream)
    stream.close()
    assert not path.exists()
    assert text_of(model) == "whole"


def test_the_question_is_not_in_the_file(path: Path) -> None:
    """Neither the question nor the prompt: only a hash, the output and its tokens."""
    request = chat_request(user="A very special question", system="A very special prompt")
    list(cached(ScriptedChatModel("words"), path).stream(request))
    raw = path.read_bytes()
    assert b"very special" not in raw
    assert b"words" in raw
    assert rows(path, "SELECT text, input_tokens, output_tokens FROM outputs") == [("words", 11, 7)]


def test_nobody_else_can_read_the_file(path: Path) -> None:
    """Not even when it was there before with other rights."""
    path.parent.mkdir()
    path.touch(mode=0o644)
    model = cached(ScriptedChatModel("words"), path)
    text_of(model)
    with closing(sqlite3.connect(path)) as other:
        # As long as somebody has it open, SQLite keeps files beside it.
        other.execute("SELECT * FROM outputs").fetchone()
        text_of(model, user="another question")
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert len(modes) > 1
    assert set(modes.values()) == {0o600}


def test_what_is_old_is_not_used_and_goes(path: Path) -> None:
    """After the days set, and with the next output that is kept."""
    model = cached(ScriptedChatModel("old", "new", "other"), path, days=2)
    text_of(model)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE outputs SET made = ?", (time() - 2 * DAY - 1,))
    text_of(model, user="another question")
    assert rows(path, "SELECT text FROM outputs") == [("new",)]
    assert text_of(model) == "other"


def test_fewer_days_count_for_what_is_there_already(path: Path) -> None:
    """Whoever lowers the setting wants less to be kept."""
    text_of(cached(ScriptedChatModel("old"), path))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE outputs SET made = ?", (time() - 3 * DAY,))
    assert text_of(cached(ScriptedChatModel("new"), path, days=2)) == "new"


def test_the_file_does_not_grow_without_end(path: Path) -> None:
    """Only the newest outputs are kept."""
    model = cached(ScriptedChatModel(*[f"text {n}" for n in range(9)]), path, most=3)
    for n in range(9):
        text_of(model, user=f"question {n}")
    assert sorted(rows(path, "SELECT text FROM outputs")) == [("text 6",), ("text 7",), ("text 8",)]


def test_no_days_make_no_file_and_remove_one(path: Path) -> None:
    """Nothing is kept, and what an earlier setting kept is gone."""
    text_of(cached(ScriptedChatModel("words"), path))
    assert path.exists()
    inner = ScriptedChatModel("words")
    model = cached(inner, path, days=0)
    assert [text_of(model), text_of(model)] == ["words", "words"]
    assert len(inner.requests) == 2
    assert not path.exists()
    assert text_of(cached(inner, path.parent / "none.sqlite", days=0)) == "words"


def _corrupt(path: Path) -> None:
    path.write_bytes(b"not a database, and long enough to be looked at as one " * 100)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1500])


def _of_another_shape(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE outputs (something TEXT)")


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [_corrupt, _truncated, _of_another_shape, _a_folder])
def test_a_file_that_cannot_be_used_is_as_good_as_none(path: Path, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture) -> None:
    """The model is asked, and a warning names the file and nothing of the question or the output."""
    model = cached(ScriptedChatModel("first words", "second words", "third words"), path)
    text_of(model)
    spoil(path)
    with caplog.at_level(logging.WARNING):
        assert [text_of(model), text_of(model)] == ["second words", "third words"]
    assert str(path) in caplog.text
    assert "words" not in caplog.text
    assert "gift" not in caplog.text


def test_an_empty_file_is_filled(path: Path) -> None:
    """As after a crash between making it and writing to it."""
    path.parent.mkdir()
    path.touch()
    model = cached(ScriptedChatModel("first", "second"), path)
    assert [text_of(model), text_of(model)] == ["first", "first"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_as_good_as_none(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The model is asked each time."""
    path.parent.mkdir(mode=0o500)
    model = cached(ScriptedChatModel("first", "second"), path)
    assert [text_of(model), text_of(model)] == ["first", "second"]
    assert "cannot be written" in caplog.text


def test_a_folder_that_cannot_be_made_is_as_good_as_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A file lies where the folder should be."""
    (tmp_path / "file").touch()
    model = cached(ScriptedChatModel("first", "second"), tmp_path / "file" / "chat.sqlite")
    assert [text_of(model), text_of(model)] == ["first", "second"]
    assert "cannot be written" in caplog.text


def test_a_file_that_another_process_writes_to_is_still_read(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be written meanwhile costs a second, not the answer."""
    model = cached(ScriptedChatModel("first", "second", "third"), path)
    text_of(model)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert text_of(model) == "first"
        assert caplog.text == ""
        assert text_of(model, user="another question") == "second"
    assert "cannot be written (OperationalError)" in caplog.text
    assert text_of(model, user="another question") == "third"


def test_a_locked_file_is_as_good_as_none(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not even reading is possible, and the model is asked."""
    model = cached(ScriptedChatModel("first", "second"), path)
    text_of(model)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert text_of(model) == "second"
    assert "cannot be read (OperationalError)" in caplog.text
    assert text_of(model) == "first"


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no limit to the size of a file")
def test_a_full_disk_is_as_good_as_none(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What does not fit is not kept."""
    path.parent.mkdir()
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))\n"
        "from assistant.adapters.chat_model_sqlite import CachedChatModel\n"
        "from tests.fakes import ScriptedChatModel, chat_request\n"
        "model = CachedChatModel(ScriptedChatModel('first', 'second'), Path(sys.argv[1]), corpus_version='', address='', days=1)\n"
        "print(*(''.join(c.text for c in model.stream(chat_request())) for _ in range(2)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["first", "second"]
    assert "cannot be written" in ran.stderr


def test_several_threads_share_the_file(path: Path) -> None:
    """Each writes and reads its own, and nothing is lost."""
    models = [cached(ScriptedChatModel(f"text {n}"), path) for n in range(8)]
    wrong: list[str] = []

    def work(n: int) -> None:
        wrong.extend(text for turn in range(10) if (text := text_of(models[n], user=f"{n} {turn % 5}")) != f"text {n}")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert rows(path, "SELECT count(*) FROM outputs") == [(40,)]


@pytest.mark.slow
def test_several_processes_share_the_file(path: Path) -> None:
    """As in a batch that runs beside a conversation."""
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.adapters.chat_model_sqlite import CachedChatModel\n"
        "from tests.fakes import ScriptedChatModel, chat_request\n"
        "model = CachedChatModel(ScriptedChatModel('text'), Path(sys.argv[1]), corpus_version='', address='', days=1)\n"
        "for n in range(30): list(model.stream(chat_request(user=sys.argv[2] + str(n))))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    calls = [[sys.executable, "-c", code, str(path), name] for name in "abc"]
    running = [subprocess.Popen(call, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for call in calls]
    complaints = [process.communicate()[1] for process in running]
    assert complaints == [""] * 3
    assert rows(path, "SELECT count(*) FROM outputs") == [(90,)]
