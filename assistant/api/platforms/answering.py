"""Answers a question from a chat, or says in its language why there is no answer: a chat shows sentences, not error codes."""

from __future__ import annotations

import hashlib
import secrets
import traceback

import structlog

from assistant.api.desk import Desk
from assistant.api.limits import RateLimits
from assistant.api.platforms.phrases import phrase
from assistant.errors import EthicsDeskError, InvalidQuestion, NotReady, Overloaded, TooManyRequests
from assistant.intake import MAX_CHARACTERS
from assistant.records import Surface
from assistant.service import Caller
from assistant.stages.understand import language
from assistant.types import Answer, Language

_PERSON_RATE = "30/minute"
_log = structlog.get_logger(__name__)


class Answering:
    """The desk as one chat platform sees it; people are told apart by a hash that only this process can make."""

    def __init__(self, desk: Desk, surface: Surface, workers: int) -> None:
        self._desk = desk
        self._surface = surface
        self._workspaces = RateLimits(desk.settings.api_rate, workers)
        self._people = RateLimits(_PERSON_RATE, workers)
        self._salt = secrets.token_bytes(16)

    def refused(self, question: str, workspace: str, person: str) -> str:
        """Counts a question; what to tell an asker who asks too often, "" for everybody else."""
        try:
            self._people.count("person", self._hash(workspace, person))
            self._workspaces.count("workspace", self._hash(workspace))
        except TooManyRequests as error:
            spoken = language(question)
            return _apology(phrase("too_often", spoken, seconds=error.retry_after), spoken)
        return ""

    async def reply(self, question: str, request_id: str) -> Answer | str:
        """The answer, or an apology."""
        spoken = language(question)
        try:
            return await self._desk.service.answer([question], Caller(surface=self._surface, request_id=request_id))
        except InvalidQuestion as error:
            return phrase("unreadable", spoken, reason=f"{error.message} {error.hint}", limit=MAX_CHARACTERS)
        except Overloaded:
            return busy(question)
        except NotReady:
            return _apology(phrase("not_ready", spoken), spoken)
        except EthicsDeskError as error:
            _log.error("failed", kind=type(error).__name__, message=error.message, request_id=request_id)
        except Exception as error:  # noqa: BLE001 - the asker waits in a chat and would not hear of it; the message may hold the question
            place = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("failed", kind=type(error).__name__, place=f"{place.filename}:{place.lineno}", request_id=request_id)
        return _apology(phrase("failed", spoken, request_id=request_id), spoken)

    def _hash(self, *names: str) -> str:
        return hashlib.blake2b("\0".join(names).encode(), key=self._salt, digest_size=16).hexdigest()


def busy(question: str) -> str:
    """What to tell when there is no room for a question."""
    spoken = language(question)
    return _apology(phrase("busy", spoken), spoken)


def too_late(question: str) -> str:
    """What to tell when the platform waits no longer."""
    spoken = language(question)
    return _apology(phrase("too_late", spoken), spoken)


def _apology(text: str, spoken: Language) -> str:
    """Whoever gets no answer may be in need of help all the same."""
    return f"{text} {phrase('danger', spoken)}"
