"""Desk, questions that found no full answer."""

from __future__ import annotations

from html import escape
from typing import get_args

import streamlit as st

from assistant.types import Status
from assistant.wire_desk import AskedOut, UnansweredStatus
from ui.admin import called, moment
from ui.language import text
from ui.parts.choice import choose
from ui.parts.words import listed, table

_PERIODS = (None, 7, 30)
_UNANSWERED: tuple[UnansweredStatus, ...] = get_args(UnansweredStatus)
_STATUSES: tuple[Status, ...] = get_args(Status)


def show() -> None:
    """What became of all answers, and the questions that were asked in vain."""
    st.header(text("desk", "questions"), anchor=False)
    with st.container(key="desk-filter", horizontal=True):
        days = choose(text("desk", "period"), {d: _period(d) for d in _PERIODS}, key="desk-days")
        statuses = {s: _status(s) for s in (None, *_UNANSWERED)}
        status = choose(text("desk", "status"), statuses, key="desk-status")
    found = called(lambda admin: admin.questions(status=[status] if status else (), days=days), key="again-questions")
    if found is None:
        return
    st.html(f"<h3>{escape(text('desk', 'asked_in_vain'))}</h3><p>{escape(text('desk', 'in_vain_why'))}</p>")
    if found.questions:
        st.html(f'<div class="typed">{listed(map(_question, found.questions))}</div>')
    else:
        st.html(f"<p>{escape(text('desk', 'no_questions'))}</p>")
    rows = [(_status(s), f"{found.statuses[s]:,}") for s in _STATUSES if s in found.statuses]
    if rows:
        st.html(table(text("desk", "statuses"), (text("desk", "status"), text("desk", "how_many")), rows))


def _question(asked: AskedOut) -> str:
    often = text("desk", "once") if asked.count == 1 else text("desk", "times", count=asked.count)
    about = " · ".join((_status(asked.status), often, text("desk", "last", moment=moment(asked.last))))
    return f'{escape(asked.question)}<br><span class="where">{escape(about)}</span>'


def _period(days: int | None) -> str:
    return text("desk", "days", days=days) if days else text("desk", "all_days")


def _status(status: Status | None) -> str:
    return text("desk", f"status_{status}") if status else text("desk", "any")
