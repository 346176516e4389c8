"""Desk, retention: what is kept and for how long, and the purge."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from assistant.records import DatabaseKind
from assistant.wire_desk import RetentionOut
from ui.admin import called, done, moment, tell
from ui.language import text
from ui.parts.words import table

_SURE = "desk-purging"
_MOST_DAYS = 36_500
_DATABASES: Mapping[DatabaseKind, str] = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def show() -> None:
    """The settings in force, how many records there are, and a way to remove old ones now."""
    st.header(text("desk", "retention"), anchor=False)
    found = called(lambda admin: admin.retention(), key="again-retention")
    if found is None:
        return
    st.html(f"<p>{escape(' '.join(_settings(found)))}</p>")
    rows = [(text("desk", f"kind_{r.kind}"), f"{r.count:,}", moment(r.oldest) if r.oldest else "–") for r in found.records]
    st.html(table(text("desk", "what_is_kept"), (text("desk", "kind"), text("desk", "how_many"), text("desk", "oldest")), rows))
    _purge(found.days)


def _settings(found: RetentionOut) -> list[str]:
    kept = text("desk", "kept_days", days=found.days) if found.days else text("desk", "kept_nothing")
    told = [kept, text("desk", "database", kind=_DATABASES[found.database])]
    if found.days:
        told.insert(1, text("desk", "conversations_kept" if found.conversations else "conversations_not_kept"))
    return told


def _purge(days: int) -> None:
    """The days to keep, a button, and the question whether it was meant."""
    st.subheader(text("desk", "purge"), anchor=False)
    st.html(f"<p>{escape(text('desk', 'purge_why'))}</p>")
    kept = st.number_input(text("desk", "keep_days"), 0, _MOST_DAYS, days, key="desk-keep", on_change=_ask, args=(False,))
    if not st.session_state.get(_SURE):
        st.button(text("desk", "purge_begin"), key="purge", on_click=_ask, args=(True,))
        return
    st.warning(text("desk", "sure_purge", days=kept) if kept else text("desk", "sure_purge_all"))
    with st.container(key="desk-sure", horizontal=True):
        meant = st.button(text("desk", "purge_now"), key="purge-now", type="primary")
        st.button(text("desk", "cancel"), key="cancel", on_click=_ask, args=(False,))
    if not meant:
        return
    removed = done(lambda admin: admin.purge(days=kept), refused="purge_refused")
    if removed is not None:
        _ask(False)
        counts = removed.model_dump(exclude={"days"})
        tell(text("desk", "purged", **counts))


def _ask(sure: bool) -> None:
    st.session_state[_SURE] = sure
