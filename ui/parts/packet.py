"""Take it to your supervisor: one click makes the page, which can then be downloaded, with a note of the reader's own if she likes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assistant.schemas import AnswerOut
from assistant.wire_packet import MEDIA_TYPES, MOST_NOTE, file_name
from ui.conversation import Exchange
from ui.language import text
from ui.packet import FORMATS, Packet, make_packet


def show_packet(answer: AnswerOut, exchange: Exchange, turns: Sequence[str]) -> None:
    """The button under an answer and, once clicked, the page in three formats."""
    st.button(text("packet", "take"), key=f"take-{exchange.id}", on_click=_make, args=(answer, exchange, turns))
    packet = exchange.packet
    if packet is None:
        return
    with st.container(key=f"packet-of-{exchange.id}", border=True):
        if packet.failure:
            st.error(packet.failure)
            return
        _downloads(packet, exchange.id)
        _note(answer, exchange, turns, packet)


def _make(answer: AnswerOut, exchange: Exchange, turns: Sequence[str], note: str = "") -> None:
    exchange.packet = make_packet(answer, turns, note)


def _downloads(packet: Packet, place: str) -> None:
    told = [text("packet", "made"), *([text("packet", "with_note")] if packet.note.strip() else []), text("packet", "check")]
    st.html(f'<p role="status">{escape(" ".join(told))}</p>')
    with st.container(key=f"downloads-{place}", horizontal=True):
        for format in FORMATS:
            st.download_button(
                _label(format),
                packet.files[format],
                file_name=file_name(packet.day, format),
                mime=MEDIA_TYPES[format],
                key=f"download-{format}-{place}",
                on_click="ignore",
                type="primary" if format == "pdf" else "secondary",
            )


def _label(format: str) -> str:
    return text("packet", format)


def _note(answer: AnswerOut, exchange: Exchange, turns: Sequence[str], packet: Packet) -> None:
    """A form, so that no page is downloaded without the note that stands beside it."""
    with st.form(f"packet-note-{exchange.id}", border=False):
        words = st.text_area(text("packet", "note"), packet.note, max_chars=MOST_NOTE, key=f"note-{exchange.id}")
        if st.form_submit_button(text("packet", "add_note")):
            _make(answer, exchange, turns, words)
            st.rerun()
