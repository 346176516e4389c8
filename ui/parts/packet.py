"""Take it to your supervisor: one click makes the page, which can then be downloaded, with a note of the reader's own if she likes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assistant.schemas import AnswerOut
from assistant.wire_packet import MEDIA_TYPES, MOST_NOTE, file_name
from ui.language import text
from ui.packet import FORMATS, Packet, made_packet, make_packet


def show_packet(answer: AnswerOut, place: str, turns: Sequence[str]) -> None:
    """The button under an answer and, once clicked, the page in three formats; `place` names the answer among those of the page."""
    st.button(text("packet", "take"), key=f"take-{place}", on_click=make_packet, args=(place, answer, turns))
    packet = made_packet(place)
    if packet is None:
        return
    with st.container(key=f"packet-of-{place}", border=True):
        if packet.failure:
            st.error(packet.failure)
            return
        _downloads(packet, place)
        _note(answer, place, turns, packet)


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


def _note(answer: AnswerOut, place: str, turns: Sequence[str], packet: Packet) -> None:
    """A form, so that no page is downloaded without the note that stands beside it."""
    with st.form(f"packet-note-{place}", border=False):
        words = st.text_area(text("packet", "note"), packet.note, max_chars=MOST_NOTE, key=f"note-{place}")
        if st.form_submit_button(text("packet", "add_note")):
            make_packet(place, answer, turns, words)
            st.rerun()
