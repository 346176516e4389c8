"""One clause: its words first, visibly the code's, then all that helps to read them, visibly ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from assistant.schemas import ClauseRefOut, CodeOut, TopicOut
from assistant.wire_codes import ErratumOut, ListedClauseOut, RelatedClauseOut, WholeClauseOut
from ui.language import language, text
from ui.parts.answer import force_in_words
from ui.parts.code_links import link
from ui.parts.code_lists import edition_of, title_of
from ui.parts.copy_button import copy_button
from ui.parts.words import badge, listed

_BINDS = {
    "binding on NACM members": ("binds_members", ("NACM-SCOPE", "NACM-APPLICATION")),
    "mandatory": ("binds_mandatory", ("CCMC-PURPOSE",)),
    "advisory": ("binds_advisory", ("CCMC-PURPOSE",)),
    "procedural": ("binds_procedural", ()),
    "informative": ("binds_informative", ()),
}
"""The sentence on each binding force, and the clauses that say it."""
_MOST_SHARED = 3


def show_clause(clause: WholeClauseOut, code: CodeOut, clauses: Sequence[ListedClauseOut], back: Mapping[str, str]) -> None:
    """The page of a clause; `clauses` are those of both codes, `back` is the query of the list that the reader came from."""
    st.html(f'<p class="back" id="{top(clause.id)}">{link(text("codes", "back"), back)}</p>')
    st.html(f'<h1 lang="en">{escape(clause.label)}</h1>{_where(clause, code)}{_words(clause, code)}')
    copy_button(text("codes", "copy_link"), address_of(clause.id), key="copy-link")
    helps = (
        _errata(clause.errata),
        _gloss(clause),
        _force(clause, clauses),
        _related(clause.related),
        _topics(clause.topics),
        _context(clause),
        _source(clause),
    )
    st.html(f'<div class="about">{"".join(helps)}</div>{_neighbors(clause.previous, clause.next)}')


def top(clause_id: str) -> str:
    """The name of a clause's page in the document."""
    return f"clause-{clause_id.lower()}"


def address_of(clause_id: str) -> str:
    """The address of a clause's page, to be copied and pasted."""
    here = urlsplit(str(st.context.url or ""))
    return urlunsplit((here.scheme, here.netloc, here.path, f"clause={clause_id}", ""))


def _where(clause: WholeClauseOut, code: CodeOut) -> str:
    place = f'<span lang="en">{escape(code.title)} · {escape(clause.section)}</span>'
    return f'<p class="where">{place} · {escape(force_in_words(clause.force))}</p>'


def _words(clause: WholeClauseOut, code: CodeOut) -> str:
    stem = f'<p class="stem">{escape(clause.stem)}</p>' if clause.stem else ""
    quote = f'<blockquote lang="en">{stem}<p>{escape(clause.text)}</p></blockquote>'
    caption = (
        f'<figcaption class="where"><span lang="en">{escape(clause.label)}, {escape(code.title)}</span>. {edition_of(code)}</figcaption>'
    )
    return f'<h2>{escape(text("codes", "words"))} {badge("quote")}</h2><figure class="code-words">{quote}{caption}</figure>'


def _gloss(clause: WholeClauseOut) -> str:
    gloss = clause.gloss_es if language() == "es" else clause.gloss
    note = f'<p class="where">{escape(text("codes", "gloss_note"))}</p>'
    return f'<section class="gloss"><h2>{escape(text("codes", "gloss"))}</h2><p>{escape(gloss)}</p>{note}</section>'


def _force(clause: WholeClauseOut, clauses: Sequence[ListedClauseOut]) -> str:
    known = {c.id: c for c in clauses}
    key, said_in = _BINDS[clause.force]
    sources = ", ".join(link(known[c].label, {"clause": c}, lang="en") for c in said_in)
    told = f" {escape(text('codes', 'said_in'))} {sources}." if sources else ""
    return f"<section><h2>{escape(text('codes', 'force'))}</h2><p>{escape(text('codes', key))}{told}</p></section>"


def _errata(errata: Sequence[ErratumOut]) -> str:
    """What the source has, quoted, and how we read it, which is no quote."""
    if not errata:
        return ""
    items = [_slip(slip) for slip in errata]
    return f'<section class="slips"><h2>{escape(text("codes", "slips"))}</h2>{listed(items)}</section>'


def _slip(slip: ErratumOut) -> str:
    outside = f"{escape(text('codes', 'slip_source'))} " if slip.place == "source" else ""
    has = f'{escape(text("codes", "slip_text"))} <span class="verbatim" lang="en">“{escape(slip.text)}”</span>'
    reading = f'{escape(text("codes", "slip_reading"))} <span lang="en">{escape(slip.reading)}</span>'
    said = slip.note_es if language() == "es" else slip.note
    note = f'<br><span class="where">{escape(said)}</span>' if said else ""
    return f"{outside}{has}<br>{reading}{note}"


def _related(related: Sequence[RelatedClauseOut]) -> str:
    items = [_related_item(r) for r in related]
    body = listed(items) if items else f"<p>{escape(text('codes', 'related_none'))}</p>"
    return f'<section class="related"><h2>{escape(text("codes", "related"))}</h2>{body}</section>'


def _related_item(related: RelatedClauseOut) -> str:
    brief = related.brief_es if language() == "es" else related.brief
    ours = f'<p class="ours">{escape(text("codes", "in_our_words"))} {escape(brief)}.</p>'
    shared = ", ".join(_topic(t) for t in related.topics[:_MOST_SHARED])
    more = len(related.topics) - _MOST_SHARED
    rest = f" {escape(text('codes', 'more_topics', count=more))}" if more > 0 else ""
    name = link(related.label, {"clause": related.clause_id}, lang="en")
    return f'<p class="name">{name}</p>{ours}<p class="where">{escape(text("codes", "shared"))} {shared}{rest}</p>'


def _topics(topics: Sequence[TopicOut]) -> str:
    if not topics:
        return ""
    return f'<section class="topics"><h2>{escape(text("codes", "clause_topics"))}</h2>{listed(_topic(t) for t in topics)}</section>'


def _topic(topic: TopicOut) -> str:
    return link(title_of(topic), {"topic": topic.id})


def _context(clause: WholeClauseOut) -> str:
    around = clause.context
    words = f"{escape(around.before)} <mark>{escape(clause.text)}</mark> {escape(around.after)}"
    quote = f'<blockquote class="context" lang="en"><p>{words}</p></blockquote>'
    return f"<section><h2>{escape(text('codes', 'context'))}</h2>{quote}</section>"


def _source(clause: WholeClauseOut) -> str:
    lines = text("codes", "source_lines_of", first=clause.context.first_line, last=clause.context.last_line)
    characters = text("codes", "source_lines_of", first=clause.source.start, last=clause.source.end)
    rows = (
        ("source_file", clause.source.file),
        ("source_lines", lines),
        ("source_characters", characters),
        ("source_checksum", clause.source.sha256),
    )
    told = "".join(f"<div><dt>{escape(text('codes', key))}</dt><dd>{escape(value)}</dd></div>" for key, value in rows)
    return f'<section class="source"><h2>{escape(text("codes", "source"))}</h2><dl>{told}</dl></section>'


def _neighbors(before: ClauseRefOut | None, after: ClauseRefOut | None) -> str:
    links = [
        link(text("codes", key, label=ref.label), {"clause": ref.clause_id}) for key, ref in (("previous", before), ("next", after)) if ref
    ]
    label = escape(text("codes", "neighbors"), quote=True)
    return f'<nav class="neighbors" aria-label="{label}">{listed(links)}</nav>'
