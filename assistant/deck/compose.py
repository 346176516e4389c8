"""Puts a deck together from chosen scenarios, the clauses they name and the slide deck's own questions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.deck.fit import height
from assistant.deck.laying import in_groups, in_sentences, short_title
from assistant.deck.page import COVER_BODY
from assistant.deck.slides import COVER_SIZE, QUOTED_SIZES, SMALL, VOTE_SIZES, Deck, Line, Slide
from assistant.deck.texts import Texts
from assistant.guide import DeckQuestions, Guide
from assistant.packet.plain import paragraphs
from assistant.room.words import letter
from assistant.scenarios import Option, Scenario
from assistant.types import Clause, Code

_BULLET = "•"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a deck is made of: the cases in their order, and the day that it bears."""

    scenarios: tuple[Scenario, ...]
    date: datetime.date


def compose(chosen: Chosen, guide: Guide, codes: Sequence[Code], clauses: Sequence[Clause]) -> Deck:
    """The deck; every clause that it names is in it word for word."""
    return _Composition(chosen, guide, codes, clauses).deck()


class _Composition:
    """One deck in the making; it remembers which clauses have been shown."""

    def __init__(self, chosen: Chosen, guide: Guide, codes: Sequence[Code], clauses: Sequence[Clause]) -> None:
        self._chosen = chosen
        self._guide = guide
        self._texts = Texts(guide)
        self._codes = {c.id: c for c in codes}
        self._clauses = {c.id: c for c in clauses}
        self._shown: set[str] = set()

    def deck(self) -> Deck:
        """All slides, in the order of the discussion."""
        count = len(self._chosen.scenarios)
        cases = self._texts.text("one_case") if count == 1 else self._texts.text("cases", count=count)
        title, subtitle = self._texts.text("title"), self._texts.text("subtitle", cases=cases)
        return Deck(
            title=title,
            subtitle=subtitle,
            date=self._chosen.date.isoformat(),
            slides=(
                self._cover(title, subtitle),
                *self._asked("opening"),
                *(slide for scenario in self._chosen.scenarios for slide in self._case(scenario)),
                *self._asked("closing"),
                *self._disclaimer(),
                *self._others(),
            ),
        )

    def _cover(self, title: str, subtitle: str) -> Slide:
        head = Line(text=subtitle, size=SMALL, soft=True)
        lines = (head, *(Line(text=short_title(_plain(s.title)), size=SMALL, mark=_BULLET) for s in self._chosen.scenarios))
        wide, high = COVER_BODY.room
        return Slide(
            title=title,
            title_size=COVER_SIZE,
            lines=lines if height(lines, wide) <= high else (head,),
            notes=(self._texts.text("note_cover"),),
            layout="cover",
        )

    def _asked(self, when: str) -> Iterator[Slide]:
        """Questions of the slide deck, quoted, with where they are from."""
        asked: DeckQuestions | None = getattr(self._guide.live, when, None)
        if asked is None:
            return
        clause = self._clauses[asked.clause]
        source = {"code": self._codes[clause.code].title, "label": clause.label}
        from_ = Line(text=self._texts.text("asked_in", **source), size=SMALL, soft=True, above=24)
        questions = [(Line(text=f"“{question}”", mark=_BULLET),) for question in asked.questions]
        yield from in_groups(self._texts.text(when), [*questions, (from_,)], (self._texts.text("note_quoted", **source),), self._part)

    def _case(self, scenario: Scenario) -> Iterator[Slide]:
        title = short_title(_plain(scenario.title))
        told = Line(text=_plain(scenario.story))
        yield from in_sentences(title, (), told, self._facilitation(scenario), self._part)
        yield from self._listed("prompts", title, scenario.prompts)
        yield from self._vote("first_vote", "hands", scenario, title)
        yield from self._listed("discussion", title, self._texts.several("discuss"))
        yield from self._quoted(scenario.central)
        yield from self._vote("second_vote", "hands_again", scenario, title)
        yield from self._speaks(scenario, title)
        yield from self._consultation(scenario, title)
        yield from self._twist(scenario, title)

    def _facilitation(self, scenario: Scenario) -> tuple[str, ...]:
        given = scenario.facilitator
        return (
            self._texts.text("note_story"),
            self._texts.text("note_minutes", minutes=given.minutes),
            *(self._texts.text("note_step", minutes=step.minutes, text=_plain(step.text)) for step in given.steps),
            *(self._texts.text("note_look_out", text=_plain(note)) for note in given.notes),
        )

    def _listed(self, name: str, title: str, texts: Sequence[str]) -> Iterator[Slide]:
        groups = [(Line(text=_plain(text), mark=_BULLET),) for text in texts]
        yield from in_groups(self._texts.text(name, title=title), groups, (self._texts.text(f"note_{name}"),), self._part)

    def _vote(self, name: str, hands: str, scenario: Scenario, title: str) -> Iterator[Slide]:
        lead = (Line(text=self._texts.text(hands), size=SMALL, soft=True),)
        groups = [lead, *((self._option(at, option),) for at, option in enumerate(scenario.options))]
        yield from in_groups(self._texts.text(name, title=title), groups, (self._texts.text(f"note_{name}"),), self._part, VOTE_SIZES)

    def _option(self, at: int, option: Option) -> Line:
        return Line(text=_plain(option.text), mark=letter(at))

    def _speaks(self, scenario: Scenario, title: str) -> Iterator[Slide]:
        groups = [
            (
                replace(self._option(at, option), size=28, above=22),
                self._side("speaks_for", option.speaks_for),
                self._side("speaks_against", option.speaks_against),
            )
            for at, option in enumerate(scenario.options)
        ]
        yield from in_groups(self._texts.text("speaks", title=title), groups, (self._texts.text("note_speaks"),), self._part)

    def _side(self, name: str, clause_ids: Sequence[str]) -> Line:
        labels = self._labels(clause_ids) or self._texts.text("speaks_none")
        # Without a sign of its own, but as far from the edge as the option that it belongs to.
        return Line(text=labels, lead=self._texts.text(name), size=SMALL, mark=" ", above=4)

    def _consultation(self, scenario: Scenario, title: str) -> Iterator[Slide]:
        groups = [
            (
                Line(text=_plain(c.why), lead=f"{self._texts.who(c.who)}.", above=22),
                *([Line(text=self._texts.text("rests_on", labels=self._labels(c.clauses)), size=SMALL, soft=True)] if c.clauses else []),
            )
            for c in scenario.consult
        ]
        if groups:
            name = self._texts.text("consultation", title=title)
            yield from in_groups(name, groups, (self._texts.text("note_consultation"),), self._part)

    def _twist(self, scenario: Scenario, title: str) -> Iterator[Slide]:
        named = scenario.twist.clauses
        groups = [(Line(text=_plain(scenario.twist.text)),)]
        if named:
            labels = self._texts.text("twist_clauses", labels=self._labels(named))
            groups.append((Line(text=labels, size=SMALL, soft=True, above=24),))
        yield from in_groups(self._texts.text("twist", title=title), groups, (self._texts.text("note_twist"),), self._part, QUOTED_SIZES)
        yield from self._quoted([c for c in named if c not in scenario.central])

    def _quoted(self, clause_ids: Sequence[str]) -> Iterator[Slide]:
        """Each clause word for word, on slides of its own."""
        self._shown.update(clause_ids)
        for clause_id in clause_ids:
            yield from self._clause(self._clauses[clause_id])

    def _clause(self, clause: Clause) -> Iterator[Slide]:
        code = self._codes[clause.code]
        head = (
            Line(text=code.title, size=SMALL, soft=True),
            *([Line(text=clause.stem, size=28, italic=True)] if clause.stem else []),
        )
        where = {"code": code.title, "edition": code.edition, "section": clause.section, "file": code.file}
        notes = (
            self._texts.text("note_clause", **where, start=clause.start, end=clause.end),
            self._texts.text("note_force", force=clause.force),
        )
        yield from in_sentences(clause.label, head, Line(text=f"“{clause.text}”", above=16), notes, self._part, QUOTED_SIZES)

    def _disclaimer(self) -> Iterator[Slide]:
        groups = [(Line(text=text),) for text in self._texts.several("disclaimer")]
        yield from in_groups(self._texts.text("disclaimer_title"), groups, (self._texts.text("note_disclaimer"),), self._part)

    def _others(self) -> Iterator[Slide]:
        """The words of the clauses that were named by their labels only."""
        named = [c for s in self._chosen.scenarios for _, clause_ids in s.argued() for c in clause_ids]
        missing = [c for c in dict.fromkeys(named) if c not in self._shown]
        if missing:
            lead = [(Line(text=self._texts.text("others_text")),)]
            yield from in_groups(self._texts.text("others"), lead, (self._texts.text("note_others"),), self._part)
            yield from self._quoted(missing)

    def _labels(self, clause_ids: Sequence[str]) -> str:
        return ", ".join(self._clauses[c].label for c in clause_ids)

    def _part(self, title: str, number: int, count: int) -> str:
        return self._texts.text("part", title=title, number=number, count=count)


def _plain(text: str) -> str:
    """A text in one paragraph, in nothing but characters that can be seen."""
    return " ".join(paragraphs(text))
