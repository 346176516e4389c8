"""What this desk keeps, in a sentence that is always true because the desk itself tells it."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.client import CallFailed
from ui.desk import desk_version
from ui.language import text


def show_banner() -> None:
    """What is kept and whether anything leaves the machine; nothing while the desk is away, because then nobody knows."""
    try:
        told = desk_version()
    except CallFailed:
        return
    days = told.kept.days
    if days == 0:
        sentences = [text("banner", "nothing_kept")]
    else:
        sentences = [text("banner", "kept_one_day") if days == 1 else text("banner", "kept", days=days)]
        sentences.append(text("banner", "conversations" if told.kept.conversations else "no_conversations"))
    sentences.append(text("banner", "sent", model=told.generator) if told.sends_out else text("banner", "stays"))
    st.html(f'<p class="banner">{escape(" ".join(sentences))}</p>')
