"""The circuit breaker: failures in a row pause a model, one request tries it again, and nothing else counts."""

from __future__ import annotations

import threading
from collections.abc import Generator
from time import sleep

import pytest

from assistant.adapters.chat_model_pybreaker import GuardedChatModel
from assistant.errors import ChatModelFailed, ChatRequestRefused, InvalidInput
from assistant.ports import ChatRequest, Chunk
from tests.fakes import ScriptedChatModel, chat_request

pytest.importorskip("pybreaker", reason="the extra chat is not installed")

FAILED = ChatModelFailed("The chat model failed.", "Try again.")
PAUSE = 0.2


def outcome(model: GuardedChatModel) -> str:
    """What a request comes to: the text, or what the error says."""
    try:
        return "".join(c.text for c in model.stream(chat_request()))
    except ChatModelFailed as error:
        return "paused" if "paused" in error.message else "failed"


def test_three_failures_in_a_row_pause_the_model() -> None:
    """The fourth request is answered at once, without the model."""
    inner = ScriptedChatModel(FAILED)
    model = GuardedChatModel(inner)
    assert [outcome(model) for _ in range(6)] == ["failed"] * 3 + ["paused"] * 3
    assert len(inner.requests) == 3


def test_the_error_says_what_is_going_on() -> None:
    """The model, how long the pause is, and where to look."""
    model = GuardedChatModel(ScriptedChatModel(FAILED))
    for _ in range(3):
        outcome(model)
    with pytest.raises(ChatModelFailed, match="scripted:model is paused after 3 failures") as failed:
        next(model.stream(chat_request()))
    assert "60 seconds" in failed.value.hint
    assert "ethics-desk doctor" in failed.value.hint


def test_a_success_between_failures_starts_the_count_again() -> None:
    """Only failures in a row say that the model is down."""
    model = GuardedChatModel(ScriptedChatModel(FAILED, FAILED, "fine", FAILED, FAILED, "fine"))
    assert [outcome(model) for _ in range(6)] == ["failed", "failed", "fine"] * 2


def test_output_that_breaks_off_counts_as_a_failure() -> None:
    """Half an answer is none."""
    model = GuardedChatModel(ScriptedChatModel(["some words", FAILED]))
    assert [outcome(model) for _ in range(4)] == ["failed"] * 3 + ["paused"]


def test_after_the_pause_one_success_ends_it() -> None:
    """The request that tries the model is answered by it, and so are the next ones."""
    model = GuardedChatModel(ScriptedChatModel(FAILED, FAILED, FAILED, "fine"), pause=PAUSE)
    assert [outcome(model) for _ in range(4)] == ["failed"] * 3 + ["paused"]
    sleep(PAUSE)
    assert [outcome(model) for _ in range(3)] == ["fine"] * 3


def test_after_the_pause_one_failure_begins_another() -> None:
    """It does not take three more."""
    inner = ScriptedChatModel(FAILED)
    model = GuardedChatModel(inner, pause=PAUSE)
    for _ in range(3):
        outcome(model)
    sleep(PAUSE)
    assert [outcome(model) for _ in range(3)] == ["failed", "paused", "paused"]
    assert len(inner.requests) == 4


def test_only_one_request_tries_a_paused_model() -> None:
    """While it runs, the others are told that the model is paused."""
    model = GuardedChatModel(ScriptedChatModel(FAILED, FAILED, FAILED, ["fine", " so far"]), pause=PAUSE)
    for _ in range(3):
        outcome(model)
    sleep(PAUSE)
    trial = model.stream(chat_request())
    assert next(trial).text == "fine"
    assert outcome(model) == "paused"
    assert "".join(c.text for c in trial) == " so far"
    assert outcome(model) == "fine so far"


def test_a_trial_that_its_reader_gives_up_leaves_the_next_one_free() -> None:
    """Nobody knows yet, so that the next request tries the model."""
    model = GuardedChatModel(ScriptedChatModel(FAILED, FAILED, FAILED, ["fine", " so far"]), pause=PAUSE)
    for _ in range(3):
        outcome(model)
    sleep(PAUSE)
    trial = model.stream(chat_request())
    next(trial)
    trial.close()
    assert outcome(model) == "fine so far"


def test_a_reader_that_stops_is_no_failure() -> None:
    """However often: the other model is told, and goes on to be asked."""
    inner = ScriptedChatModel(["some", " words"])
    model = GuardedChatModel(inner)
    for _ in range(5):
        stream = model.stream(chat_request())
        next(stream)
        stream.close()
    assert inner.abandoned == 5
    assert outcome(model) == "some words"


def test_a_request_that_was_refused_for_itself_is_no_failure() -> None:
    """Questions that are too long do not pause the model for others."""
    model = GuardedChatModel(ScriptedChatModel(ChatRequestRefused("Too long.", "Shorten it.")))
    assert [outcome(model) for _ in range(5)] == ["failed"] * 5


def test_wrong_settings_are_no_failure() -> None:
    """They are the user's to mend, and the message must stay visible."""
    model = GuardedChatModel(ScriptedChatModel(InvalidInput("The settings are wrong.", "Correct them.")))
    for _ in range(5):
        with pytest.raises(InvalidInput):
            next(model.stream(chat_request()))


def test_each_model_has_a_pause_of_its_own() -> None:
    """A model that is down does not pause another."""
    down, up = GuardedChatModel(ScriptedChatModel(FAILED)), GuardedChatModel(ScriptedChatModel("fine"))
    assert [outcome(down) for _ in range(4)][-1] == "paused"
    assert outcome(up) == "fine"


class _Waiting:
    """A model that answers when it is let, or fails."""

    name = "waiting:model"

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails
        self.inside = threading.Semaphore(0)
        self.go = threading.Event()

    def stream(self, request: ChatRequest) -> Generator[Chunk, None, None]:
        """One chunk, once let."""
        self.inside.release()
        self.go.wait(10)
        if self.fails:
            raise FAILED
        yield Chunk(text="fine")


@pytest.mark.parametrize("fails", [False, True])
def test_requests_run_side_by_side(fails: bool) -> None:
    """One slow answer holds up no other, and failures of several threads are all counted."""
    inner = _Waiting(fails=fails)
    model = GuardedChatModel(inner)
    outcomes: list[str] = []
    threads = [threading.Thread(target=lambda: outcomes.append(outcome(model))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert all(inner.inside.acquire(timeout=5) for _ in threads)
    inner.go.set()
    for thread in threads:
        thread.join()
    assert outcomes == ["failed" if fails else "fine"] * 4
    assert outcome(model) == ("paused" if fails else "fine")
