"""Minutes as PDF, DOCX and Markdown: opened and read back, with charts for those who see them and those who do not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from assistant.adapters.chart_typst import chart_png
from assistant.adapters.packet_docx import render_docx
from assistant.adapters.packet_markdown import render_markdown_packet
from assistant.adapters.packet_typst import render_pdf
from assistant.packet.blocks import Bar, Chart, Handout
from assistant.pipeline import Assistant
from assistant.room.record import Item, RoomRecord
from tests.assistant.minutes.made import FIRST, SECOND, counts, desk_answer, minuted, record, running
from tests.assistant.packet.made import DRUNK, texts
from tests.assistant.room.rooms import NOON, plan

CLAUSE = "“Ensure that individuals are not exploited, manipulated, or taken advantage of for any personal gain or benefit"


@pytest.fixture(scope="module")
def minutes(small_assistant: Assistant) -> Handout:
    """The minutes of the usual room, with an answer of the desk."""
    return minuted(small_assistant, record(answers=(desk_answer(small_assistant, DRUNK),)))


def alt_of(minutes: Handout) -> str:
    """What the chart says to those who do not see it."""
    return next(b.alt for p in minutes.parts for b in p.blocks if isinstance(b, Chart))


def pdf_words(pdf: bytes) -> str:
    """The text of a PDF without white space, soft places to break, and the feet of pages."""
    whole = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return squeezed(re.sub(r"[^\n]* · BCDFGH\s*Page \d+ of \d+", "", whole))


def squeezed(text: str) -> str:
    """A text without white space and soft places to break."""
    return re.sub(r"[\s\u200b]", "", text)


def docx_words(content: bytes) -> str:
    """All that is written in a document, in reading order, tables included."""
    found: list[str] = []
    for block in read(content).iter_inner_content():
        found += [cell.text for row in block.rows for cell in row.cells] if isinstance(block, Table) else [block.text]
    return " ".join(found)


def read(content: bytes) -> DocumentObject:
    """The document of a file."""
    return Document(io.BytesIO(content))


def markdown_words(content: bytes) -> str:
    """The text of a Markdown file as its reader sees it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(content.decode())
    return " ".join("".join(c.content for c in t.children or ()) for t in tokens if t.type == "inline")


def in_order(shown: str, wanted: list[str]) -> None:
    """Every text stands behind the one before it."""
    at = 0
    for text in wanted:
        at = shown.index(text, at)


def test_every_text_stands_in_each_file_in_order(minutes: Handout) -> None:
    """The clauses among them, character by character."""
    in_order(pdf_words(render_pdf(minutes)), [squeezed(text) for text in texts(minutes) if text != "Votes for each way, by its letter"])
    in_order(docx_words(render_docx(minutes)), texts(minutes))
    in_order(" ".join(markdown_words(render_markdown_packet(minutes)).split()), [" ".join(text.split()) for text in texts(minutes)])


def structure(node: Any) -> Iterator[DictionaryObject]:
    """Every element of a PDF's structure."""
    found = node.get_object()
    if isinstance(found, DictionaryObject):
        yield found
        kids = found.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from structure(kid)


def test_the_pdf_is_accessible_and_its_chart_says_what_it_shows(minutes: Handout) -> None:
    """PDF/UA, with the numbers of the bars in the figure's own words, and a heading for each part and each clause."""
    reader = PdfReader(io.BytesIO(render_pdf(minutes)))
    catalog = reader.trailer["/Root"]
    assert isinstance(catalog, DictionaryObject)
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    assert reader.metadata is not None
    assert (reader.metadata.title, catalog["/Lang"]) == ("Minutes: Ethics hour", "en")
    figures = [e for e in structure(catalog["/StructTreeRoot"]) if e.get("/S") == "/Figure"]
    assert [str(e["/Alt"]) for e in figures] == [alt_of(minutes)]
    outline = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert outline == [p.heading for p in minutes.parts]


