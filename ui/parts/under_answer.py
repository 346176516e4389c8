"""What can be done with an answer: copy it, change the question, take it along, say what one thinks of it."""

from __future__ import annotations

import streamlit as st

from ui.conversation import LONGEST, Conversation, Exchange
from ui.language import text
from ui.parts.copy_button import copy_button
from ui.parts.feedback import ask_for_feedback
from ui.parts.packet import show_packet


def show_actions(talk: Conversation, exchange: Exchange) -> None:
    """The row of actions under an answer, or under the sentence that says why there is none."""
    if talk.editing == exchange.id:
        _edit(talk, exchange)
        return
    whole = exchange.draft.whole
    if whole is None and not exchange.failure:
        st.info(text("ask", "stopped"))
    with st.container(key=f"actions-{exchange.id}", horizontal=True, vertical_alignment="center"):
        if whole is not None:
            copy_button(text("ask", "copy"), whole.markdown, key=f"copy-{exchange.id}")
        else:
            st.button(text("ask", "again"), key=f"again-{exchange.id}", on_click=talk.ask_again, args=(exchange, exchange.question))
        st.button(text("ask", "edit"), key=f"edit-{exchange.id}", on_click=_begin_edit, args=(talk, exchange))
    if whole is not None:
        show_packet(whole, exchange, talk.turns(exchange))
        ask_for_feedback(whole, exchange, talk.turns(exchange))


def _begin_edit(talk: Conversation, exchange: Exchange) -> None:
    talk.editing = exchange.id


def _end_edit(talk: Conversation) -> None:
    talk.editing = ""


def _edit(talk: Conversation, exchange: Exchange) -> None:
    """The question to change; what was asked after it is asked anew by the reader if she still wants it."""
    key = f"edited-{exchange.id}"
    with st.form(f"edit-form-{exchange.id}"):
        st.text_area(text("ask", "edit_label"), exchange.question, max_chars=LONGEST, key=key)
        with st.container(horizontal=True):
            st.form_submit_button(text("ask", "again"), type="primary", on_click=_ask_edited, args=(talk, exchange, key))
            st.form_submit_button(text("ask", "cancel"), on_click=_end_edit, args=(talk,))


def _ask_edited(talk: Conversation, exchange: Exchange, key: str) -> None:
    words: str = st.session_state[key]
    if words.strip():
        talk.ask_again(exchange, words)
