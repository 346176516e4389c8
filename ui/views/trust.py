"""How far to trust it: what it is, how it did when it was measured, where it is weak, what it lacks, and what becomes of a question."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.client import CallFailed, NotFound
from assistant.wire import VersionOut
from assistant.wire_evaluation import EvaluationOut
from ui.desk import desk, desk_version, show_failure
from ui.language import text
from ui.links import page_link
from ui.parts.evaluation import EXTRACTIVE, heading, show_limits, show_measuring, show_rates
from ui.parts.words import listed

_CONTENTS = ("is", "did", "limits", "lacks", "privacy", "help")
_IS = ("is_codes", "is_quotes", "is_open")
_IS_NOT = ("not_verdict", "not_law", "not_other", "not_emergency")
_LACKS = (
    "lacks_deck",
    "lacks_standards",
    "lacks_complaints",
    "lacks_certification",
    "lacks_terms",
    "lacks_law",
    "lacks_newer",
    "lacks_slips",
)
_HELP = ("help_emergency", "help_supervisor", "help_legal", "help_commission")


def show() -> None:
    """The page. What needs no desk is there at once, so that one which is away keeps nobody waiting."""
    st.title(text("trust", "title"), anchor=False)
    st.html(f"<p>{text('trust', 'intro')}</p>")
    _contents()
    _what_it_is()
    did, limits = st.container(), st.container()
    _section("lacks", _LACKS)
    page_link("codes", text("trust", "read_codes"))
    privacy = st.container()
    _section("help", _HELP)
    with did:
        heading("did")
        version, evaluation = _asked()
        if version is not None and evaluation is not None:
            show_rates(evaluation, version)
            show_measuring(evaluation, version)
    with limits:
        heading("limits")
        show_limits(evaluation)
    with privacy:
        heading("privacy")
        st.html(listed(map(escape, _kept(version))))


def _contents() -> None:
    """Links to the sections that are always there, because the page is long on a phone."""
    links = listed(f'<a href="#{name}">{text("trust", f"{name}_heading")}</a>' for name in _CONTENTS)
    st.html(f'<nav class="contents" aria-label="{text("trust", "contents")}">{links}</nav>')


def _what_it_is() -> None:
    heading("is")
    for column, (title, keys) in zip(st.columns(2), (("is_title", _IS), ("not_title", _IS_NOT)), strict=True):
        with column:
            st.subheader(text("trust", title), anchor=False)
            st.html(listed(text("trust", key) for key in keys))


def _section(name: str, keys: tuple[str, ...]) -> None:
    heading(name)
    st.html(listed(text("trust", key) for key in keys))


def _asked() -> tuple[VersionOut | None, EvaluationOut | None]:
    """What the desk says of itself and of its evaluation; what it does not say is told in a sentence."""
    version = None
    try:
        version = desk_version()
        return version, desk().evaluation()
    except NotFound:
        st.info(text("trust", "none"))
    except CallFailed as error:
        show_failure(error, key="trust-again")
    return version, None


def _kept(version: VersionOut | None) -> list[str]:
    """What becomes of a question here and now, a sentence each."""
    masked = text("trust", "masked")
    if version is None:
        return [text("trust", "not_told"), masked]
    kept = version.kept
    if not kept.days:
        told = [text("trust", "kept_nothing")]
    else:
        told = [text("trust", "kept_one_day") if kept.days == 1 else text("trust", "kept_days", days=kept.days)]
    told.append(text("trust", "conversations_kept" if kept.conversations else "conversations_not"))
    told.append(text("trust", "sent", model=version.generator) if version.sends_out else text("trust", "stays"))
    if version.generator != EXTRACTIVE:
        told.append(text("trust", "model_words"))
    return [*told, masked]
