"""The published evaluation on the page: the rates, how they were measured, and the known limits with their figures."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from assistant.wire import VersionOut
from assistant.wire_evaluation import EvaluationOut
from ui.language import text, texts
from ui.measures import GROUPS, LIMITS, measured
from ui.parts.rate import of_hundred, rate_item
from ui.parts.words import listed

EXTRACTIVE = "extractive"
_STYLE = Path(__file__).parent / "rate.css"


def heading(name: str) -> None:
    """The heading of a section, which links lead to by its name."""
    st.header(text("trust", f"{name}_heading"), anchor=name)


def show_rates(evaluation: EvaluationOut, version: VersionOut) -> None:
    """Every rate under the question that it answers; before them, whether they are of what answers here."""
    now = version.corpus_version or text("trust", "loading")
    if not evaluation.current:
        st.warning(text("trust", "outdated", measured=evaluation.corpus_version, now=now))
    if evaluation.generator == EXTRACTIVE != version.generator:
        st.warning(text("trust", "other_writer", model=version.generator))
    st.html(_STYLE)
    st.html(f"<p>{text('trust', 'legend')}</p>")
    for group in GROUPS:
        items = [rate_item(name, measure) for name, measure in measured(evaluation, group)]
        if items:
            st.subheader(text("rates", f"group_{group}"), anchor=False)
            st.html(f'<ul class="rates">{"".join(items)}</ul>')


def show_measuring(evaluation: EvaluationOut, version: VersionOut) -> None:
    """Who wrote the questions, which there were, when it was, and with what."""
    heading("measured")
    st.html(f"<p>{text('trust', 'labelled')}</p><p>{text('trust', 'program_counts')}</p>")
    st.subheader(text("trust", "sets_title"), anchor=False)
    # A set that a newer desk has is told in the desk's own words.
    known = texts("trust")
    st.html(
        listed(text("trust", f"set_{s.name}", n=s.n) if f"set_{s.name}" in known else escape(f"{s.n}: {s.what}") for s in evaluation.sets)
    )
    st.subheader(text("trust", "versions_title"), anchor=False)
    st.html(listed(map(escape, _versions(evaluation, version))))


def _versions(evaluation: EvaluationOut, version: VersionOut) -> list[str]:
    extractive = evaluation.generator == EXTRACTIVE
    writer = text("trust", "writer_extractive") if extractive else text("trust", "writer_model", model=evaluation.generator)
    measured_with = {"program": evaluation.program_version, "corpus": evaluation.corpus_version, "writer": writer}
    now = version.corpus_version or text("trust", "loading")
    return [
        text("trust", "when", date=_day(evaluation.date), **measured_with),
        text("trust", "now", program=version.version, corpus=now),
        text("trust", "commit", commit=evaluation.commit[:12]),
    ]


def _day(day: date) -> str:
    return text("trust", "day", day=day.day, month=text("trust", "months").split()[day.month - 1], year=day.year)


def show_limits(evaluation: EvaluationOut | None) -> None:
    """Where it is known to be weak; how often that shows is told where it was measured."""
    rates = {name: m.rate for group in GROUPS for name, m in measured(evaluation, group)} if evaluation else {}
    st.html(listed(_limit(limit, rates.get(name) if name else None) for limit, name in LIMITS.items()))


def _limit(limit: str, rate: float | None) -> str:
    told = text("trust", f"limit_{limit}")
    return told if rate is None else f"{told} {text('trust', f'limit_{limit}_figure', missed=of_hundred(1 - rate))}"
