"""Records that are not kept: nothing but replies to repeated requests, in the memory of this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Literal

from assistant.ports import RecordStore
from assistant.records import ABANDONED, AuditEntry, Conversation, Exchange, FeedbackEntry, KeptReply, Purged

MOST = 1_000
"""Replies that are kept; at some ten kilobytes each, they take about ten megabytes."""


@dataclass(slots=True)
class _Claim:
    fingerprint: str
    since: datetime
    reply: KeptReply | None = None


class MemoryRecords:
    """Keeps no question, no answer, no feedback and no conversation; of replies the newest `most`.

    A purge also removes what an earlier setting has `kept`.
    """

    def __init__(self, *, kept: RecordStore | None = None, most: int = MOST) -> None:
        self._kept = kept
        self._most = most
        self._claims: OrderedDict[str, _Claim] = OrderedDict()
        self._lock = Lock()

    def add_answer(self, entry: AuditEntry, receipt: Mapping[str, Any]) -> None:
        """Nothing is kept."""

    def answers(self) -> Iterator[AuditEntry]:
        """None."""
        return iter(())

    def receipt(self, receipt_id: str) -> Mapping[str, Any] | None:
        """None."""
        return None

    def add_feedback(self, entry: FeedbackEntry) -> None:
        """Nothing is kept."""

    def feedback(self) -> Iterator[FeedbackEntry]:
        """None."""
        return iter(())

    def begin_conversation(self, conversation_id: str, key_id: str, at: datetime) -> None:
        """Nothing is kept."""

    def add_exchange(self, conversation_id: str, exchange: Exchange) -> None:
        """Nothing is kept."""

    def conversation(self, conversation_id: str) -> Conversation | None:
        """None."""
        return None

    def conversations(self) -> Iterator[Conversation]:
        """None."""
        return iter(())

    def delete_conversation(self, conversation_id: str) -> bool:
        """There is none."""
        return False

    def claim_reply(self, key: str, fingerprint: str, now: datetime) -> KeptReply | Literal["claimed", "in_progress"]:
        """The reply kept under an idempotency key; "claimed" when this caller is the first and must settle or release it.

        A claim that is ABANDONED can be taken over.
        """
        with self._lock:
            found = self._claims.get(key)
            if found is not None and found.reply is not None:
                return found.reply
            if found is not None and found.since >= now - ABANDONED:
                return "in_progress"
            self._claims[key] = _Claim(fingerprint, now)
            self._claims.move_to_end(key)
            while len(self._claims) > self._most:
                self._claims.popitem(last=False)
            return "claimed"

    def settle_reply(self, key: str, reply: KeptReply) -> None:
        """Keep the reply to a request that was claimed."""
        with self._lock:
            found = self._claims.get(key)
            # Not where the claim was taken over for another request meanwhile.
            if found is not None and found.reply is None and found.fingerprint == reply.fingerprint:
                found.reply = reply

    def release_reply(self, key: str) -> None:
        """Give a claim up, so that the request can be made again."""
        with self._lock:
            found = self._claims.get(key)
            if found is not None and found.reply is None:
                del self._claims[key]

    def purge(self, before: datetime, replies_before: datetime) -> Purged:
        """Remove old replies, and what an earlier setting has kept."""
        with self._lock:
            old = [key for key, claim in self._claims.items() if claim.since < replies_before]
            for key in old:
                del self._claims[key]
        removed = Purged() if self._kept is None else self._kept.purge(before, replies_before)
        return replace(removed, replies=removed.replies + len(old))

    def close(self) -> None:
        """Forget the replies."""
        with self._lock:
            self._claims.clear()
        if self._kept is not None:
            self._kept.close()
