"""Renders an answer as markdown, whole or as it is told: headings, the statements, and a mark for each clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.events import Cited, Done, Event, Evidence, Referred, Stated
from assistant.types import Answer, Clause, Code, Language, Section, Statement

Phrases = Mapping[str, Mapping[str, str]]

_ORDER: tuple[Section, ...] = ("safety", "short", "quotes", "gaps", "consult", "bring")
_HEADINGS: Mapping[Section, str] = {
    "safety": "heading_safety",
    "quotes": "heading_words",
    "gaps": "heading_silent",
    "consult": "heading_consult",
    "bring": "heading_bring",
}
_BLOCK = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """How a dialect of markdown marks bold, slanted and listed text; `escape` keeps a text from being read as markup."""

    bold: str = "**"
    italic: str = "*"
    bullet: str = "-"
    escape: Callable[[str], str] = str

    def strong(self, text: str) -> str:
        """A text in bold."""
        return f"{self.bold}{self.escape(text)}{self.bold}"

    def slanted(self, text: str) -> str:
        """A text in italics."""
        return f"{self.italic}{self.escape(text)}{self.italic}"


MARKDOWN = Notation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a clause's mark stands in the whole markdown; character offsets, end exclusive."""

    clause: Clause
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The next characters of the markdown, and the marks in them."""

    text: str
    marks: tuple[Mark, ...] = ()


class MarkdownWriter:
    """Writes an answer down as its events come, section by section in reading order; the pieces joined are its markdown."""

    def __init__(self, phrases: Phrases, codes: Sequence[Code], notation: Notation = MARKDOWN) -> None:
        self._phrases = phrases
        self._notation = notation
        self._language: Language = "en"
        self._titles = {c.id: c.title for c in codes}
        self._clauses: dict[str, Clause] = {}
        self._people: dict[str, str] = {}
        self._quotes: list[Statement] = []
        self._section: Section | None = None
        self._count = 0
        self._length = 0

    def write(self, event: Event) -> Iterator[Piece]:
        """What an event adds; quotes wait until the last one is told, because they are grouped by code."""
        match event:
            case Evidence():
                self._language = event.language
            case Cited():
                self._clauses[event.clause.id] = event.clause
            case Referred():
                self._people[event.referral.why] = self._phrase(f"who_{event.referral.who}")
            case Stated() if event.statement.section == "quotes":
                self._quotes.append(event.statement)
            case Stated():
                yield from self._grouped()
                yield self._stated(event.statement)
            case Done():
                yield from self._grouped()

    def _grouped(self) -> Iterator[Piece]:
        """The quotes that wait, grouped by code, the code of the most important clause first."""
        quotes, self._quotes = self._quotes, []
        groups: dict[str, list[Statement]] = {}
        for quote in quotes:
            groups.setdefault(self._clauses[quote.citations[0]].code, []).append(quote)
        for code_id, group in groups.items():
            title = self._notation.slanted(self._titles[code_id]) + _BLOCK
            for quote in group:
                yield self._piece(f"{self._lead('quotes', _BLOCK)}{title}> {self._running(quote)}", quote.citations[:1])
                title = ""

    def _stated(self, statement: Statement) -> Piece:
        if statement.section == "short":
            return self._piece(self._lead("short", " ") + self._running(statement), statement.citations)
        lead = self._lead(statement.section, "\n")
        sign = f"{self._count}." if statement.section == "safety" else self._notation.bullet
        who = self._notation.strong(f"{self._people[statement.text]}.") + " " if statement.section == "consult" else ""
        return self._piece(f"{lead}{sign} {who}{self._notation.escape(statement.text)}")

    def _running(self, statement: Statement) -> str:
        return self._notation.escape(running(statement))

    def _lead(self, section: Section, between: str) -> str:
        """What stands before a statement: where its section begins the heading, else `between`."""
        if section == self._section:
            self._count += 1
            return between
        self._section, self._count = section, 1
        gap = _BLOCK if self._length else ""
        return f"{gap}{self._notation.strong(self._phrase(_HEADINGS[section]))}{_BLOCK}" if section in _HEADINGS else gap

    def _piece(self, text: str, cited: Sequence[str] = ()) -> Piece:
        """The text with the marks of these clauses behind it."""
        marks = []
        for clause in (self._clauses[c] for c in cited):
            start = self._length + len(text) + 1
            text = f"{text} {self._notation.escape(mark(clause))}"
            marks.append(Mark(clause=clause, start=start, end=self._length + len(text)))
        self._length += len(text)
        return Piece(text=text, marks=tuple(marks))

    def _phrase(self, name: str) -> str:
        return self._phrases[name][self._language]


def pieces(answer: Answer, phrases: Phrases, notation: Notation = MARKDOWN) -> Iterator[Piece]:
    """The markdown of an answer in pieces, with where the marks stand in it."""
    writer = MarkdownWriter(phrases, answer.codes, notation)
    statements = sorted(answer.statements, key=lambda s: _ORDER.index(s.section))
    evidence = Evidence(answer.status, answer.citations, answer.language)
    events: tuple[Event, ...] = (evidence, *map(Cited, answer.citations), *map(Referred, answer.consult), *map(Stated, statements))
    for event in (*events, Done(answer)):
        yield from writer.write(event)


def render_markdown(answer: Answer, phrases: Phrases) -> str:
    """The answer as a person reads it, with marks such as [NACM 7]; holds nothing but statements and headings."""
    return "".join(p.text for p in pieces(answer, phrases))


def blocks(answer: Answer, phrases: Phrases, notation: Notation = MARKDOWN) -> list[str]:
    """The paragraphs of an answer in order, in a dialect of markdown."""
    return "".join(p.text for p in pieces(answer, phrases, notation)).split(_BLOCK)


def mark(clause: Clause) -> str:
    """The clause's mark in running text."""
    return f"[{clause.label}]"


def running(statement: Statement) -> str:
    """A statement's text within a paragraph: a quote in quotation marks."""
    return f"“{statement.text}”" if statement.kind == "quote" else statement.text
