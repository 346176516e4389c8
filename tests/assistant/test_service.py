"""Answers for many at once: as many as are allowed, the others in turn or refused, and the work stops with its reader."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from typing import Any

import pytest

from assistant.errors import InvalidQuestion, NotReady
from assistant.events import Done, Event, StageDone
from assistant.intake import MAX_CHARACTERS
from assistant.service import MOST_CHARACTERS, MOST_TURNS, Answered, AnswerService, Caller, check_history

CALLER = Caller(surface="http", key_id="k1", request_id="r1")


class Gate:
    """An assistant whose answers wait until they are let go, and which counts how many are under way."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.under_way = 0
        self.most = 0
        self.closed = threading.Event()
        self._lock = threading.Lock()

    def find(self, question: str, count: int | None = None) -> list[Any]:
        """Nothing."""
        return []

    def answer(self, turns: Sequence[str]) -> None:
        """Nothing."""

    def stream(self, turns: Sequence[str]) -> Iterator[Event]:
        """A stage, a wait, and the answer; the answer is the last turn."""
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            yield StageDone("screen")
            while not self.open.wait(0.01):
                yield StageDone("waiting")
            yield Done(turns[-1])  # type: ignore[arg-type]
        finally:
            with self._lock:
                self.under_way -= 1
            self.closed.set()


def service(gate: Gate, at_once: int = 2) -> AnswerService:
    """A service over a gate."""
    return AnswerService(lambda: gate, at_once=at_once)  # type: ignore[arg-type,return-value]


async def eventually(condition: Any) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


def test_no_more_are_answered_at_once_than_allowed_and_all_in_the_end() -> None:
    """Twelve questions, two at a time, each with its own answer."""

    async def run() -> None:
        gate = Gate()
        desk = service(gate)
        await desk.warm()
        asked = [asyncio.create_task(desk.answer([str(n)], CALLER)) for n in range(12)]
        await eventually(lambda: gate.under_way == 2 and desk.waiting == 10)
        gate.open.set()
        assert await asyncio.gather(*asked) == [str(n) for n in range(12)]
        assert gate.most == 2

    asyncio.run(run())


def test_who_stops_reading_stops_the_work_and_makes_room() -> None:
    """A stream that is closed ends the assistant's generator in its thread, and the next question has its turn."""

    async def run() -> None:
        gate = Gate()
        desk = service(gate, at_once=1)
        await desk.warm()
        async with aclosing(desk.stream(["one"], CALLER)) as events:
            assert await anext(events) == StageDone("screen")
        await asyncio.to_thread(gate.closed.wait, 10)
        await eventually(lambda: gate.under_way == 0)
        gate.open.set()
        assert await desk.answer(["two"], CALLER) == "two"

    asyncio.run(run())


def test_listeners_are_told_of_each_answer_and_its_caller() -> None:
    """With the time it took; a stream that was left is no answer."""

    async def run() -> list[Answered]:
        gate = Gate()
        gate.open.set()
        told: list[Answered] = []
        desk = service(gate)
        desk.listen(told.append)
        await desk.warm()
        await desk.answer(["one"], CALLER)
        async with aclosing(desk.stream(["two"], CALLER)) as events:
            await anext(events)
        return told

    (told,) = asyncio.run(run())
    assert (told.answer, told.caller) == ("one", CALLER)
    assert told.seconds >= 0


def test_until_it_is_loaded_and_when_it_closes_it_is_not_ready() -> None:
    """A question before that is refused; after closing, one that is under way is still answered."""

    async def run() -> None:
        gate = Gate()
        desk = service(gate)
        assert not desk.ready
        with pytest.raises(NotReady):
            await desk.answer(["early"], CALLER)
        await desk.warm()
        assert desk.ready
        asked = asyncio.create_task(desk.answer(["late"], CALLER))
        await eventually(lambda: gate.under_way == 1)
        desk.close()
        assert not desk.ready
        gate.open.set()
        assert await asked == "late"

    asyncio.run(run())


def test_an_error_of_the_assistant_reaches_who_asked() -> None:
    """And nobody else: the turn is given back."""

    class Refusing(Gate):
        def stream(self, turns: Sequence[str]) -> Iterator[Event]:
            raise InvalidQuestion("no")
            yield

    async def run() -> None:
        desk = service(Refusing(), at_once=1)
        await desk.warm()
        for _ in range(3):
            with pytest.raises(InvalidQuestion):
                await desk.answer(["one"], CALLER)

    asyncio.run(run())


@pytest.mark.parametrize(
    "turns", [["q"] * (MOST_TURNS + 1), ["a" * (MAX_CHARACTERS + 1), "q"], ["a" * MAX_CHARACTERS] * 5, ["\ufdfa" * 1_000] * 2]
)
def test_a_history_that_cannot_be_read_whole_is_refused(turns: list[str]) -> None:
    """Rather than cut: what was cut off might be what matters."""
    with pytest.raises(InvalidQuestion):
        check_history(turns)


def test_a_history_at_the_limits_is_read() -> None:
    """The limits themselves are allowed."""
    check_history(["a" * MAX_CHARACTERS] * (MOST_CHARACTERS // MAX_CHARACTERS))
    check_history(["a" * (MOST_CHARACTERS // MOST_TURNS)] * MOST_TURNS)
