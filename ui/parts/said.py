"""What somebody said of an answer, in the reader's language."""

from __future__ import annotations

from assistant.records import FeedbackReason, Thumb
from assistant.wire_desk import FeedbackSummaryOut
from ui.language import text


def said_of(entry: FeedbackSummaryOut) -> str:
    """The thumb, and the reason where there is one."""
    return thumb_words(entry.thumb) + (f" · {reason_words(entry.reason)}" if entry.reason else "")


def thumb_words(thumb: Thumb | None) -> str:
    """A thumb, or all of them."""
    return text("desk", f"thumb_{thumb}") if thumb else text("desk", "any")


def reason_words(reason: FeedbackReason | None) -> str:
    """A reason, or all of them."""
    return text("feedback", reason) if reason else text("desk", "any")
