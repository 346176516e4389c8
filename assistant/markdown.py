"""Renders an answer as markdown: headings, the statements, and a mark for each clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.types import Answer, Clause, Statement

Phrases = Mapping[str, Mapping[str, str]]


def render_markdown(answer: Answer, phrases: Phrases) -> str:
    """The answer as a person reads it, with marks such as [NACM 7]; holds nothing but statements and headings."""
    labels = {c.id: c for c in answer.citations}
    return "\n\n".join(_blocks(answer, phrases, labels))


def mark(clause: Clause) -> str:
    """The clause's mark in running text."""
    return f"[{clause.label}]"


def _blocks(answer: Answer, phrases: Phrases, labels: Mapping[str, Clause]) -> Iterator[str]:
    sections: dict[str, list[Statement]] = {}
    for statement in answer.statements:
        sections.setdefault(statement.section, []).append(statement)

    def heading(name: str) -> str:
        return f"**{phrases[name][answer.language]}**"

    if safety := sections.get("safety"):
        yield heading("heading_safety")
        yield "\n".join(f"{n}. {s.text}" for n, s in enumerate(safety, 1))
    if short := sections.get("short"):
        yield " ".join(_marked(s, labels) for s in short)
    if quotes := sections.get("quotes"):
        yield heading("heading_words")
        yield from _quotes(quotes, labels, answer)
    if gaps := sections.get("gaps"):
        yield heading("heading_silent")
        yield "\n".join(f"- {s.text}" for s in gaps)
    if consult := sections.get("consult"):
        yield heading("heading_consult")
        names = {r.why: phrases[f"who_{r.who}"][answer.language] for r in answer.consult}
        yield "\n".join(f"- **{names[s.text]}.** {s.text}" for s in consult)
    if bring := sections.get("bring"):
        yield heading("heading_bring")
        yield "\n".join(f"- {s.text}" for s in bring)


def _marked(statement: Statement, labels: Mapping[str, Clause]) -> str:
    marks = " ".join(mark(labels[c]) for c in statement.citations)
    return f"{running(statement)} {marks}" if marks else statement.text


def running(statement: Statement) -> str:
    """A statement's text within a paragraph: a quote in quotation marks."""
    return f"“{statement.text}”" if statement.kind == "quote" else statement.text


def _quotes(quotes: list[Statement], labels: Mapping[str, Clause], answer: Answer) -> Iterator[str]:
    """The clauses grouped by code, the code of the most important clause first."""
    for code_id in dict.fromkeys(labels[q.citations[0]].code for q in quotes):
        code = next(c for c in answer.codes if c.id == code_id)
        yield f"*{code.title}*"
        for quote in quotes:
            clause = labels[quote.citations[0]]
            if clause.code == code_id:
                yield f"> “{quote.text}” {mark(clause)}"
