"""Server-sent events, however they are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.api.events import encoded
from assistant.client.sse import EventParser, EventTooLarge, ServerSentEvent
from assistant.wire import StageEvent, StreamProblem

_LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=20)
_TYPE = _LINE.filter(lambda t: not t.startswith(" "))
_DATA = st.lists(_LINE, min_size=1, max_size=4).map("\n".join)
_EVENTS = st.lists(st.tuples(_TYPE, _DATA), max_size=5)


def parsed(chunks: list[bytes], most_bytes: int = 10_000) -> list[ServerSentEvent]:
    """The events of these chunks."""
    parser = EventParser(most_bytes)
    return [event for chunk in chunks for event in parser.feed(chunk)]


def written(events: list[tuple[str, str]], end: str, comment: str) -> bytes:
    """A stream of these events, with a comment and an unknown field in each."""
    lines: list[str] = []
    for name, data in events:
        lines += [
            f": {comment}",
            "id: 7",
            "retry",
            *([f"event: {name}"] if name else []),
            *(f"data: {line}" for line in data.split("\n")),
            "",
        ]
    return "".join(line + end for line in lines).encode()


@given(events=_EVENTS, end=st.sampled_from(["\n", "\r\n", "\r"]), comment=_LINE, cuts=st.lists(st.integers(0, 400), max_size=12))
def test_cuts_anywhere_change_nothing(events: list[tuple[str, str]], end: str, comment: str, cuts: list[int]) -> None:
    """Whatever the line ends are and wherever the bytes are cut, within a character or a line end too, the same events come."""
    stream = written(events, end, comment) + b"\n"  # a last byte, so that a carriage return at the end is known to be one line end
    places = sorted({0, *(min(c, len(stream)) for c in cuts), len(stream)})
    chunks = [stream[a:b] for a, b in pairwise(places)]
    assert parsed(chunks) == [ServerSentEvent(name or "message", data) for name, data in events]


@given(data=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_the_server_writes_is_read_back(data: str) -> None:
    """Each event that the server encodes is read back, byte by byte, with every character of its text."""
    problem = StreamProblem(detail=data)
    stream = encoded("stage", StageEvent(stage="embed")) + b": ping\n\n" + encoded("problem", problem)
    _, told = parsed([bytes([b]) for b in stream])
    assert told.type == "problem"
    assert StreamProblem.model_validate_json(told.data) == problem


@given(chunks=st.lists(st.binary(max_size=50), max_size=20))
def test_no_bytes_break_the_parser(chunks: list[bytes]) -> None:
    """Bytes that are no stream of events give events or none, never another error."""
    for event in parsed(chunks):
        assert "\r" not in event.data


def test_an_event_that_has_not_ended_is_not_told() -> None:
    """What a broken connection leaves half-way is dropped."""
    assert parsed([b"event: done\ndata: {}\n"]) == []


def test_only_one_space_after_the_colon_goes() -> None:
    """Further spaces belong to the data."""
    assert parsed([b"data:  a\ndata:b\ndata\n\n"]) == [ServerSentEvent("message", " a\nb\n")]


@pytest.mark.parametrize("stream", [b"data: " + b"a" * 200, b"data: a\n" * 100], ids=["one line", "many lines"])
def test_an_endless_event_is_refused(stream: bytes) -> None:
    """An event beyond the bound is an error before it has filled the memory, in one piece or in many."""
    with pytest.raises(EventTooLarge, match="100 bytes"):
        parsed([stream[i : i + 10] for i in range(0, len(stream), 10)], most_bytes=100)
