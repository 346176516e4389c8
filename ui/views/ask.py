"""Ask: the conversation, each question with its answer, and where to type the next one."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.asking import Display, answer
from ui.conversation import LONGEST, Conversation, Exchange, conversation
from ui.draft import Draft
from ui.kept import begin_anew, name_in_address, offer_deletion, recall
from ui.language import text
from ui.parts.answer import show_answer, show_safety
from ui.parts.arrival import announce
from ui.parts.banner import show_banner
from ui.parts.fine_print import show_notices, show_receipt
from ui.parts.starters import show_starters
from ui.parts.under_answer import show_actions

_BOX = "question"
_TOP = "ask-top"


def show() -> None:
    """The page."""
    talk = conversation()
    # By a callback: what the box returns comes again when a run of the page is ended by a click.
    st.chat_input(text("ask", "placeholder"), key=_BOX, max_chars=LONGEST, on_submit=_ask, args=(talk,))
    with st.container(key="ask"):
        st.title(text("ask", "title"), anchor=False)
        st.html(f'<p id="{_TOP}">{escape(text("ask", "intro"))}</p>')
        show_banner()
        recall()
        if not talk.exchanges:
            # A page with a box at its foot opens at its end, which on a phone hides what it is for.
            announce(_TOP, "")
            show_starters(talk)
        for exchange in talk.exchanges:
            _exchange(talk, exchange)
        if talk.exchanges:
            _announce(talk.exchanges[-1])
            with st.container(key="conversation", horizontal=True):
                st.button(text("ask", "new"), key="new", on_click=begin_anew)
                offer_deletion(talk)
        name_in_address(talk)


def _ask(talk: Conversation) -> None:
    talk.ask(st.session_state[_BOX])


def _exchange(talk: Conversation, exchange: Exchange) -> None:
    """A question and its answer, which is fetched now if it still waits."""
    # Set apart, so that no character that turns the direction of writing turns the page's words.
    asked = f"<span>{escape(text('ask', 'you_asked'))} </span><bdi>{escape(exchange.question)}</bdi>"
    st.html(f'<h2 class="asked" id="asked-{exchange.id}">{asked}</h2>')
    slot = st.empty()
    if exchange.waiting:
        _answer(talk, exchange, slot)
    with slot.container():
        if exchange.failure:
            _failure(talk, exchange)
        else:
            show_safety(exchange.draft, exchange.id)
            show_notices(exchange.draft, exchange.question)
            show_answer(exchange.draft, exchange.id)
            show_receipt(exchange.draft)
            show_actions(talk, exchange)


def _answer(talk: Conversation, exchange: Exchange, slot: DeltaGenerator) -> None:
    """Get the answer, showing what there is of it; the button leaves it at that."""
    view, told, stop = st.empty(), st.empty(), st.empty()
    with view:
        # What goes on meanwhile stands below the question, and under an earlier answer nobody would see it.
        announce(f"asked-{exchange.id}", "", key="asking")
    stop.button(text("ask", "stop"), key=f"stop-{exchange.id}", on_click=exchange.stop)

    def show(draft: Draft) -> None:
        # What has buttons in it is shown once, when all is told.
        if draft.whole is None:
            with slot.container():
                show_safety(draft, exchange.id)
                show_answer(draft, exchange.id)

    display = Display(
        draft=show,
        working=lambda: told.html(f'<p role="status">{escape(text("ask", "looking"))}</p>'),
        waiting=lambda seconds: told.warning(text("ask", "waiting", why=exchange.failure, seconds=seconds)),
    )
    answer(talk, exchange, display)
    for shown in (view, told, stop):
        shown.empty()


def _announce(exchange: Exchange) -> None:
    """Say how the newest answer begins, or why it is not there."""
    draft = exchange.draft
    first = draft.statements[0].text if draft.statements else ""
    told = text("ask", "stopped") if draft.whole is None else text("ask", "arrived", first=first)
    announce(f"asked-{exchange.id}", exchange.failure or told)


def _failure(talk: Conversation, exchange: Exchange) -> None:
    """Why there is no answer; the question stays and can be sent again or changed."""
    st.error(exchange.failure)
    show_actions(talk, exchange)
