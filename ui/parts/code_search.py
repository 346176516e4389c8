"""The search on the page "The codes": the clauses in which the words stand, and those that the desk finds to be about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

from assistant.wire_codes import ListedClauseOut
from ui.desk import called, desk
from ui.language import text
from ui.parts.code_lists import clause_list, highlighter

_MOST = 8
_LIKELY = 0.5
"""A clause is shown when citing it for these words is rather right than wrong."""


def show_found(words: str, clauses: Sequence[ListedClauseOut], code: str) -> None:
    """What is found for these words, in one code or with "" in both; a sentence where nothing is."""
    pattern, exact = with_words(words, clauses)
    reply = called(lambda: desk().search(words, _MOST), key="search-again")
    if reply is None:
        return
    known = {c.id: c for c in clauses}
    about = [known[f.clause.id] for f in reply.results if f.score >= _LIKELY and f.clause.id in known]
    about = [c for c in about if c not in exact]
    if not exact and not about:
        nothing = text("codes", "found_none_in", code=code, words=words) if code else text("codes", "found_none", words=words)
        st.html(f'<p role="status" class="notice-box">{escape(nothing)}</p>')
        return
    st.html(f'<p role="status">{escape(text("codes", "found_count", count=len(exact) + len(about)))}</p>')
    if exact:
        st.html(f"<h2>{escape(text('codes', 'found_words'))}</h2>{clause_list(exact, highlighter(pattern))}")
    if about:
        note = f'<p class="where">{escape(text("codes", "found_about_note"))}</p>'
        st.html(f"<h2>{escape(text('codes', 'found_about'))}</h2>{note}{clause_list(about)}")


def with_words(words: str, clauses: Sequence[ListedClauseOut]) -> tuple[re.Pattern[str], list[ListedClauseOut]]:
    """The clauses that hold the words one after the other, else those that hold each of them, and what finds the words in a text.

    A word is found at the beginning of a longer one: "confiden" in "confidentiality".
    """
    single = [re.sub("['’]", "['’]", re.escape(w)) for w in re.findall(r"[\w'’-]*\w[\w'’-]*", words)]
    if not single:
        return re.compile(r"(?!)"), []
    phrase = re.compile(r"\b" + r"\W+".join(single), re.IGNORECASE)
    found = [c for c in clauses if phrase.search(c.text) or phrase.fullmatch(c.label) or phrase.fullmatch(c.id)]
    if found:
        return phrase, found
    each = [re.compile(rf"\b{word}", re.IGNORECASE) for word in single]
    return re.compile("|".join(p.pattern for p in each), re.IGNORECASE), [c for c in clauses if all(p.search(c.text) for p in each)]
