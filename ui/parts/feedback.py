"""What the reader thinks of an answer: a thumb, for a bad one the reason, and where she likes a comment."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from assistant.client import CallFailed
from assistant.records import FeedbackReason, Thumb
from assistant.schemas import AnswerOut
from ui.conversation import Exchange
from ui.desk import desk, sentence
from ui.language import text

_REASONS: tuple[FeedbackReason, ...] = get_args(FeedbackReason)
_LONGEST_COMMENT = 2000
_THUMBS: tuple[Thumb, Thumb] = ("down", "up")


def ask_for_feedback(answer: AnswerOut, exchange: Exchange, turns: list[str]) -> None:
    """Two thumbs under an answer; what is sent is the masked answer and the turns, so that a person can review them."""
    if exchange.thanks:
        st.html(f'<p role="status">{text("feedback", exchange.thanks)}</p>')
        return
    st.html(f"<p>{text('feedback', 'question')}</p>")
    chosen = st.feedback("thumbs", key=f"thumb-{exchange.id}")
    if chosen is None:
        return
    thumb = _THUMBS[chosen]
    with st.form(f"feedback-{exchange.id}"):
        reason = None
        if thumb == "down":
            reason = st.radio(text("feedback", "reason"), _REASONS, index=None, format_func=_reason, key=f"reason-{exchange.id}")
        comment = st.text_area(text("feedback", "comment"), max_chars=_LONGEST_COMMENT, key=f"comment-{exchange.id}")
        if st.form_submit_button(text("feedback", "send")):
            _send(answer, exchange, turns, thumb, reason, comment)


def _reason(reason: FeedbackReason) -> str:
    return text("feedback", reason)


def _send(answer: AnswerOut, exchange: Exchange, turns: list[str], thumb: Thumb, reason: FeedbackReason | None, comment: str) -> None:
    try:
        taken = desk().feedback(answer, thumb, reason=reason, comment=comment, turns=turns, idempotency_key=f"{answer.id}-{exchange.id}")
    except CallFailed as error:
        st.error(sentence(error))
        return
    exchange.thanks = "kept" if taken.kept else "not_kept"
    st.rerun()
