"""Puts a packet together from a genuine answer, the guide's texts and the asker's own words."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.guide import Guide, Other
from assistant.packet.blocks import Block, Fact, Handout, Line, Listed, Part, Quoted, Remark, Said, Table, Told
from assistant.packet.genuine import check_genuine
from assistant.packet.others import others_of
from assistant.packet.plain import paragraphs
from assistant.packet.quoting import quoted
from assistant.packet.texts import Texts
from assistant.pipeline import Parts
from assistant.schemas import AnswerOut, StatementOut
from assistant.types import Language

_ROOM_TO_WRITE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a packet is made of: the answer as the desk gave it, and what the asker adds; `language` is the answer's unless given."""

    answer: AnswerOut
    date: datetime.date
    turns: tuple[str, ...] = ()
    note: str = ""
    language: Language | None = None


def compose(wanted: Wanted, parts: Parts) -> Handout:
    """The packet; AnswerChanged or AnswerOutdated for an answer that is not the desk's own and of today. The asker's words are masked."""
    check_genuine(wanted.answer, parts)
    return _Composition(wanted, parts).packet()


class _Composition:
    """One packet in the making."""

    def __init__(self, wanted: Wanted, parts: Parts) -> None:
        self._wanted = wanted
        self._answer = wanted.answer
        self._parts = parts
        self._guide: Guide = parts.guide
        self._told_in: Language = "es" if wanted.answer.language == "es" else "en"
        self._language: Language = wanted.language or self._told_in
        self._texts = Texts(parts.guide, self._language)
        self._labels = {c.id: c.label for c in parts.clauses}
        self._codes = {c.id: c for c in parts.codes}

    def packet(self) -> Handout:
        """The whole of it, in reading order; what to do first where somebody may be in danger comes before all else."""
        made = (
            self._safety(),
            self._question(),
            self._short(),
            self._clauses(),
            self._open(),
            self._bring(),
            self._consult(),
            self._others(),
            self._agreed(),
            self._about(),
        )
        return Handout(
            language=self._language,
            title=self._texts.text("title"),
            subtitle=self._texts.text("subtitle"),
            date=self._wanted.date.isoformat(),
            facts=(
                Fact(name=self._texts.text("date"), value=self._wanted.date.isoformat()),
                Fact(name=self._texts.text("receipt"), value=self._answer.receipt.id, literal=True),
            ),
            mark=self._answer.receipt.id,
            parts=tuple(part for part in made if part.blocks),
            disclaimer=self._texts.text("disclaimer"),
            page=self._texts.text("page"),
        )

    def _of_section(self, section: str) -> list[StatementOut]:
        return [s for s in self._answer.statements if s.section == section]

    def _marks(self, clause_ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._labels[c] for c in clause_ids)

    def _told(self, text: str) -> tuple[Block, ...]:
        """The asker's words, masked after what cannot be seen is gone: it might have hidden an identifier."""
        said = paragraphs(self._parts.intake.mask("\n".join(paragraphs(text))))
        return (Told(paragraphs=said, language=self._told_in),) if said else ()

    def _safety(self) -> Part:
        lines = tuple(Line(text=s.text, language=self._told_in) for s in self._of_section("safety"))
        return Part(
            heading=self._texts.phrase("heading_safety"), blocks=(Listed(lines=lines, kind="numbered"),) if lines else (), urgent=True
        )

    def _question(self) -> Part:
        earlier = [block for turn in self._wanted.turns[:-1] for block in self._told(turn)]
        note = self._told(self._wanted.note)
        return Part(
            heading=self._texts.text("heading_question"),
            blocks=(
                Remark(text=self._texts.text("masked")),
                *self._told(self._answer.question),
                *((Remark(text=self._texts.text("heading_earlier")), *earlier) if earlier else ()),
                *((Remark(text=self._texts.text("heading_note")), *note) if note else ()),
            ),
        )

    def _short(self) -> Part:
        lines = tuple(self._said(s) for s in self._of_section("short"))
        blocks = (Said(lines=lines), Remark(text=self._texts.text("legend"))) if lines else ()
        return Part(heading=self._texts.text("heading_short"), blocks=blocks)

    def _said(self, statement: StatementOut) -> Line:
        written = statement.source == "model" and statement.kind == "paraphrase"
        tag = self._texts.text("kind_model" if written else f"kind_{statement.kind}")
        text = f"“{statement.text}”" if statement.kind == "quote" else statement.text
        language = "en" if statement.kind == "quote" else self._told_in
        return Line(text=text, language=language, tag=tag, marks=self._marks(statement.citations))

    def _clauses(self) -> Part:
        cited = tuple(c.clause_id for c in self._answer.citations)
        unanswered = () if cited else (Remark(text=self._texts.text("unanswered")),)
        # Whom to talk to may rest on a clause that the answer does not quote; who reads the page must find its words too.
        named = dict.fromkeys((*cited, *(c for r in self._answer.consult for c in r.clause_ids), *self._named_by_others()))
        return Part(heading=self._texts.text("heading_clauses"), blocks=(*unanswered, *(self._quoted(c) for c in named)))

    def _named_by_others(self) -> tuple[str, ...]:
        others = others_of(self._answer, self._guide)
        return (*self._guide.packet.caution.clauses, *(c for o in others for c in o.clauses)) if others else ()

    def _quoted(self, clause_id: str) -> Quoted:
        clause = next(c for c in self._parts.clauses if c.id == clause_id)
        return quoted(clause, self._codes[clause.code], self._texts)

    def _open(self) -> Part:
        gaps = tuple(Line(text=text, language=self._told_in) for text in self._answer.gaps)
        texts = [*([] if gaps else [self._texts.text("open_none")]), self._texts.phrase("decide")]
        ours = Said(lines=tuple(Line(text=text, language=self._language) for text in texts))
        listed = (Listed(lines=gaps, kind="bulleted"),) if gaps else ()
        # Where somebody may be in danger, nothing is said of deciding after consultation.
        told = gaps or (self._answer.citations and self._answer.status != "emergency")
        return Part(heading=self._texts.text("heading_open"), blocks=(*listed, ours) if told else ())

    def _bring(self) -> Part:
        lines = tuple(Line(text=text, language=self._told_in) for text in self._answer.bring)
        return Part(heading=self._texts.phrase("heading_bring"), blocks=(Listed(lines=lines, kind="boxes"),) if lines else ())

    def _consult(self) -> Part:
        lines = tuple(
            Line(text=r.why, language=self._told_in, lead=f"{self._texts.phrase(f'who_{r.who}')}.", marks=self._marks(r.clause_ids))
            for r in self._answer.consult
        )
        return Part(heading=self._texts.phrase("heading_consult"), blocks=(Listed(lines=lines, kind="bulleted"),) if lines else ())

    def _others(self) -> Part:
        lines = tuple(self._other(other) for other in others_of(self._answer, self._guide))
        if not lines:
            return Part(heading="", blocks=())
        caution = self._guide.packet.caution
        lead = Line(
            text=f"{self._texts.text('others_lead')} {self._texts.either(caution.text, caution.text_es)}",
            language=self._language,
            marks=self._marks(caution.clauses),
        )
        return Part(heading=self._texts.text("heading_others"), blocks=(Said(lines=(lead,)), Listed(lines=lines, kind="boxes")))

    def _other(self, other: Other) -> Line:
        return Line(
            text=self._texts.either(other.text, other.text_es),
            language=self._language,
            lead=f"{self._texts.either(other.person, other.person_es)}.",
            marks=self._marks(other.clauses),
            aside="" if other.clauses else f"({self._texts.text('ours')})",
        )

    def _agreed(self) -> Part:
        steps = Table(
            head=(self._texts.text("step"), self._texts.text("by_whom"), self._texts.text("by_when")), rows=(("", "", ""),) * _ROOM_TO_WRITE
        )
        agreed = Table(head=(self._texts.text("agreed"),), rows=(("",),))
        present = Table(head=(self._texts.text("present"),), rows=(("",),))
        return Part(heading=self._texts.text("heading_agreed"), blocks=(agreed, steps, present))

    def _about(self) -> Part:
        codes = Table(
            head=(self._texts.text("code"), self._texts.text("edition"), self._texts.text("file")),
            rows=tuple((c.title, self._texts.word(c.edition), c.file) for c in self._parts.codes),
        )
        receipt = self._answer.receipt.id
        lines = (
            self._texts.text("corpus", version=self._answer.corpus.version),
            self._texts.text("receipt_is", receipt=receipt),
            self._texts.text("verify", receipt=receipt),
        )
        listed = Listed(lines=tuple(Line(text=text, language=self._language) for text in lines), kind="bulleted")
        return Part(heading=self._texts.text("heading_about"), blocks=(codes, listed))