def test_the_docx_has_the_chart_as_a_picture_that_says_what_it_shows(minutes: Handout) -> None:
    """No wider than the text; the numbers stand in a table with a head as well."""
    document = read(render_docx(minutes))
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == alt_of(minutes)
    section = document.sections[0]
    assert picture.width <= (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["Way", "First vote", "Second vote"] in heads
    assert all(t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in document.tables)
    assert document.core_properties.title == "Minutes: Ethics hour"


def test_the_markdown_has_bars_of_two_kinds(minutes: Handout) -> None:
    """With the numbers behind them; the longest has twenty characters."""
    text = render_markdown_packet(minutes).decode()
    assert "| A | " + "░" * 18 + " 9 | " + "█" * 6 + " 3 |" in text
    assert "█" * 20 + " 10" in text
    assert "█" * 21 not in text


def test_the_bars_are_told_apart_without_colour() -> None:
    """The picture is grey throughout; one kind is nearly solid, the other mostly white."""
    chart = Chart(caption="Votes", alt="", series=("First", "Second"), bars=(Bar(label="A", counts=(9, 9)),))
    shown = np.asarray(Image.open(io.BytesIO(chart_png(chart))).convert("RGB"))
    assert shown.shape[1] > 1000
    assert (shown.max(axis=2) == shown.min(axis=2)).all()
    # The bars stand below the key; what one row of either has from side to side says how dark it is.
    rows = shown[shown.shape[0] // 2 :, shown.shape[1] // 4 : shown.shape[1] // 2, 0].mean(axis=1)
    assert rows.min() < 70
    assert ((rows > 100) & (rows < 240)).any()


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_vote_that_is_not_told_is_in_no_file(small_assistant: Assistant, paper: Any) -> None:
    """Neither one that goes on nor one of too few: not in the text, not in a picture, not in what a picture says."""
    given = running(record({FIRST: counts(0, 391, 173), SECOND: counts(0, 3, 1)}, movements=()), results=frozenset({SECOND}))
    made = minuted(small_assistant, given)
    files = [render_pdf(made, paper), render_docx(made, paper), render_markdown_packet(made, paper)]
    for shown in (pdf_words(files[0]), docx_words(files[1]), files[2].decode()):
        assert not re.search(r"391|173|564", shown)
        assert not re.search(r"\b(First|Second) ?vote:? ?\d", shown)
    assert b"/Figure" not in files[0]
    assert not list(read(files[1]).inline_shapes)


def hostile(text: str) -> RoomRecord:
    """A room in which one text stands wherever somebody can write."""
    made, case = record(), plan().scenarios[0]
    options = tuple(replace(o, text=text) for o in case.options)
    own = replace(case, title=text, story=text, options=options, twist=replace(case.twist, text=text))
    given = replace(plan(), title=text, scenarios=(own, plan().scenarios[1]))
    items = tuple(Item(id="itm_1", at=NOON, kind=kind, text=text, state="accepted") for kind in ("question", "parking"))
    return replace(made, room=replace(made.room, plan=given), items=items)


@given(text=st.text(max_size=200))
@hypothesis_settings(max_examples=10, deadline=None)
def test_whatever_is_typed_whole_minutes_are_made(small_assistant: Assistant, text: str) -> None:
    """The clauses and the numbers are in them as they were."""
    made = minuted(small_assistant, hostile(text))
    assert squeezed(CLAUSE) in pdf_words(render_pdf(made))
    assert CLAUSE in docx_words(render_docx(made))
    markdown = render_markdown_packet(made).decode()
    assert CLAUSE in markdown
    assert "| A | 9 | 3 |" in markdown


@pytest.mark.parametrize(
    "text", ["x" * 900, "שלום עולם " * 30, "مرحبا " * 40, "# *a* <b> | `c` $d$ #panic() [e](f)", "a\x00\x07\u202eb\u2028c"]
)
def test_hostile_texts_do_no_harm(small_assistant: Assistant, text: str) -> None:
    """Long words, text from right to left, markup, signs that cannot be seen."""
    made = minuted(small_assistant, hostile(text))
    tokens = MarkdownIt("commonmark").enable("table").parse(render_markdown_packet(made).decode())
    assert not [t for t in tokens if t.type in ("html_block", "fence", "code_block")]
    assert squeezed(CLAUSE) in pdf_words(render_pdf(made))
    assert "\u202e" not in docx_words(render_docx(made))
