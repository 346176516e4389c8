"""What a packet in DOCX has beside its text: properties, paper, page numbers, styles and languages (python-docx)."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime

from docx.document import Document as DocumentObject
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.text.run import Run

from assistant.packet.blocks import Handout
from assistant.types import Language
from assistant.wire_packet import Paper

_PAPERS: dict[Paper, tuple[Length, Length]] = {"letter": (Mm(215.9), Mm(279.4)), "a4": (Mm(210), Mm(297))}
_LANGUAGES: dict[Language, str] = {"en": "en-US", "es": "es-US"}
_MOST_OF_PROPERTY = 255
"""Characters, by the format."""
_MARGIN = Cm(2.2)
_BLACK, SOFT = RGBColor(0, 0, 0), RGBColor(70, 70, 70)


def set_properties(document: DocumentObject, packet: Handout) -> None:
    """Title, language and date; what the library writes of itself is taken out."""
    made = datetime.fromisoformat(packet.date)
    properties = document.core_properties
    properties.title, properties.subject = packet.title[:_MOST_OF_PROPERTY], packet.subtitle[:_MOST_OF_PROPERTY]
    properties.language = _LANGUAGES[packet.language]
    properties.author, properties.last_modified_by = "Ethics Desk", "Ethics Desk"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = made
    properties.revision = 1
    package = document.part.package
    for name in [name for name, rel in package.rels.items() if rel.reltype in (RT.EXTENDED_PROPERTIES, RT.THUMBNAIL)]:
        # The template's own: another program's name, and a picture of another document.
        del package.rels[name]


def set_page(document: DocumentObject, packet: Handout, paper: Paper) -> None:
    (section,) = document.sections
    section.page_width, section.page_height = _PAPERS[paper]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    footer = section.footer.paragraphs[0]
    footer.style.font.size = Pt(8.5)
    footer.style.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Length(section.page_width - 2 * _MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{packet.title} · {packet.mark}\t")
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


def set_styles(document: DocumentObject, language: Language) -> None:
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
    speaks(defaults, language)


def add_box_list(document: DocumentObject) -> None:
    """The style "List Box": a list like that with bullets, whose sign is an empty box to tick."""
    bullets, numbering = document.styles["List Bullet"], document.part.numbering_part.element
    used = numbering.num_having_numId(bullets.element.pPr.numPr.numId.val).abstractNumId.val
    definitions = {d.get(qn("w:abstractNumId")): d for d in numbering.findall(qn("w:abstractNum"))}
    boxes = deepcopy(definitions[str(used)])
    made = max(map(int, definitions)) + 1
    boxes.set(qn("w:abstractNumId"), str(made))
    level = boxes.find(qn("w:lvl"))
    level.find(qn("w:lvlText")).set(qn("w:val"), "☐")
    for tied in (boxes.find(qn("w:nsid")), level.find(qn("w:pStyle")), level.find(qn("w:rPr"))):
        # What ties the copy to the style that it comes from, and a font of signs that has no box.
        if tied is not None:
            tied.getparent().remove(tied)
    definitions[str(used)].addnext(boxes)
    style = document.styles.add_style("List Box", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = bullets
    style.element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering.add_num(made).numId


def speaks(properties: BaseOxmlElement, language: Language) -> None:
    """Marks what has these properties as being in a language."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), _LANGUAGES[language])
    properties.append(element)
