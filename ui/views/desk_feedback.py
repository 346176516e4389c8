"""Desk, feedback: what people said of answers, newest first, and one of them opened."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import get_args

import streamlit as st

from assistant.records import FeedbackReason, Thumb
from assistant.wire_desk import FeedbackSummaryOut
from ui.admin import called, moment
from ui.language import text
from ui.parts.choice import choose
from ui.parts.records import as_file
from ui.parts.said import reason_words, said_of, thumb_words
from ui.views import desk_review

_OPEN = "desk-open"
_CURSOR = "desk-cursor"
_STATE, _THUMB, _REASON = _FILTER = ("desk-state", "desk-thumb", "desk-reason")
_PAGE = 10
_REVIEWED = {"to_review": False, "reviewed": True, "all_feedback": None}
_THUMBS: tuple[Thumb | None, ...] = (None, *get_args(Thumb))
_REASONS: tuple[FeedbackReason | None, ...] = (None, *get_args(FeedbackReason))


def show() -> None:
    """The list, or the feedback that was opened from it."""
    for field in _FILTER:
        if field in st.session_state:
            # What a field says is forgotten while the page does not show it, unless it is said again.
            st.session_state[field] = st.session_state[field]
    opened: str = st.session_state.get(_OPEN, "")
    if opened:
        st.button(text("desk", "back"), key="back", on_click=_open, args=("",))
        desk_review.show(opened)
    else:
        _list()


def _list() -> None:
    st.header(text("desk", "feedback"), anchor=False)
    with st.container(key="desk-filter", horizontal=True):
        states = {name: text("desk", name) for name in _REVIEWED}
        state = choose(text("desk", "which"), states, key=_STATE, on_change=_newest)
        thumb = choose(text("desk", "thumb"), {t: thumb_words(t) for t in _THUMBS}, key=_THUMB, on_change=_newest)
        reason = choose(text("desk", "reason"), {r: reason_words(r) for r in _REASONS}, key=_REASON, on_change=_newest)
    cursor: str | None = st.session_state.get(_CURSOR)
    page = called(
        lambda admin: admin.feedback(thumb=thumb, reason=reason, reviewed=_REVIEWED[state], limit=_PAGE, cursor=cursor),
        key="again-feedback",
    )
    if page is None:
        return
    if not page.feedback:
        st.html(f"<p>{escape(text('desk', 'no_feedback'))}</p>")
    for number, entry in enumerate(page.feedback, 1):
        _entry(entry, number)
    with st.container(key="desk-pages", horizontal=True):
        if cursor:
            st.button(text("desk", "newest"), key="newest", on_click=_newest)
        if page.next:
            st.button(text("desk", "older"), key="older", on_click=_turn, args=(page.next,))
    _offer_records(page.feedback)


def _entry(entry: FeedbackSummaryOut, number: int) -> None:
    """What was said, of which question, and a button that opens it."""
    said = " · ".join(filter(None, (moment(entry.at), said_of(entry), text("desk", "reviewed") if entry.review else "")))
    question = escape(entry.question or text("desk", "unknown_question"))
    comment = f"<p>{escape(text('desk', 'comment', comment=entry.comment))}</p>" if entry.comment else ""
    with st.container(border=True):
        st.html(f'<p class="where">{escape(said)}</p><p class="typed">{question}</p>{comment}')
        st.button(text("desk", "open", number=number, moment=moment(entry.at)), key=f"open-{entry.id}", on_click=_open, args=(entry.id,))


def _offer_records(entries: Sequence[FeedbackSummaryOut]) -> None:
    """All records of the page that a reviewer has seen and that a case can be made of, as one file."""
    ids = [e.id for e in entries if e.review and not e.missing]
    records = called(lambda admin: admin.cases(ids), key="again-records") if ids else None
    if records:
        st.download_button(
            text("desk", "records", count=len(records)),
            as_file(records),
            "cases.json",
            "application/json",
            key="records",
            on_click="ignore",
        )


def _open(feedback_id: str) -> None:
    st.session_state[_OPEN] = feedback_id


def _turn(cursor: str) -> None:
    st.session_state[_CURSOR] = cursor


def _newest() -> None:
    st.session_state.pop(_CURSOR, None)
