"""Sets a packet as DOCX with real headings, lists, tables and properties, so that it can be edited and read aloud (python-docx)."""

from __future__ import annotations

import gc
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.shared import Cm, Length, Pt
from docx.table import Table as _Table
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.adapters.chart_typst import chart_png
from assistant.adapters.packet_docx_page import SOFT, add_box_list, set_page, set_properties, set_styles, speaks
from assistant.packet.blocks import Block, Chart, Handout, Line, Listed, ListKind, Part, Quoted, Remark, Said, Subheading, Table, Told
from assistant.types import Language
from assistant.wire_packet import Paper

_LISTS: dict[ListKind, str] = {"numbered": "List Number", "bulleted": "List Bullet", "boxes": "List Box"}


def render_docx(packet: Handout, paper: Paper = "letter") -> bytes:
    """The packet as DOCX; nothing in it names a machine or a user."""
    content = _content(packet, paper)
    # The library's objects hold one another, with half a megabyte outside of what Python counts: it would let hundreds of them lie.
    gc.collect(1)
    return content


def _content(packet: Handout, paper: Paper) -> bytes:
    document = Document()
    set_properties(document, packet)
    set_page(document, packet, paper)
    set_styles(document, packet.language)
    add_box_list(document)
    document.add_paragraph(packet.title, style="Title")
    document.add_paragraph(packet.subtitle, style="Subtitle")
    document.add_paragraph("\t".join(f"{fact.name}: {fact.value}" for fact in packet.facts))
    writer = _Writer(document, packet.language)
    for part in packet.parts:
        writer.part(part)
    writer.small(packet.disclaimer)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Writes the parts of a packet one after the other."""

    def __init__(self, document: DocumentObject, language: Language) -> None:
        self._document = document
        self._language = language

    def part(self, part: Part) -> None:
        """A heading and what stands under it."""
        self._document.add_heading(part.heading, 1)
        for block in part.blocks:
            self._block(block)

    def small(self, text: str) -> None:
        """A remark in small type."""
        run = self._document.add_paragraph().add_run(text)
        run.font.size, run.font.color.rgb = Pt(9), SOFT

    def _block(self, block: Block) -> None:
        match block:
            case Said():
                self._said(block)
            case Listed():
                self._list(block)
            case Told():
                self._told(block)
            case Quoted():
                self._quoted(block)
            case Table():
                self._table(block)
            case Remark():
                self.small(block.text)
            case Subheading():
                self._document.add_heading(block.text, 2)
            case Chart():
                self._chart(block)

    def _said(self, said: Said) -> None:
        for line in said.lines:
            self._line(self._document.add_paragraph(), line)

    def _told(self, told: Told) -> None:
        for paragraph in told.paragraphs:
            self._run(self._document.add_paragraph(style="Quote"), paragraph, told.language)

    def _run(self, paragraph: Paragraph, text: str, language: Language) -> Run:
        run = paragraph.add_run(text)
        if language != self._language:
            speaks(run._r.get_or_add_rPr(), language)
        return run

    def _line(self, paragraph: Paragraph, line: Line) -> None:
        if line.tag:
            tag = paragraph.add_run(f"{line.tag}: ")
            tag.bold, tag.font.size = True, Pt(9)
        if line.lead:
            paragraph.add_run(f"{line.lead} ").bold = True
        self._run(paragraph, line.text, line.language)
        if line.marks:
            paragraph.add_run(" " + " ".join(f"[{mark}]" for mark in line.marks)).font.color.rgb = SOFT
        if line.aside:
            paragraph.add_run(f" {line.aside}").italic = True

    def _list(self, listed: Listed) -> None:
        for line in listed.lines:
            paragraph = self._document.add_paragraph(style=_LISTS[listed.kind])
            self._line(paragraph, line)

    def _quoted(self, clause: Quoted) -> None:
        """The clause, which stays on one page with its heading and its facts."""
        made = [self._document.add_heading(clause.label, 2), self._document.add_paragraph()]
        self._run(made[-1], clause.code, "en").italic = True
        if clause.stem:
            made.append(self._document.add_paragraph(style="Quote"))
            self._run(made[-1], clause.stem, "en").italic = True
        made.append(self._document.add_paragraph(style="Quote"))
        self._run(made[-1], f"“{clause.text}”", "en")
        self.small(" · ".join(f"{name}: {value}" for name, value in clause.facts))
        for paragraph in made:
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.keep_together = True

    def _chart(self, chart: Chart) -> None:
        """The bars as a picture that says what it shows, in the width of the page."""
        section = self._document.sections[0]
        width = Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(BytesIO(chart_png(chart)), width=width)
        properties = picture._inline.docPr
        properties.set("descr", chart.alt)
        properties.set("title", chart.caption)
        self.small(chart.caption)

    def _table(self, table: Table) -> None:
        made = self._document.add_table(rows=0, cols=len(table.head), style="Table Grid")
        head = made.add_row()
        _repeats(head)
        _fill(head, table.head, bold=True)
        for row in table.rows:
            added = made.add_row()
            _fill(added, row)
            if not any(row):
                added.height = Cm(2 if len(row) == 1 else 1)
        _stays_on_one_page(made)
        self._document.add_paragraph()


def _repeats(row: _Row) -> None:
    """Marks a row as the head of its table: it is read out as such, and stands again on the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _stays_on_one_page(table: _Table) -> None:
    """Keeps the rows of a table whole and together: each is as good as bound to the next one."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(row: _Row, texts: tuple[str, ...], *, bold: bool = False) -> None:
    cells: tuple[_Cell, ...] = row.cells
    for cell, text in zip(cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = bold, Pt(9.5)
