"""The codes: both of them to read and search, and the page of each clause, which has an address of its own."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.schemas import CodeOut
from assistant.wire import ClausesOut
from assistant.wire_codes import TopicsOut
from ui.desk import called, desk
from ui.language import text
from ui.parts.arrival import announce
from ui.parts.clause_page import show_clause, top
from ui.parts.code_links import followed_link, link
from ui.parts.code_lists import code_by_section, code_by_topic, row, title_of, topic_list
from ui.parts.code_search import show_found
from ui.parts.words import listed as ul

_STYLE = Path(__file__).parents[1] / "parts" / "codes.css"
_LONGEST = 300
_LIST = "codes-list"
# What is remembered while the reader looks at a clause or at another page.
_ARRIVED, _LEFT, _LISTED, _WORDS, _CODE = "codes_arrived", "codes_left", "codes_listed", "codes_words", "codes_code"
_WORDS_BOX, _CODE_BOX = "codes_words_box", "codes_code_box"


def show() -> None:
    """The page."""
    followed = followed_link()
    if followed is not None:
        _go(followed)
    st.html(_STYLE)
    with st.container(key="codes"):
        heading = st.container()
        read = called(_read, key="codes-again")
        if read is None:
            heading.title(text("codes", "title"), anchor=False)
            return
        listed, topics = read
        wanted = st.query_params.get("clause", "").strip().upper()
        if any(c.id == wanted for c in listed.clauses):
            _clause(wanted, listed, heading)
        else:
            _lists(listed, topics, unknown=st.query_params.get("clause", ""))


@st.cache_data(ttl=60, show_spinner=False)
def _read() -> tuple[ClausesOut, TopicsOut]:
    """Both codes and the topics; CallFailed when the desk does not answer."""
    return desk().clauses(), desk().topics()


def _go(query: dict[str, str]) -> None:
    """Go where a link leads, and note what is to be brought into view there."""
    if "clause" in query:
        st.session_state[_ARRIVED] = top(query["clause"])
    elif query != st.session_state.get(_LISTED, {}):
        # Another list than the one that the reader came from: it begins at its beginning, and with nothing searched for.
        st.session_state[_ARRIVED] = _LIST
        st.session_state.pop(_LEFT, None)
        st.session_state[_WORDS] = st.session_state[_WORDS_BOX] = ""
    st.query_params.from_dict(query)
    st.rerun()


def _clause(clause_id: str, listed: ClausesOut, heading: DeltaGenerator) -> None:
    clause = called(lambda: desk().clause(clause_id), key="clause-again")
    if clause is None:
        heading.title(next(c.label for c in listed.clauses if c.id == clause_id), anchor=False)
        return
    st.set_page_config(page_title=f"{clause.label} · Ethics Desk")
    show_clause(clause, _code(listed, clause.code), listed.clauses, back=st.session_state.get(_LISTED, {}))
    st.session_state[_LEFT] = clause_id
    if st.session_state.get(_ARRIVED) == top(clause_id):
        announce(top(clause_id), text("codes", "opened", label=clause.label))


def _lists(listed: ClausesOut, topics: TopicsOut, *, unknown: str) -> None:
    """Both codes, or one; what was searched for, else a topic, else all topics, else all sections."""
    st.set_page_config(page_title=f"{text('common', 'page_codes')} · Ethics Desk")
    st.title(text("codes", "title"), anchor=False)
    if unknown:
        st.html(f'<p role="alert" class="notice-box">{escape(text("codes", "unknown_clause", clause=unknown))}</p>')
    st.html(f"<p>{escape(text('codes', 'intro'))}</p>")
    words, chosen = _controls(listed)
    st.session_state[_LISTED] = {name: st.query_params[name] for name in ("by", "topic") if name in st.query_params}
    shown = [c for c in listed.codes if chosen in ("", c.id)]
    wanted = st.query_params.get("topic", "")
    _orders("" if words else "topic" if wanted or st.query_params.get("by") == "topic" else "section")
    if words:
        show_found(words, [c for c in listed.clauses if chosen in ("", c.code)], chosen)
    elif wanted:
        _topic(wanted, listed, topics, shown)
    elif st.query_params.get("by") == "topic":
        _topics(topics)
    else:
        _side_by_side([code_by_section(code, listed.clauses) for code in shown])
    if left := st.session_state.pop(_LEFT, ""):
        st.session_state[_ARRIVED] = row(left)
    if arrived := st.session_state.get(_ARRIVED):
        announce(arrived, text("codes", "listed"))


def _controls(listed: ClausesOut) -> tuple[str, str]:
    """What is searched for, and the code that is shown, "" for both."""
    st.session_state.setdefault(_WORDS_BOX, st.session_state.get(_WORDS, ""))
    st.session_state.setdefault(_CODE_BOX, st.session_state.get(_CODE, ""))
    left, right = st.columns([3, 2], vertical_alignment="top")
    words = left.text_input(text("codes", "search"), key=_WORDS_BOX, max_chars=_LONGEST, on_change=st.query_params.clear)
    chosen = right.radio(text("codes", "which"), ["", *(c.id for c in listed.codes)], key=_CODE_BOX, horizontal=True, format_func=_named)
    st.session_state[_WORDS], st.session_state[_CODE] = words, chosen
    return words.strip(), chosen


def _named(code: str) -> str:
    return code or text("codes", "both")


def _orders(current: str) -> None:
    """The orders in which the codes can be read; "" where what was searched for is shown."""
    links = [link(text("codes", f"by_{order}"), {"by": order}, current=order == current) for order in ("section", "topic")]
    label = escape(text("codes", "order"), quote=True)
    st.html(f'<nav id="{_LIST}" class="orders" aria-label="{label}">{ul(links)}</nav>')


def _topic(wanted: str, listed: ClausesOut, topics: TopicsOut, shown: list[CodeOut]) -> None:
    topic = next((t for t in topics.topics if t.id == wanted), None)
    if topic is None:
        st.html(f'<p role="alert" class="notice-box">{escape(text("codes", "unknown_topic", topic=wanted))}</p>')
        _topics(topics)
        return
    note = f'<p class="where">{escape(text("codes", "topic_note"))} {link(text("codes", "all_topics"), {"by": "topic"})}</p>'
    st.html(f"<h2>{escape(title_of(topic))}</h2>{note}")
    _side_by_side([code_by_topic(code, topic, listed.clauses) for code in shown])


def _topics(topics: TopicsOut) -> None:
    st.html(f"<h2>{escape(text('codes', 'topics'))}</h2>{topic_list(topics.topics)}")


def _side_by_side(parts: list[str]) -> None:
    for column, part in zip(st.columns(len(parts), gap="large"), parts, strict=True):
        column.html(part)


def _code(listed: ClausesOut, code: str) -> CodeOut:
    return next(c for c in listed.codes if c.id == code)
