"""Gets the answer to a waiting question, and goes on trying while the desk is away: what was typed is never lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.client import Invalid, NotFound, StreamFailed, TimedOut, TooManyRequests, Unavailable, Unreachable
from assistant.errors import EthicsDeskError
from assistant.wire import KeptAnswerOut
from ui.conversation import Conversation, Exchange
from ui.desk import sentence
from ui.draft import Draft
from ui.language import text
from ui.stream import events

PAUSES = (1, 2, 3, 5, 8, 13, 20)
"""Seconds between the tries; a desk that is started anew is back well before the last one."""
_PASSING = (Unreachable, Unavailable, TimedOut, StreamFailed, TooManyRequests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What the page does meanwhile: it shows the draft as it grows, that work goes on, and how many seconds are left to the next try.

    Each of these is also where Streamlit may end this run of the page, because the reader clicked on something.
    """

    draft: Callable[[Draft], object]
    working: Callable[[], object]
    waiting: Callable[[int], object]


def answer(conversation: Conversation, exchange: Exchange, display: Display, pause: Callable[[float], None] = time.sleep) -> None:
    """Answer a waiting exchange; when the desk stays away, or refuses the question, the exchange keeps a sentence that says so.

    Where the run of the page is ended meanwhile, the exchange still waits, and the next run begins it anew.
    """
    for seconds in (*PAUSES, 0):
        try:
            _try(conversation, exchange, display)
        except NotFound as error:
            if conversation.kept_id is not None:
                # The kept conversation is gone from the desk; the turns are still here.
                conversation.kept_id = None
                continue
            exchange.failure = sentence(error)
        except Invalid:
            exchange.failure = text("ask", "unreadable")
        except _PASSING as error:
            exchange.draft, exchange.failure = Draft(), sentence(error)
            for left in range(seconds, 0, -1):
                display.waiting(left)
                pause(1)
            continue
        except EthicsDeskError as error:
            exchange.failure = sentence(error)
        break
    exchange.waiting = False


def _try(conversation: Conversation, exchange: Exchange, display: Display) -> None:
    draft = exchange.draft = Draft()
    with events(conversation.turns(exchange), conversation.kept_id) as coming:
        for event in coming:
            if event is not None and draft.take(event):
                display.draft(draft)
            else:
                display.working()
    exchange.failure = ""
    if isinstance(draft.whole, KeptAnswerOut):
        conversation.kept_id = draft.whole.conversation_id
