"""An answer of the desk by pages, each of which fits on a screen without scrolling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.api.rooms.views import clause_out
from assistant.guide import Guide
from assistant.schemas import AnswerOut, StatementOut
from assistant.types import Clause
from assistant.wire_room import AnswerLineOut, AnswerPageOut, ScreenAnswerOut

_MOST_LINES = 3


def screen_answer(answer: AnswerOut, guide: Guide, clauses: Sequence[Clause]) -> ScreenAnswerOut:
    """What to do first, the short answer, each clause that it cites, what the texts do not say, and whom to talk to."""
    return ScreenAnswerOut(question=answer.question, status=answer.status, pages=[*_pages(answer, guide, {c.id: c for c in clauses})])


def _pages(answer: AnswerOut, guide: Guide, known: dict[str, Clause]) -> Iterator[AnswerPageOut]:
    def heading(name: str) -> str:
        return guide.phrases[name][answer.language]

    def lines(section: str) -> list[AnswerLineOut]:
        return [_line(s, known) for s in answer.statements if s.section == section]

    yield from _of(heading("heading_safety"), lines("safety"))
    yield from _of(answer.question, lines("short"))
    yield from (_clause_page(known[c.clause_id], heading("heading_words"), answer) for c in answer.citations)
    told = {s.text for s in answer.statements if s.section == "short"}
    yield from _of(heading("heading_silent"), [AnswerLineOut(text=gap, kind="gap") for gap in answer.gaps if gap not in told])
    yield from _of(heading("heading_consult"), [*_people(answer, guide, known)])


def _of(heading: str, lines: list[AnswerLineOut]) -> Iterator[AnswerPageOut]:
    """As many pages as the lines need."""
    yield from (AnswerPageOut(heading=heading, lines=[*some]) for some in _some(lines))


def _line(statement: StatementOut, known: dict[str, Clause]) -> AnswerLineOut:
    text = f"“{statement.text}”" if statement.kind == "quote" else statement.text
    return AnswerLineOut(text=text, kind=statement.kind, labels=[known[c].label for c in statement.citations])


def _clause_page(clause: Clause, heading: str, answer: AnswerOut) -> AnswerPageOut:
    title = next(c.title for c in answer.corpus.codes if c.id == clause.code)
    return AnswerPageOut(heading=heading, clause=clause_out(clause, title))


def _people(answer: AnswerOut, guide: Guide, known: dict[str, Clause]) -> Iterator[AnswerLineOut]:
    for referral in answer.consult:
        who = guide.phrases[f"who_{referral.who}"][answer.language]
        yield AnswerLineOut(text=referral.why, kind="guidance", lead=who, labels=[known[c].label for c in referral.clause_ids])


def _some(lines: list[AnswerLineOut]) -> Iterator[Sequence[AnswerLineOut]]:
    yield from (lines[n : n + _MOST_LINES] for n in range(0, len(lines), _MOST_LINES))
