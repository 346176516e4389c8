"""Lists of clauses as HTML: by section, by topic, and what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from itertools import groupby

from assistant.schemas import ClauseOut, CodeOut, TopicOut
from assistant.wire_codes import ListedClauseOut, ListedTopicOut
from ui.language import language, text
from ui.parts.answer import force_in_words
from ui.parts.code_links import link
from ui.parts.words import listed

UNSTATED = "not stated in the text"
"""The edition of a code whose text names none, as the corpus has it."""
Marked = Callable[[str], str]


def row(clause_id: str) -> str:
    """The name of a clause's row in the document."""
    return f"row-{clause_id.lower()}"


def code_by_section(code: CodeOut, clauses: Sequence[ListedClauseOut]) -> str:
    """A code from its first clause to its last, under the headings of its sections."""
    sections = [(section, list(found)) for section, found in groupby((c for c in clauses if c.code == code.id), key=lambda c: c.section)]
    jumps = listed(f'<a href="#{_section(code, name)}" lang="en">{escape(name)}</a>' for name, _ in sections)
    label = escape(text("codes", "sections_of", code=code.id), quote=True)
    parts = [f'<h3 id="{_section(code, name)}" lang="en">{escape(name)}</h3>{clause_list(found)}' for name, found in sections]
    return f'<div class="code">{_title(code)}<nav class="jumps" aria-label="{label}">{jumps}</nav>{"".join(parts)}</div>'


def code_by_topic(code: CodeOut, topic: ListedTopicOut, clauses: Sequence[ListedClauseOut]) -> str:
    """What a code has on a topic: the clauses at its heart, then those beside it."""
    known = {c.id: c for c in clauses if c.code == code.id}
    parts = []
    for heading, refs in (("topic_central", topic.central), ("topic_related", topic.related)):
        found = [known[r.clause_id] for r in refs if r.clause_id in known]
        if found:
            parts.append(f"<h4>{escape(text('codes', heading))}</h4>{clause_list(found)}")
    nothing = f"<p>{escape(text('codes', 'topic_none', code=code.id))}</p>"
    return f'<div class="code"><h3 lang="en">{escape(code.title)}</h3>{"".join(parts) or nothing}</div>'


def topic_list(topics: Iterable[ListedTopicOut]) -> str:
    """Every topic as a link, with the number of its clauses."""
    items = []
    for topic in sorted(topics, key=title_of):
        count = text("codes", "topic_count", count=len(topic.central) + len(topic.related))
        items.append(f'{link(title_of(topic), {"topic": topic.id})} <span class="where">{escape(count)}</span>')
    return f'<div class="topics">{listed(items)}</div>'


def clause_list(clauses: Iterable[ListedClauseOut | ClauseOut], marked: Marked = escape) -> str:
    """Clauses with their words; `marked` makes HTML of the words."""
    return f'<div class="clauses">{listed(_item(c, marked) for c in clauses)}</div>'


def edition_of(code: CodeOut) -> str:
    """Which edition of a code it is, as far as its text says."""
    if code.edition == UNSTATED:
        return escape(text("codes", "edition_unstated"))
    return f'{escape(text("codes", "edition"))} <span lang="en">{escape(code.edition)}</span>'


def highlighter(pattern: re.Pattern[str]) -> Marked:
    """Makes HTML of a text with what the pattern finds marked."""

    def marked(words: str) -> str:
        pieces, position = [], 0
        for found in pattern.finditer(words):
            pieces += [escape(words[position : found.start()]), f"<mark>{escape(found[0])}</mark>"]
            position = found.end()
        return "".join([*pieces, escape(words[position:])])

    return marked


def _item(clause: ListedClauseOut | ClauseOut, marked: Marked) -> str:
    head = f'<p class="name" id="{row(clause.id)}">{link(clause.label, {"clause": clause.id}, lang="en")}</p>'
    force = f'<p class="where">{escape(force_in_words(clause.force))}</p>'
    stem = f"<span>{escape(clause.stem)}</span> " if clause.stem else ""
    ours = ""
    if isinstance(clause, ListedClauseOut) and language() == "es":
        # The codes are quoted only as they are, in English.
        ours = f'<p class="ours">{escape(text("codes", "in_our_words"))} {escape(clause.brief_es)}.</p>'
    return f'{head}{force}<blockquote lang="en">{stem}{marked(clause.text)}</blockquote>{ours}'


def _title(code: CodeOut) -> str:
    return f'<h2 lang="en">{escape(code.title)}</h2><p class="where">{edition_of(code)}</p>'


def _section(code: CodeOut, name: str) -> str:
    return f"section-{code.id.lower()}-{re.sub('[^a-z]+', '-', name.lower()).strip('-')}"


def title_of(topic: TopicOut) -> str:
    """A topic's title in the reader's language."""
    return topic.title_es if language() == "es" else topic.title
