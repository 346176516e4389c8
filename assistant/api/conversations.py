"""Conversations that go on from one request to the next, where the organisation keeps them."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from assistant.api.desk import Desk
from assistant.api.requests import AskIn
from assistant.errors import InvalidInput, RecordsUnavailable, UnknownConversation
from assistant.records import Conversation, Exchange
from assistant.schemas import AnswerOut
from assistant.service import Caller, check_history

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """The turns to answer, and the conversation that the answer belongs to; None where none is kept."""

    turns: list[str]
    conversation_id: str | None
    begun_by: str | None = None


async def continued(desk: Desk, body: AskIn, who: Caller) -> Continued:
    """What is asked, with the turns of a conversation that goes on; InvalidInput or UnknownConversation where it cannot."""
    if not desk.settings.keep_conversations or desk.settings.keep_days == 0:
        if body.conversation_id is not None:
            raise InvalidInput("Conversations are not kept here.", "Send the whole conversation as `turns`.")
        return Continued(turns=body.asked, conversation_id=None)
    if body.conversation_id is None:
        return Continued(turns=body.asked, conversation_id=f"con_{secrets.token_urlsafe(16)}", begun_by=who.key_id)
    conversation = await visible(desk, body.conversation_id, who)
    turns = [*(e.question for e in conversation.exchanges), *body.asked]
    check_history(turns)
    return Continued(turns=turns, conversation_id=conversation.id)


async def visible(desk: Desk, conversation_id: str, who: Caller) -> Conversation:
    """A conversation that this caller's key began; UnknownConversation for any other, so that ids cannot be tried out."""
    found = await asyncio.to_thread(desk.records.conversation, conversation_id)
    if found is None or found.key_id != who.key_id:
        raise UnknownConversation(
            f"There is no conversation {conversation_id} of yours.", "It may have been deleted, or be older than the desk keeps."
        )
    return found


async def keep(desk: Desk, asked: Continued, answer: AnswerOut) -> str | None:
    """Add an answer to its conversation; its id, or None where there is none or it cannot be kept: the answer is given all the same."""
    if asked.conversation_id is None:
        return None
    try:
        await asyncio.to_thread(_keep, desk, asked, asked.conversation_id, answer)
    except (RecordsUnavailable, UnknownConversation) as error:
        _log.warning("an answer is missing in its conversation", message=error.message)
        return None
    return asked.conversation_id


def _keep(desk: Desk, asked: Continued, conversation_id: str, answer: AnswerOut) -> None:
    now = datetime.now(UTC)
    if asked.begun_by is not None:
        desk.records.begin_conversation(conversation_id, asked.begun_by, now)
    desk.records.add_exchange(conversation_id, Exchange(at=now, question=answer.question, answer=answer.model_dump(mode="json")))
