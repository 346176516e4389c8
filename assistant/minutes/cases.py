"""The part of the minutes that tells one case: story, votes before and after, clauses read, whom to talk to, what changed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.minutes.quoting import Quotations
from assistant.minutes.texts import Texts
from assistant.minutes.votes import ROUNDS, Outcome, outcome
from assistant.packet.blocks import Bar, Block, Chart, Line, Listed, Part, Remark, Said, Subheading, Table
from assistant.packet.plain import paragraphs
from assistant.room.plan import Step
from assistant.room.record import RoomRecord
from assistant.room.state import Round
from assistant.room.words import letter
from assistant.scenarios import Scenario

_NAMES = {1: "first", 2: "second"}


class Cases:
    """Tells the cases of a room one by one; `reached` are the steps that it came to."""

    def __init__(self, record: RoomRecord, reached: frozenset[Step], texts: Texts, quotations: Quotations) -> None:
        self._record = record
        self._reached = reached
        self._texts = texts
        self._quotations = quotations

    def part(self, case: int) -> Part:
        """The part of a case, by its index."""
        scenario = self._record.room.plan.scenarios[case]
        title = " ".join(paragraphs(scenario.title))
        heading = self._texts.text("heading_case", number=case + 1, title=title)
        if not any(step.scenario == case for step in self._reached):
            return Part(heading=heading, blocks=(Remark(text=self._texts.text("not_reached")),))
        blocks = (
            said(scenario.story),
            Subheading(text=self._texts.text("ways")),
            self._ways(scenario),
            *self._votes(case, scenario),
            *self._clauses(case),
            *self._consultation(case, scenario),
            *self._twist(case, scenario),
        )
        return Part(heading=heading, blocks=blocks)

    def _ways(self, scenario: Scenario) -> Block:
        return Said(
            lines=tuple(
                Line(text=" ".join(paragraphs(option.text)), language="en", lead=f"{letter(at)}.")
                for at, option in enumerate(scenario.options)
            )
        )

    def _votes(self, case: int, scenario: Scenario) -> Iterator[Block]:
        outcomes = [outcome(self._record, Round(scenario=case, number=number)) for number in ROUNDS]
        told = [found for found in outcomes if found.state == "told"]
        if told:
            yield self._chart(scenario, told)
            yield self._table(scenario, told)
        notes = {"few": "few_votes", "none": "no_votes", "open": "vote_open"}
        yield from (Remark(text=self._texts.text(notes[o.state], name=self._name(o))) for o in outcomes if o.state in notes)
        if len(told) == len(ROUNDS):
            yield from self._movement(case)
        if told:
            yield Remark(text=self._texts.text("votes_no_ruling"))

    def _name(self, found: Outcome) -> str:
        return self._texts.text(_NAMES[found.round.number])

    def _chart(self, scenario: Scenario, told: list[Outcome]) -> Chart:
        bars = tuple(
            Bar(label=letter(at), counts=tuple(found.counts[option.id] for found in told)) for at, option in enumerate(scenario.options)
        )
        names = tuple(self._name(found) for found in told)
        counts = [", ".join(self._texts.text("chart_count", name=n, count=c) for n, c in zip(names, b.counts, strict=True)) for b in bars]
        ways = " ".join(self._texts.text("chart_way", letter=bar.label, counts=c) for bar, c in zip(bars, counts, strict=True))
        return Chart(caption=self._texts.text("chart"), alt=self._texts.text("chart_alt", ways=ways), series=names, bars=bars)

    def _table(self, scenario: Scenario, told: list[Outcome]) -> Table:
        rows = [(letter(at), *(str(found.counts[option.id]) for found in told)) for at, option in enumerate(scenario.options)]
        total = (self._texts.text("all_votes"), *(str(found.total) for found in told))
        return Table(head=(self._texts.text("way"), *map(self._name, told)), rows=(*rows, total))

    def _movement(self, case: int) -> Iterator[Block]:
        for found in self._record.movements:
            if found.scenario != case:
                continue
            few = found.changed is None
            text = self._texts.text("moved_few") if few else self._texts.text("moved", both=found.both, changed=found.changed)
            yield Said(lines=(Line(text=text, language="en"),))

    def _clauses(self, case: int) -> Iterator[Block]:
        steps = self._record.room.plan.steps()
        read = list(dict.fromkeys(s.clause for s in steps if s.scenario == case and s.clause and s in self._reached))
        if read:
            yield Subheading(text=self._texts.text("clauses_read"))
            yield from self._quotations.blocks(read)

    def _consultation(self, case: int, scenario: Scenario) -> Iterator[Block]:
        if not self._came_to("consultation", case):
            return
        lines = tuple(
            Line(
                text=" ".join(paragraphs(c.why)),
                language="en",
                lead=f"{self._texts.packet.phrase(f'who_{c.who}')}.",
                marks=self._quotations.marks(c.clauses),
            )
            for c in scenario.consult
        )
        if lines:
            yield Subheading(text=self._texts.text("consultation"))
            yield Listed(lines=lines, kind="bulleted")

    def _twist(self, case: int, scenario: Scenario) -> Iterator[Block]:
        if self._came_to("twist", case):
            marks = self._quotations.marks(scenario.twist.clauses)
            yield Subheading(text=self._texts.text("twist"))
            yield said(scenario.twist.text, marks=marks)

    def _came_to(self, kind: str, case: int) -> bool:
        return any(step.kind == kind and step.scenario == case for step in self._reached)


def said(text: str, *, marks: tuple[str, ...] = ()) -> Said:
    """A text by paragraphs, in nothing but characters that can be seen, with the labels of its clauses behind the last one."""
    given = paragraphs(text) or ("",)
    last = len(given) - 1
    return Said(lines=tuple(Line(text=p, language="en", marks=marks if at == last else ()) for at, p in enumerate(given)))
