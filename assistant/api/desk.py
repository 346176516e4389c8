"""What the routes of an app share: the answering service, the records, and how an answer is written down."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from assistant.ports import KeyStore, RecordStore
from assistant.schemas import AnswerOut, answer_out
from assistant.service import AnswerService
from assistant.settings import Settings
from assistant.types import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One app's parts; wiring puts them together."""

    settings: Settings
    service: AnswerService
    keys: KeyStore
    records: RecordStore

    def out(self, answer: Answer) -> AnswerOut:
        """An answer as JSON."""
        return answer_out(answer, self.service.assistant.parts.guide.phrases)


def desk(request: Request) -> Desk:
    """A dependency that gives the app's desk."""
    found: Desk = request.app.state.desk
    return found
