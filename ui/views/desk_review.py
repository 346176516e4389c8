"""Desk, one feedback: what was asked and answered, the review of it, and the record for the evaluation."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.wire_desk import FeedbackDetailOut
from ui.admin import called, done, moment, tell
from ui.draft import drafted
from ui.language import text
from ui.parts.answer import show_answer, show_safety
from ui.parts.expected import ask_for_expected
from ui.parts.fine_print import show_receipt
from ui.parts.records import as_file
from ui.parts.said import said_of
from ui.parts.words import listed

_LONGEST_NOTE = 1000


def show(feedback_id: str) -> None:
    """One feedback with everything that its review needs."""
    found = called(lambda admin: admin.one_feedback(feedback_id), key="again-one")
    if found is None:
        return
    by = text("desk", "by_key", key=found.key_id) if found.key_id else text("desk", "by_nobody")
    st.header(text("desk", "one_feedback", moment=moment(found.at)), anchor=False)
    comment = f"<p>{escape(text('desk', 'comment', comment=found.comment))}</p>" if found.comment else ""
    st.html(f'<p class="where">{escape(f"{said_of(found)} · {by}")}</p>{comment}')
    _asked(found)
    _answered(found)
    _review(found)
    _case(found)


def _asked(found: FeedbackDetailOut) -> None:
    turns = found.turns or [found.question or text("desk", "unknown_question")]
    st.html(f'<h3>{escape(text("desk", "asked"))}</h3><div class="typed">{listed(map(escape, turns), numbered=True)}</div>')


def _answered(found: FeedbackDetailOut) -> None:
    """The answer with its clauses, where it is known to be the desk's own; else what was sent, as nothing but words."""
    st.html(f"<h3>{escape(text('desk', 'answer'))}</h3>")
    if found.status:
        st.html(f'<p class="where">{escape(text("desk", f"status_{found.status}"))}</p>')
    if found.answer is None:
        _trail(found)
    elif found.as_given:
        draft = drafted(found.answer)
        show_safety(draft, found.id)
        show_answer(draft, found.id)
        show_receipt(draft)
    else:
        st.warning(text("desk", "unvouched" if found.as_given is None else "altered"))
        sent = listed(escape(s.text) for s in found.answer.statements)
        st.html(f"<details><summary>{escape(text('desk', 'sent_words'))}</summary>{sent}</details>")


def _trail(found: FeedbackDetailOut) -> None:
    if found.trail is None:
        st.html(f"<p>{escape(text('desk', 'nothing_known'))}</p>")
        return
    clauses = text("desk", "its_clauses", clauses=", ".join(found.trail.clause_ids))
    st.html(f"<p>{escape(text('desk', 'not_sent'))}</p>" + (f"<p>{escape(clauses)}</p>" if found.trail.clause_ids else ""))


def _review(found: FeedbackDetailOut) -> None:
    """The note and the expectation, as the last review left them."""
    st.subheader(text("desk", "review"), anchor=False)
    before = found.review
    if before is not None:
        st.html(f"<p>{escape(text('desk', 'review_said', moment=moment(before.at), key=before.key_id))}</p>")
    note = st.text_area(
        text("desk", "note"), before.note if before else "", max_chars=_LONGEST_NOTE, key=f"desk-note-{found.id}", height="content"
    )
    expected = ask_for_expected(before, found.id)
    if st.button(text("desk", "save"), key="save", type="primary"):
        saved = done(
            lambda admin: admin.review(
                found.id,
                note=note,
                expected_clauses=expected.expected_clauses,
                expected_consult=expected.expected_consult,
                expected_status=expected.expected_status,
            ),
            refused="review_refused",
        )
        if saved is not None:
            tell(text("desk", "saved"))


def _case(found: FeedbackDetailOut) -> None:
    st.subheader(text("desk", "case"), anchor=False)
    if found.missing:
        missing = " ".join(text("desk", f"missing_{name}") for name in found.missing)
        st.html(f"<p>{escape(missing)}</p>")
        return
    record = called(lambda admin: admin.case(found.id), key="again-case")
    if record is None:
        return
    file = f"{found.id}.json"
    st.html(f"<p>{escape(text('desk', 'case_how', file=file))}</p>")
    st.download_button(text("desk", "download"), as_file([record]), file, "application/json", key="download", on_click="ignore")
