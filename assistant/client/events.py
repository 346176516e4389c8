"""The events of an answer in the making, of the same types as the server sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from assistant.client.errors import StreamFailed, UnexpectedReply
from assistant.client.sse import EventParser, EventTooLarge, ServerSentEvent
from assistant.schemas import CitationOut, ReferralOut, StatementOut
from assistant.wire import SHAPES, EvidenceEvent, KeptAnswerOut, StageEvent, StreamProblem

_MOST_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the work has ended."""

    data: StageEvent
    type: Literal["stage"] = "stage"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The status and the clauses that the answer rests on are decided."""

    data: EvidenceEvent
    type: Literal["evidence"] = "evidence"


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause that the next statement uses for the first time."""

    data: CitationOut
    type: Literal["citation"] = "citation"


@dataclass(frozen=True, slots=True)
class Statement:
    """A verified sentence of the answer, final."""

    data: StatementOut
    type: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True)
class Referral:
    """Someone to talk to, and why."""

    data: ReferralOut
    type: Literal["referral"] = "referral"


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer, after everything else."""

    data: KeptAnswerOut
    type: Literal["done"] = "done"


Event = Stage | Evidence | Citation | Statement | Referral | Done
_EVENTS: dict[str, Callable[[Any], Event]] = {
    "stage": Stage,
    "evidence": Evidence,
    "citation": Citation,
    "statement": Statement,
    "referral": Referral,
    "done": Done,
}


class EventReader:
    """Makes events of the bytes of one stream."""

    def __init__(self) -> None:
        self._parser = EventParser(_MOST_BYTES)
        self._done = False

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that are complete with this chunk; StreamFailed when the desk gives up, UnexpectedReply when it is no desk."""
        try:
            for told in self._parser.feed(chunk):
                if (event := _read(told)) is not None:
                    self._done = event.type == "done"
                    yield event
        except (ValidationError, EventTooLarge) as error:
            raise UnexpectedReply(
                "The stream holds what is no event of an Ethics Desk.", "See whether the desk and this client are of one version."
            ) from error

    def end(self) -> None:
        """Call it when no more bytes come; StreamFailed when the answer is not whole."""
        if not self._done:
            raise StreamFailed("The stream ended before the answer was whole.", "Ask again.")


def _read(told: ServerSentEvent) -> Event | None:
    """The event; None for a type that a later desk may add."""
    if told.type not in SHAPES:
        return None
    data = SHAPES[told.type].model_validate_json(told.data)
    if isinstance(data, StreamProblem):
        raise StreamFailed(data.detail, data.hint)
    return _EVENTS[told.type](data)
