"""Desk: for whoever looks after it. Without the key there is nothing here but the field for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from ui.admin import enter, is_open, leave, show_refusal, show_told
from ui.language import text
from ui.views import desk_feedback, desk_keys, desk_questions, desk_retention, desk_versions

_SECTIONS: Mapping[str, Callable[[], None]] = {
    "feedback": desk_feedback.show,
    "questions": desk_questions.show,
    "versions": desk_versions.show,
    "keys": desk_keys.show,
    "retention": desk_retention.show,
}


def show() -> None:
    """The page."""
    with st.container(key="desk"):
        st.title(text("desk", "title"), anchor=False)
        if not is_open():
            _gate()
            return
        st.button(text("desk", "leave"), key="leave", on_click=leave)
        words = {name: text("desk", name) for name in _SECTIONS}
        section = st.segmented_control(
            text("desk", "section"),
            list(_SECTIONS),
            default="feedback",
            required=True,
            format_func=words.__getitem__,
            key="desk-section",
            label_visibility="collapsed",
        )
        if section != "keys":
            desk_keys.forget_token()
        show_told()
        _SECTIONS[section or "feedback"]()


def _gate() -> None:
    """The field for the key, which is emptied when it is sent."""
    st.html(f"<p>{escape(text('desk', 'locked'))}</p>")
    with st.form("desk-gate", clear_on_submit=True, border=False):
        key = st.text_input(text("desk", "key"), type="password", autocomplete="off", max_chars=200)
        sent = st.form_submit_button(text("desk", "enter"), key="enter")
    show_refusal()
    if sent:
        enter(key)
