"""An answer on the page: what matters most comes first, and every sentence leads to its clause."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from assistant.schemas import CitationOut, ReferralOut, StatementOut
from ui.draft import Draft
from ui.language import language, text
from ui.links import page_link
from ui.parts.words import anchor, badge, listed, marks, paragraph, spoken

_FORCES = {
    "binding on NACM members": "force_binding",
    "mandatory": "force_mandatory",
    "advisory": "force_advisory",
    "procedural": "force_procedural",
    "informative": "force_informative",
}


def show_safety(draft: Draft, place: str) -> None:
    """What to do now where somebody is in danger, to stand before everything else; nothing in other answers."""
    steps = draft.of_section("safety")
    if not steps:
        return
    items = [_said(s.text, draft) + marks(s.citations, draft.labels, place) for s in steps]
    heading = escape(text("answer", "safety"))
    st.html(f'<div class="safety"><h3>{heading}</h3>{listed(items, numbered=True)}</div>')


def show_answer(draft: Draft, place: str) -> None:
    """What is known of an answer but for its safety steps; `place` names this answer among those of the page."""
    _short(draft, place)
    _consult(draft, place)
    _gaps(draft)
    _cards(draft, place)
    _bring(draft)


def force_in_words(force: str) -> str:
    """How far a clause binds, in plain words."""
    return text("common", _FORCES[force]) if force in _FORCES else force


def _said(words: str, draft: Draft) -> str:
    """A sentence of the answer, which is in the language of the question and not always in that of the page."""
    return spoken(words, draft.language or language())


def _short(draft: Draft, place: str) -> None:
    """The short answer; sentences of one kind that follow each other share a badge."""
    runs: list[list[StatementOut]] = []
    for statement in draft.of_section("short"):
        if runs and runs[-1][-1].kind == statement.kind:
            runs[-1].append(statement)
        else:
            runs.append([statement])
    if not runs:
        return
    paragraphs = [paragraph(f"{badge(run[0].kind)} {' '.join(_sentence(s, draft, place) for s in run)}") for run in runs]
    st.html(f'<div class="short"><h3 class="visually-hidden">{escape(text("answer", "short"))}</h3>{"".join(paragraphs)}</div>')


def _sentence(statement: StatementOut, draft: Draft, place: str) -> str:
    words = spoken(f"“{statement.text}”", "en") if statement.kind == "quote" else _said(statement.text, draft)
    return words + marks(statement.citations, draft.labels, place)


def _consult(draft: Draft, place: str) -> None:
    if not draft.consult:
        return
    heading = escape(text("answer", "consult"))
    items = [_person(r, draft, place) for r in draft.consult]
    urgent = " urgent" if any(r.who == "emergency" for r in draft.consult) else ""
    st.html(f'<div class="consult{urgent}"><h3>{heading}</h3>{listed(items)}</div>')


def _person(referral: ReferralOut, draft: Draft, place: str) -> str:
    who = escape(text("answer", f"who_{referral.who}"))
    return f"<strong>{who}.</strong> {_said(referral.why, draft)}{marks(referral.clause_ids, draft.labels, place)}"


def _gaps(draft: Draft) -> None:
    gaps = draft.of_section("gaps")
    if not gaps:
        return
    heading = escape(text("answer", "gaps"))
    st.html(f'<div class="gaps"><h3>{heading} {badge("gap")}</h3>{listed(_said(g.text, draft) for g in gaps)}</div>')


def _bring(draft: Draft) -> None:
    questions = draft.of_section("bring")
    if not questions:
        return
    st.html(f'<div class="bring"><h3>{escape(text("answer", "bring"))}</h3>{listed(_said(q.text, draft) for q in questions)}</div>')


def _cards(draft: Draft, place: str) -> None:
    shown = [c for c in draft.citations.values() if _used(c, draft.statements)]
    if not shown:
        return
    st.html(f'<h3 class="cards">{escape(text("answer", "cards"))}</h3>')
    for citation in shown:
        quotes = [s.text for s in draft.statements if s.kind == "quote" and citation.clause_id in s.citations]
        _card(citation, quotes, place, whole=draft.whole is not None)


def _used(citation: CitationOut, statements: Iterable[StatementOut]) -> bool:
    return any(citation.clause_id in s.citations for s in statements)


def _card(citation: CitationOut, quotes: list[str], place: str, *, whole: bool) -> None:
    """A clause: what it is called, where it stands, how far it binds, and its words; the excerpt first where there is one."""
    excerpt = next((q for q in quotes if q != citation.quote), None)
    head = f'<h4 id="{anchor(place, citation.clause_id)}" tabindex="-1">{spoken(citation.label, "en")}</h4>'
    where = f"{escape(citation.code)} · {spoken(citation.section, 'en')} · {escape(force_in_words(citation.force))}"
    words = f'<blockquote lang="en">{escape(excerpt or citation.quote)}</blockquote>'
    rest = ""
    if excerpt:
        summary = escape(text("common", "whole_clause"))
        rest = f'<details><summary>{summary}</summary><blockquote lang="en">{escape(citation.quote)}</blockquote></details>'
    with st.container(border=True):
        st.html(f'<div class="clause">{head}<p class="where">{badge("quote")} {where}</p>{words}{rest}</div>')
        if whole:
            page_link("codes", text("common", "open_in_code", label=citation.label), clause=citation.clause_id)
