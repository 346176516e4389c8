"""Renders an answer as markdown: headings, the statements, and a mark for each clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.types import Answer, Clause, Statement

Phrases = Mapping[str, Mapping[str, str]]


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

    def listed(self, statements: Iterable[Statement]) -> str:
        """Statements as a list."""
        return "\n".join(f"{self.bullet} {self.escape(s.text)}" for s in statements)


MARKDOWN = Notation()


def render_markdown(answer: Answer, phrases: Phrases) -> str:
    """The answer as a person reads it, with marks such as [NACM 7]; holds nothing but statements and headings."""
    return "\n\n".join(blocks(answer, phrases))


def mark(clause: Clause) -> str:
    """The clause's mark in running text."""
    return f"[{clause.label}]"


def blocks(answer: Answer, phrases: Phrases, notation: Notation = MARKDOWN) -> Iterator[str]:
    """The paragraphs of the rendered answer in order, in a dialect of markdown."""
    labels = {c.id: c for c in answer.citations}
    sections: dict[str, list[Statement]] = {}
    for statement in answer.statements:
        sections.setdefault(statement.section, []).append(statement)

    def heading(name: str) -> str:
        return notation.strong(phrases[name][answer.language])

    if safety := sections.get("safety"):
        yield heading("heading_safety")
        yield "\n".join(f"{n}. {notation.escape(s.text)}" for n, s in enumerate(safety, 1))
    if short := sections.get("short"):
        yield " ".join(notation.escape(_marked(s, labels)) for s in short)
    if quotes := sections.get("quotes"):
        yield heading("heading_words")
        yield from _quotes(quotes, labels, answer, notation)
    if gaps := sections.get("gaps"):
        yield heading("heading_silent")
        yield notation.listed(gaps)
    if consult := sections.get("consult"):
        yield heading("heading_consult")
        names = {r.why: phrases[f"who_{r.who}"][answer.language] for r in answer.consult}
        yield "\n".join(f"{notation.bullet} {notation.strong(f'{names[s.text]}.')} {notation.escape(s.text)}" for s in consult)
    if bring := sections.get("bring"):
        yield heading("heading_bring")
        yield notation.listed(bring)


def _marked(statement: Statement, labels: Mapping[str, Clause]) -> str:
    marks = " ".join(mark(labels[c]) for c in statement.citations)
    return f"{running(statement)} {marks}" if marks else statement.text


def running(statement: Statement) -> str:
    """A statement's text within a paragraph: a quote in quotation marks."""
    return f"“{statement.text}”" if statement.kind == "quote" else statement.text


def _quotes(quotes: list[Statement], labels: Mapping[str, Clause], answer: Answer, notation: Notation) -> Iterator[str]:
    """The clauses grouped by code, the code of the most important clause first."""
    for code_id in dict.fromkeys(labels[q.citations[0]].code for q in quotes):
        code = next(c for c in answer.codes if c.id == code_id)
        yield notation.slanted(code.title)
        for quote in quotes:
            clause = labels[quote.citations[0]]
            if clause.code == code_id:
                yield "> " + notation.escape(f"“{quote.text}” {mark(clause)}")
