"""Questions to start from, by topic."""

from __future__ import annotations

import streamlit as st

from assistant.client import CallFailed
from assistant.wire_codes import TopicsOut
from ui.conversation import Conversation
from ui.desk import desk
from ui.language import language, text


def show_starters(talk: Conversation) -> None:
    """A topic to choose, and its questions as buttons; nothing while the desk is away."""
    try:
        topics = _topics().topics
    except CallFailed:
        return
    spanish = language() == "es"
    titles = {t.id: t.title_es if spanish else t.title for t in topics}
    with st.container(key="starters"):
        chosen = st.selectbox(text("ask", "starters"), list(titles), format_func=titles.__getitem__, key="topic")
        topic = next(t for t in topics if t.id == chosen)
        for number, question in enumerate(topic.questions_es if spanish else topic.questions):
            st.button(question, key=f"start-{number}", on_click=talk.begin, args=(question,))


@st.cache_data(ttl=300, show_spinner=False)
def _topics() -> TopicsOut:
    return desk().topics()
