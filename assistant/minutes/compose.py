"""Puts the minutes of a room together from its record, as they may be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from assistant.guide import DeckQuestions, Guide
from assistant.minutes.answered import answer_blocks
from assistant.minutes.cases import Cases
from assistant.minutes.quoting import Quotations
from assistant.minutes.texts import Texts
from assistant.packet.blocks import Block, Fact, Handout, Line, Listed, Part, Remark, Said, Table
from assistant.packet.plain import paragraphs
from assistant.room.record import ItemKind, RoomRecord
from assistant.room.timing import BREAK, times
from assistant.room.words import part_title
from assistant.types import Clause, Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What minutes are made of: the room's record, the time they are made at, and the zone of the room's clock, the machine's if None."""

    record: RoomRecord
    now: datetime
    zone: tzinfo | None = None


def compose(wanted: Wanted, guide: Guide, codes: Sequence[Code], clauses: Sequence[Clause]) -> Handout:
    """The minutes. `codes` and `clauses` are the desk's, for what its answers cite; the cases quote those of the room's plan."""
    return _Composition(wanted, guide, codes, clauses).minutes()


class _Composition:
    """Minutes in the making."""

    def __init__(self, wanted: Wanted, guide: Guide, codes: Sequence[Code], clauses: Sequence[Clause]) -> None:
        self._record = wanted.record
        self._room = wanted.record.room
        self._plan = self._room.plan
        self._until = self._room.ended or wanted.now
        self._zone = wanted.zone
        self._texts = Texts(guide)
        # The plan's own come last: they are as they were in the room.
        self._quotations = Quotations((*codes, *self._plan.codes), (*clauses, *self._plan.clauses), self._texts)
        steps = self._plan.steps()
        self._reached = frozenset(steps[move.position] for move in self._record.moves)
        self._title = " ".join(paragraphs(self._plan.title))

    def minutes(self) -> Handout:
        """The whole of it, in reading order."""
        cases = Cases(self._record, self._reached, self._texts, self._quotations)
        made = [
            self._credit(),
            self._time(),
            self._asked("opening", self._plan.opening),
            *(cases.part(case) for case in range(len(self._plan.scenarios))),
            self._asked("closing", self._plan.closing),
            self._items("question", "heading_questions"),
            self._answers(),
            self._items("parking", "heading_parking"),
        ]
        made += [Part(heading=self._texts.text("heading_others"), blocks=self._quotations.rest()), self._about()]
        return Handout(
            language="en",
            title=self._texts.text("title", title=self._title),
            subtitle=self._texts.text("subtitle"),
            date=self._local(self._begun).date().isoformat(),
            facts=self._facts(),
            mark=self._room.code,
            parts=tuple(part for part in made if part.blocks),
            disclaimer=self._texts.text("disclaimer"),
            page=self._texts.packet.text("page"),
        )

    @property
    def _begun(self) -> datetime:
        """When the room left the step at which people join."""
        return min((m.at for m in self._record.moves if m.position > 0), default=self._room.created)

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._zone)

    def _facts(self) -> tuple[Fact, ...]:
        start, end = self._local(self._begun), self._local(self._until)
        ended = f"{end:%H:%M}" if self._room.ended else self._texts.text("running")
        clock = self._texts.text("time_value", start=f"{start:%H:%M}", end=ended, zone=start.tzname())
        return (
            Fact(name=self._texts.text("date"), value=start.date().isoformat()),
            Fact(name=self._texts.text("time"), value=clock),
            Fact(name=self._texts.text("room"), value=self._room.code, literal=True),
            Fact(name=self._texts.text("people"), value=str(self._record.people)),
        )

    def _credit(self) -> Part:
        credit = self._plan.credit
        if credit is None:
            return Part(heading="", blocks=())
        quoted = Line(
            text=f"“{credit.statement}”",
            language="en",
            tag=self._texts.packet.text("kind_quote"),
            marks=self._quotations.marks([credit.clause]),
        )
        chosen = self._texts.text("credit_chosen", word=self._room.approval, statement=credit.chosen(self._room.approval))
        return Part(
            heading=self._texts.text("heading_credit"),
            blocks=(
                Remark(text=self._texts.text("credit_quoted")),
                Said(lines=(quoted, Line(text=chosen, language="en"))),
                Remark(text=self._texts.text("credit_whose")),
            ),
        )

    def _time(self) -> Part:
        planned = self._plan.planned()
        taken = times(self._plan, self._record.moves, self._until)
        none = self._texts.text("none")
        rows = [
            (
                " ".join(paragraphs(part_title(t.part, self._plan))),
                self._minutes(t.taken),
                self._texts.text("minutes_planned", minutes=planned[t.part]) if t.part in planned else none,
            )
            for t in taken
        ]
        whole = sum((t.taken for t in taken if t.part != BREAK), timedelta())
        total = (self._texts.text("total"), self._minutes(whole), self._texts.text("minutes_planned", minutes=sum(planned.values())))
        head = (self._texts.text("part"), self._texts.text("taken"), self._texts.text("planned"))
        return Part(
            heading=self._texts.text("heading_time"),
            blocks=(Remark(text=self._texts.text("time_counted")), Table(head=head, rows=(*rows, total))),
        )

    def _minutes(self, taken: timedelta) -> str:
        minutes, seconds = divmod(round(taken.total_seconds()), 60)
        return self._texts.text("minutes_taken", minutes=minutes, seconds=seconds)

    def _asked(self, when: str, asked: DeckQuestions | None) -> Part:
        """The slide deck's questions, quoted, if the room came to them."""
        if asked is None or not any(step.kind == when for step in self._reached):
            return Part(heading="", blocks=())
        marks = self._quotations.marks([asked.clause])
        lines = tuple(Line(text=f"“{question}”", language="en", marks=marks) for question in asked.questions)
        blocks = (Remark(text=self._texts.text("asked_in")), Listed(lines=lines, kind="bulleted"))
        return Part(heading=self._texts.text(f"heading_{when}"), blocks=blocks)

    def _items(self, kind: ItemKind, heading: str) -> Part:
        """What the room sent and the facilitator accepted."""
        texts = [" ".join(paragraphs(i.text)) for i in self._record.items if i.kind == kind and i.state == "accepted"]
        lines = tuple(Line(text=text, language="en") for text in texts if text)
        return Part(heading=self._texts.text(heading), blocks=(Listed(lines=lines, kind="bulleted"),) if lines else ())

    def _answers(self) -> Part:
        shown = sorted((a for a in self._record.answers if a.shown), key=lambda a: a.shown or a.at)
        blocks: Iterator[Block] = (block for a in shown for block in answer_blocks(a, self._texts, self._quotations))
        legend = (Remark(text=self._texts.packet.text("legend")),) if shown else ()
        return Part(heading=self._texts.text("heading_desk"), blocks=(*blocks, *legend))

    def _about(self) -> Part:
        packet = self._texts.packet
        codes = Table(
            head=(packet.text("code"), packet.text("edition"), packet.text("file")),
            rows=tuple((c.title, c.edition, c.file) for c in self._plan.codes),
        )
        lines = (self._texts.text("corpus", version=self._plan.corpus_version), self._texts.text("votes_rule"))
        listed = Listed(lines=tuple(Line(text=text, language="en") for text in lines), kind="bulleted")
        return Part(heading=self._texts.text("heading_about"), blocks=(codes, listed))
