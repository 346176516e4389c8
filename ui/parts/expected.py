"""Fields for what an answer should have been: its clauses, the people it names, its status; each may be left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st

from assistant.client import CallFailed
from assistant.types import Status, Who
from assistant.wire_desk import ExpectedOut
from ui.desk import desk, sentence
from ui.language import text
from ui.parts.choice import choose, choose_some

_MOST = 20
_PEOPLE: tuple[Who, ...] = get_args(Who)
_STATUSES: tuple[Status | None, ...] = (None, *get_args(Status))


def ask_for_expected(before: ExpectedOut | None, place: str) -> ExpectedOut:
    """What the reviewer states, beginning with what was stated `before`; `place` tells these fields from others on the page."""
    before = before or ExpectedOut()
    st.html(f"<p>{text('desk', 'expected')}</p>")
    return ExpectedOut(
        expected_clauses=_clauses(before.expected_clauses, place),
        expected_consult=_people(before.expected_consult, place),
        expected_status=_status(before.expected_status, place),
    )


def _clauses(before: list[str] | None, place: str) -> list[str] | None:
    """Groups of clauses, one a field; None where they are not stated."""
    if not st.checkbox(text("desk", "state_clauses"), before is not None, key=f"desk-clauses-{place}"):
        return None
    try:
        labels = _labels()
    except CallFailed as error:
        st.error(sentence(error))
        return before
    groups = [group.split("|") for group in before or ()]
    more = f"desk-more-{place}"
    count = min(_MOST, max(1, len(groups)) + st.session_state.get(more, 0))
    chosen = [_group(groups[n] if n < len(groups) else [], labels, f"desk-group-{place}-{n}", n + 1) for n in range(count)]
    if count < _MOST:
        st.button(text("desk", "another"), key=f"another-{place}", on_click=_one_more, args=(more,))
    if not any(chosen):
        st.html(f'<p class="where">{text("desk", "none_needed")}</p>')
    return ["|".join(group) for group in chosen if group]


def _group(before: list[str], labels: Mapping[str, str], key: str, number: int) -> list[str]:
    return choose_some(text("desk", "needed", number=number), labels, before, key=key)


def _one_more(name: str) -> None:
    st.session_state[name] = st.session_state.get(name, 0) + 1


def _people(before: list[Who] | None, place: str) -> list[Who] | None:
    if not st.checkbox(text("desk", "state_people"), before is not None, key=f"desk-people-{place}"):
        return None
    words = {who: text("answer", f"who_{who}") for who in _PEOPLE}
    return choose_some(text("desk", "people"), words, before or [], key=f"desk-who-{place}")


def _status(before: Status | None, place: str) -> Status | None:
    words = {s: text("desk", f"status_{s}") if s else text("desk", "not_stated") for s in _STATUSES}
    return choose(text("desk", "expected_status"), words, key=f"desk-expected-{place}", first=_STATUSES.index(before))


@st.cache_data(ttl=300, show_spinner=False)
def _labels() -> dict[str, str]:
    """What each clause is called, by its id; CallFailed."""
    return {c.id: c.label for c in desk().clauses().clauses}
