"""Gets the answer to a waiting question, and goes on trying while the desk is away: what was typed is never lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.client import Event, NotFound, StreamFailed, TimedOut, TooManyRequests, Unavailable, Unreachable
from assistant.errors import EthicsDeskError
from assistant.wire import KeptAnswerOut
from ui.conversation import Conversation, Exchange
from ui.desk import desk, sentence
from ui.draft import Draft, told

PAUSES = (1, 2, 3, 5, 8, 13, 20)
"""Seconds between the tries; a desk that is started anew is back well before the last one."""
_PASSING = (Unreachable, Unavailable, TimedOut, StreamFailed, TooManyRequests)


def answer(
    conversation: Conversation,
    exchange: Exchange,
    show: Callable[[Draft], None],
    wait: Callable[[int], None],
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Answer a waiting exchange, showing the draft as it grows.

    While the desk is away `wait` is told each second how many are left until the next try. When it stays away, or refuses the
    question, the exchange keeps a sentence that says so.
    """
    for seconds in (*PAUSES, 0):
        try:
            _try(conversation, exchange, show)
        except NotFound:
            # The kept conversation is gone from the desk; the turns are still here.
            conversation.kept_id = None
            continue
        except _PASSING as error:
            exchange.draft = Draft()
            exchange.failure = sentence(error)
            _count_down(seconds, wait, pause)
            continue
        except EthicsDeskError as error:
            exchange.failure = sentence(error)
        break
    exchange.waiting = False


def _count_down(seconds: int, wait: Callable[[int], None], pause: Callable[[float], None]) -> None:
    for left in range(seconds, 0, -1):
        wait(left)
        pause(1)


def _try(conversation: Conversation, exchange: Exchange, show: Callable[[Draft], None]) -> None:
    exchange.draft = Draft()
    with _events(conversation, exchange) as events:
        for draft in told(events, exchange.draft):
            show(draft)
    exchange.failure = ""
    if isinstance(exchange.draft.whole, KeptAnswerOut):
        conversation.kept_id = exchange.draft.whole.conversation_id


@contextmanager
def _events(conversation: Conversation, exchange: Exchange) -> Iterator[Iterator[Event]]:
    """The events of the answer; to leave early, as when the reader stops it, stops the desk's work too."""
    turns = conversation.turns(exchange)
    if conversation.kept_id is not None:
        stream = desk().stream(exchange.question, conversation_id=conversation.kept_id)
    else:
        stream = desk().stream(turns=turns)
    with stream as events:
        yield events
