"""Sets a packet as DOCX with real headings, lists, tables and properties, so that it can be edited and read aloud (python-docx)."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.packet.blocks import Block, Line, Listed, ListKind, Packet, Part, Quoted, Remark, Said, Table, Told
from assistant.types import Language
from assistant.wire_packet import Paper

_PAPERS: dict[Paper, tuple[Length, Length]] = {"letter": (Mm(215.9), Mm(279.4)), "a4": (Mm(210), Mm(297))}
_LANGUAGES: dict[Language, str] = {"en": "en-US", "es": "es-US"}
_LISTS: dict[ListKind, str] = {"numbered": "List Number", "bulleted": "List Bullet", "boxes": "List Bullet"}
_MARGIN = Cm(2.2)
_BLACK, _SOFT = RGBColor(0, 0, 0), RGBColor(70, 70, 70)


def render_docx(packet: Packet, paper: Paper = "letter") -> bytes:
    """The packet as DOCX; nothing in it names a machine or a user."""
    document = Document()
    _properties(document, packet)
    _page(document, packet, paper)
    _styles(document, packet.language)
    document.add_paragraph(packet.title, style="Title")
    document.add_paragraph(packet.subtitle, style="Subtitle")
    document.add_paragraph(f"{packet.date_name}: {packet.date}\t{packet.receipt_name}: {packet.receipt}")
    writer = _Writer(document, packet.language)
    for part in packet.parts:
        writer.part(part)
    writer.small(packet.disclaimer)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _properties(document: DocumentObject, packet: Packet) -> None:
    """Title, language and date; what the library writes of itself is taken out."""
    made = datetime.fromisoformat(packet.date)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = packet.title, packet.subtitle, _LANGUAGES[packet.language]
    properties.author, properties.last_modified_by = "Ethics Desk", "Ethics Desk"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = made
    properties.revision = 1
    package = document.part.package
    for name in [name for name, rel in package.rels.items() if rel.reltype in (RT.EXTENDED_PROPERTIES, RT.THUMBNAIL)]:
        # The template's own: another program's name, and a picture of another document.
        del package.rels[name]


def _page(document: DocumentObject, packet: Packet, paper: Paper) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = _PAPERS[paper]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    footer = section.footer.paragraphs[0]
    footer.style.font.size = Pt(8.5)
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Length(section.page_width - 2 * _MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{packet.title} · {packet.receipt}\t")
    before, _, rest = packet.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    footer.add_run(before)
    _field(footer.add_run(), "PAGE")
    footer.add_run(between)
    _field(footer.add_run(), "NUMPAGES")
    footer.add_run(after)


def _field(run: Run, code: str) -> None:
    """A field that the reader's program fills in."""
    for kind in ("begin", "code", "end"):
        element = OxmlElement("w:instrText" if kind == "code" else "w:fldChar")
        if kind == "code":
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _styles(document: DocumentObject, language: Language) -> None:
    """Black on white, in the fonts of the template; every style in the packet's language."""
    sizes = {"Normal": 10.5, "Title": 20, "Subtitle": 11, "Heading 1": 13, "Heading 2": 11, "Quote": 11}
    for name, size in sizes.items():
        font = document.styles[name].font
        font.size, font.color.rgb = Pt(size), _BLACK
    for border in document.styles["Title"].element.iter(qn("w:bottom")):
        border.set(qn("w:color"), "000000")
    document.styles["Subtitle"].font.italic = document.styles["Quote"].font.italic = False
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Quote"].paragraph_format.left_indent = Cm(0.6)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _speaks(defaults, language)


def _speaks(properties: BaseOxmlElement, language: Language) -> None:
    """Marks what has these properties as being in a language."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _LANGUAGES[language])
    properties.append(element)


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
        run.font.size, run.font.color.rgb = Pt(9), _SOFT

    def _block(self, block: Block) -> None:
        match block:
            case Said():
                for line in block.lines:
                    self._line(self._document.add_paragraph(), line)
            case Listed():
                self._list(block)
            case Told():
                for paragraph in block.paragraphs:
                    self._run(self._document.add_paragraph(style="Quote"), paragraph, block.language)
            case Quoted():
                self._quoted(block)
            case Table():
                self._table(block)
            case Remark():
                self.small(block.text)

    def _run(self, paragraph: Paragraph, text: str, language: Language) -> Run:
        run = paragraph.add_run(text)
        if language != self._language:
            _speaks(run._r.get_or_add_rPr(), language)
        return run

    def _line(self, paragraph: Paragraph, line: Line) -> None:
        if line.tag:
            tag = paragraph.add_run(f"{line.tag}: ")
            tag.bold, tag.font.size = True, Pt(9)
        if line.lead:
            paragraph.add_run(f"{line.lead} ").bold = True
        self._run(paragraph, line.text, line.language)
        if line.marks:
            paragraph.add_run(" " + " ".join(f"[{mark}]" for mark in line.marks)).font.color.rgb = _SOFT
        if line.aside:
            paragraph.add_run(f" {line.aside}").italic = True

    def _list(self, listed: Listed) -> None:
        for line in listed.lines:
            paragraph = self._document.add_paragraph(style=_LISTS[listed.kind])
            if listed.kind == "boxes":
                paragraph.add_run("☐ ")
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
        self._document.add_paragraph()


def _repeats(row: _Row) -> None:
    """Marks a row as the head of its table: it is read out as such, and stands again on the next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _fill(row: _Row, texts: tuple[str, ...], *, bold: bool = False) -> None:
    cells: tuple[_Cell, ...] = row.cells
    for cell, text in zip(cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = bold, Pt(9.5)
