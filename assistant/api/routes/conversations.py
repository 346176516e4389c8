"""Conversations that are kept: to read again, and to delete."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from assistant.api.callers import caller
from assistant.api.conversations import visible
from assistant.api.desk import Desk, desk
from assistant.api.problems import RESPONSES
from assistant.api.requests import CONVERSATION_ID
from assistant.schemas import AnswerOut
from assistant.service import Caller
from assistant.wire import ConversationOut, ExchangeOut, Problem

router = APIRouter(
    prefix="/v1/conversations",
    tags=["Conversations"],
    responses={**RESPONSES, 404: {"model": Problem, "description": "No conversation of this key has this id."}},
)
_Id = Annotated[str, Path(pattern=CONVERSATION_ID)]
_Who = Annotated[Caller, Depends(caller("ask"))]
_Desk = Annotated[Desk, Depends(desk)]


@router.get("/{conversation_id}", summary="Read a conversation")
async def conversation(conversation_id: _Id, who: _Who, desk: _Desk) -> ConversationOut:
    """What is kept of a conversation that this key began."""
    found = await visible(desk, conversation_id, who)
    exchanges = [ExchangeOut(at=e.at, question=e.question, answer=AnswerOut.model_validate(e.answer)) for e in found.exchanges]
    return ConversationOut(id=found.id, created=found.created, exchanges=exchanges)


@router.delete("/{conversation_id}", status_code=204, summary="Delete a conversation")
async def delete_conversation(conversation_id: _Id, who: _Who, desk: _Desk) -> None:
    """Delete all that is kept of a conversation that this key began."""
    await visible(desk, conversation_id, who)
    await asyncio.to_thread(desk.records.delete_conversation, conversation_id)
