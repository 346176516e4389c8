"""A desk that is away: the page says so, goes on trying, and loses nothing that was typed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from assistant.api.app import create_app
from assistant.client import URL_VARIABLE
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, served, wait_until
from tests.assistant.endless import Endless
from tests.ui.conftest import View
from tests.ui.desks import free_port, served_at
from tests.ui.reading import button, shown
from tests.ui.test_ask import asked
from ui import asking
from ui.asking import Display
from ui.conversation import Conversation, Exchange

QUESTION = "What does NACM 7 say?"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries soon after one another."""
    monkeypatch.setattr(asking, "PAUSES", (1, 1))


def test_a_desk_that_stays_away_is_told_and_the_question_stays(view: View, nobody: str) -> None:
    """One sentence, the question still there, and a button that asks it again."""
    test = asked(view("ask", nobody), QUESTION)
    assert test.error[0].value == "The desk does not answer just now. Nothing you typed is lost."
    assert QUESTION in shown(test)
    assert button(test, "Ask again")
    assert button(test, "Change the question")


def test_a_desk_that_is_back_answers_what_was_asked_before(view: View, make_desk: MakeDesk) -> None:
    """The button sends the same question; nobody types it again."""
    port = free_port()
    test = asked(view("ask", f"http://127.0.0.1:{port}"), QUESTION)
    with served_at(port, create_app(make_desk())):
        button(test, "Ask again").click().run()
    assert not test.error
    assert "Receipt rcp_" in shown(test)


def test_a_desk_that_comes_back_while_the_page_waits_answers_by_itself(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is told of each second, and then the answer is there."""
    monkeypatch.setattr(asking, "PAUSES", (3, 5, 8, 13))
    port = free_port()
    monkeypatch.setenv(URL_VARIABLE, f"http://127.0.0.1:{port}")
    talk = Conversation()
    talk.ask(QUESTION)
    (exchange,) = talk.exchanges
    missed, waited = threading.Event(), []
    with served_later(port, make_desk, missed):

        def pause(seconds: float) -> None:
            missed.set()
            threading.Event().wait(seconds)

        asking.answer(talk, exchange, Display(draft=lambda draft: None, working=lambda: None, waiting=waited.append), pause)
    assert waited[:3] == [3, 2, 1]
    assert exchange.draft.whole is not None
    assert not exchange.failure
    assert not exchange.waiting


@contextmanager
def served_later(port: int, make_desk: MakeDesk, missed: threading.Event) -> Iterator[None]:
    """A desk that is there only after it was missed."""
    with ExitStack() as stack:

        def begin() -> None:
            missed.wait(30)
            stack.enter_context(served_at(port, create_app(make_desk())))

        thread = threading.Thread(target=begin, daemon=True)
        thread.start()
        try:
            yield
        finally:
            missed.set()
            thread.join(30)


SILENT = Display(draft=lambda draft: None, working=lambda: None, waiting=lambda seconds: None)


def test_a_conversation_that_is_too_long_is_told(desk_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk reads a hundred turns; the next one says what to do."""
    monkeypatch.setenv(URL_VARIABLE, desk_url)
    talk = Conversation(exchanges=[Exchange(question=f"{QUESTION} ({n})", waiting=False) for n in range(100)])
    talk.ask("And NACM 8?")
    asking.answer(talk, talk.exchanges[-1], SILENT)
    assert "begin a new conversation" in talk.exchanges[-1].failure
    assert not talk.exchanges[-1].waiting


def test_an_address_without_a_desk_is_a_failure_and_no_stop(desk_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program answers that it knows no such page, the reader is told so once, and not that she stopped it."""
    monkeypatch.setenv(URL_VARIABLE, f"{desk_url}/elsewhere")
    talk = Conversation()
    talk.ask(QUESTION)
    asking.answer(talk, talk.exchanges[0], SILENT)
    assert talk.exchanges[0].failure.startswith("The desk could not do this.")


def test_a_page_that_is_left_stops_the_desks_work(small_assistant: Assistant, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page gets its chance to end again and again, also while nothing comes; the question still waits for the next run."""
    endless = Endless(small_assistant)
    talk = Conversation()
    talk.ask("Go on.")
    (exchange,) = talk.exchanges
    with served(create_app(make_desk(endless))) as url:
        monkeypatch.setenv(URL_VARIABLE, url)

        def leave(*_: object) -> None:
            if endless.started.is_set():
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            asking.answer(talk, exchange, Display(draft=leave, working=leave, waiting=leave))
        wait_until(endless.stopped.is_set)
    assert exchange.waiting
    exchange.stop()
    assert not exchange.waiting
