"""Checks what a live room takes from the slide deck: every word of it stands in the clause that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.guide import DeckQuestions, LiveGuide
from assistant.types import Clause


def live_faults(live: LiveGuide | None, clauses: Iterable[Clause]) -> Iterator[str]:
    """Every fault of live.yaml; none where the guide has no such file."""
    if live is None:
        return
    texts = {c.id: c.text for c in clauses}
    for name, asked in (("opening", live.opening), ("closing", live.closing)):
        yield from _question_faults(f"live.yaml, {name}", asked, texts)
    credit = live.credit
    yield from _quote_faults("live.yaml, credit", credit.clause, (credit.statement,), texts)
    if credit.statement.count(credit.choice) != 1:
        yield f"live.yaml, credit: {credit.choice!r} must stand in the statement once"


def _question_faults(place: str, asked: DeckQuestions, texts: dict[str, str]) -> Iterator[str]:
    yield from _quote_faults(place, asked.clause, asked.questions, texts)
    if not asked.questions:
        yield f"{place}: there are no questions"
    if asked.minutes < 1:
        yield f"{place}: minutes must be 1 or more"


def _quote_faults(place: str, clause: str, quotes: Iterable[str], texts: dict[str, str]) -> Iterator[str]:
    if clause not in texts:
        yield f"{place}: unknown clause {clause}"
        return
    yield from (f"{place}: {quote!r} does not stand in {clause} word for word" for quote in quotes if quote not in texts[clause])
