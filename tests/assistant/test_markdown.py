"""The markdown is rendered from the statements and holds nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import Cited, Done, Evidence, Referred, Stated
from assistant.markdown import MarkdownWriter, mark, pieces, render_markdown
from assistant.types import Answer, Section, Statement
from tests.assistant.adapters.answers import BY_ID, CODES, PHRASES, answer, quote

SAMPLE = answer()


def left_over(shown: Answer, markdown: str) -> str:
    """What remains of the markdown without statements, marks, headings, titles, names and list signs."""
    known = [s.text for s in shown.statements]
    known += [mark(c) for c in shown.citations]
    known += [p[shown.language] for n, p in PHRASES.items() if n.startswith(("heading_", "who_"))]
    known += [c.title for c in CODES]
    for text in sorted(known, key=len, reverse=True):
        markdown = markdown.replace(text, "")
    return re.sub(r"[*>“”.\-\s\d]", "", markdown)


def test_there_is_nothing_but_statements_marks_and_headings() -> None:
    """A sentence that nothing supports cannot hide in prose."""
    assert left_over(SAMPLE, render_markdown(SAMPLE, PHRASES)) == ""


def test_a_smuggled_sentence_would_be_seen() -> None:
    """The comparison itself can fail."""
    assert left_over(SAMPLE, render_markdown(SAMPLE, PHRASES) + "\nYes, you may.") == "Yes,youmay"


def test_every_statement_is_shown() -> None:
    """No statement is lost on the way."""
    markdown = render_markdown(SAMPLE, PHRASES)
    assert [s.text for s in SAMPLE.statements if s.text not in markdown] == []


def test_sections_come_in_reading_order() -> None:
    """Safety first, then the short answer, the words, what is not said, whom to talk to, what to bring."""
    markdown = render_markdown(SAMPLE, PHRASES)
    places = [markdown.index(s.text) for s in SAMPLE.statements]
    headings = [markdown.index(PHRASES[f"heading_{n}"]["en"]) for n in ("safety", "words", "silent", "consult", "bring")]
    assert headings == sorted(headings)
    assert places[0] < places[2] < headings[1] < places[-4] < places[-1]


def test_statements_bear_the_marks_of_their_clauses() -> None:
    """A paraphrase is followed by its marks, a quote stands in quotation marks with its own."""
    markdown = render_markdown(SAMPLE, PHRASES)
    assert f"The code asks for objectivity. [NACM 7] {mark(BY_ID['CCMC-PRINCIPLE-3'])}" in markdown
    assert f"> “{BY_ID['NACM-7'].text}” [NACM 7]" in markdown


def test_quotes_are_grouped_by_code() -> None:
    """The code of the most important clause comes first, each title once, each quote below its own."""
    shown = answer(statements=tuple(quote(BY_ID[c]) for c in ("CCMC-RULE-2", "NACM-7", "CCMC-RULE-3")))
    lines = render_markdown(shown, PHRASES).split("\n\n")
    titles = {c.id: f"*{c.title}*" for c in CODES}
    assert lines[1] == titles["CCMC"]
    assert [line.split("” ")[-1] for line in lines[2:4]] == ["[CCMC Rule 2]", "[CCMC Rule 3]"]
    assert lines[4] == titles["NACM"]
    assert lines[5].endswith("[NACM 7]")


def test_people_are_named_before_the_reason() -> None:
    """Each reason stands behind the name of the person it sends to."""
    markdown = render_markdown(SAMPLE, PHRASES)
    assert f"- **{PHRASES['who_emergency']['en']}.** Someone may be hurt now." in markdown
    assert f"- **{PHRASES['who_supervisor']['en']}.** Consultation is a commitment." in markdown


def test_a_spanish_answer_has_spanish_headings() -> None:
    """Headings and names follow the language; quotes do not."""
    markdown = render_markdown(replace(SAMPLE, language="es"), PHRASES)
    assert PHRASES["heading_words"]["es"] in markdown
    assert PHRASES["heading_words"]["en"] not in markdown
    assert BY_ID["NACM-7"].text in markdown


@pytest.mark.parametrize("section", ["safety", "quotes", "gaps", "consult", "bring"])
def test_an_empty_section_has_no_heading(section: str) -> None:
    """What is not there is not announced."""
    kept = tuple(s for s in SAMPLE.statements if s.section != section)
    cited = {c for s in kept for c in s.citations}
    shown = replace(SAMPLE, statements=kept, citations=tuple(c for c in SAMPLE.citations if c.id in cited))
    name = {"quotes": "words", "gaps": "silent"}.get(section, section)
    assert PHRASES[f"heading_{name}"]["en"] not in render_markdown(shown, PHRASES)


@given(st.lists(st.sampled_from(sorted(BY_ID)), min_size=1, max_size=6, unique=True), st.booleans())
def test_any_clauses_leave_nothing_over(cited: list[str], spanish: bool) -> None:
    """Whatever is cited, the markdown is made of statements, marks and headings."""
    statements = (
        Statement(text="A sentence.", kind="paraphrase", citations=tuple(cited), verdict="entailed"),
        *(quote(BY_ID[c]) for c in cited),
    )
    shown = replace(answer(statements=statements), language="es" if spanish else "en")
    assert left_over(shown, render_markdown(shown, PHRASES)) == ""


def told(shown: Answer) -> str:
    """The markdown as it is written while the answer is told: each clause just before the first statement that uses it."""
    writer, known = MarkdownWriter(PHRASES, shown.codes), set[str]()
    text = "".join(p.text for p in writer.write(Evidence(shown.status, (), shown.language)))
    for statement in shown.statements:
        new = [c for c in statement.citations if c not in known]
        known.update(new)
        events = (*(Cited(BY_ID[c]) for c in new), *(Referred(r) for r in shown.consult if r.why == statement.text), Stated(statement))
        text += "".join(p.text for event in events for p in writer.write(event))
    return text + "".join(p.text for p in writer.write(Done(shown)))


WORDS = st.text(min_size=1, max_size=12)
IDS = st.lists(st.sampled_from(sorted(BY_ID)), min_size=1, max_size=3, unique=True)
SECTIONS: tuple[Section, ...] = ("safety", "short", "quotes", "gaps", "bring")


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Answers with any words in any sections, in reading order; their quotes jump from code to code."""
    statements = []
    for section in SECTIONS:
        for text in draw(st.lists(WORDS, max_size=3)):
            cited = tuple(draw(IDS)) if section in ("short", "quotes") else ()
            kind = "quote" if section == "quotes" else "paraphrase" if cited else "guidance"
            statements.append(Statement(text=text, kind=kind, citations=cited, section=section))
        if section == "gaps" and draw(st.booleans()):
            statements += [Statement(text=r.why, kind="guidance", section="consult") for r in SAMPLE.consult]
    shown = answer(statements=tuple(statements)) if statements else SAMPLE
    return replace(shown, language=draw(st.sampled_from(("en", "es"))))


@given(answers())
def test_what_is_told_piece_by_piece_is_the_markdown(shown: Answer) -> None:
    """A stream that puts its pieces together has the very same text."""
    assert told(shown) == render_markdown(shown, PHRASES)


@given(answers())
def test_each_mark_stands_where_it_is_said_to_stand(shown: Answer) -> None:
    """The characters from start to end are the mark of the clause, one behind the other; every clause that is marked is cited."""
    made = list(pieces(shown, PHRASES))
    marks, text = [m for p in made for m in p.marks], "".join(p.text for p in made)
    assert [text[m.start : m.end] for m in marks] == [mark(m.clause) for m in marks]
    assert [m.start for m in marks] == sorted({m.start for m in marks})
    quotes = [s for s in shown.statements if s.section == "quotes"]
    assert len(marks) == sum(len(s.citations) for s in shown.statements if s.section == "short") + len(quotes)
