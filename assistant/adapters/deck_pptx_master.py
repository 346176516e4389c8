"""What the slides of a deck have in common: size, type, places, properties (python-pptx)."""

from __future__ import annotations

from datetime import datetime

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as PresentationObject
from pptx.shapes.base import BaseShape
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Pt

from assistant.deck.page import BODY, COVER_BODY, COVER_TITLE, NUMBER, PAGE, TITLE, Box
from assistant.deck.slides import COVER_SIZE, TITLE_SIZES, Deck, Layout

SOFT = RGBColor(64, 64, 64)
_ACCENT = RGBColor(0, 92, 110)
_LAYOUTS: dict[Layout, str] = {"cover": "Title Slide", "text": "Title and Content"}
_DROPPED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER)
_FONT = "Arial"


def set_properties(presentation: PresentationObject, deck: Deck) -> None:
    """Title, language and date; what the library's template holds of another program and another document is taken out."""
    properties = presentation.core_properties
    properties.title, properties.subject, properties.language = deck.title, deck.subtitle, "en-US"
    properties.author = properties.last_modified_by = "Ethics Desk"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime.fromisoformat(deck.date)
    properties.revision = 1
    package = presentation.part.package
    for rels, kinds in ((package._rels, (RT.EXTENDED_PROPERTIES, RT.THUMBNAIL)), (presentation.part.rels, (RT.PRINTER_SETTINGS,))):
        for name in [name for name, rel in rels.items() if rel.reltype in kinds]:
            rels.pop(name)


def set_master(presentation: PresentationObject) -> dict[Layout, SlideLayout]:
    """Makes the template 16 to 9, black on white in one font that every machine has or has the measures of; gives the two layouts."""
    presentation.slide_width, presentation.slide_height = Pt(PAGE.width), Pt(PAGE.height)
    (master,) = presentation.slide_masters
    layouts = {layout.name: layout for layout in master.slide_layouts}
    for name, layout in layouts.items():
        if name not in _LAYOUTS.values():
            master.slide_layouts.remove(layout)
    _set_fonts(master)
    for held in (master, *master.slide_layouts):
        _set_places(held)
    _add_rule(master)
    return {kind: layouts[name] for kind, name in _LAYOUTS.items()}


def _set_fonts(master: SlideMaster) -> None:
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', f'typeface="{_FONT}"'.encode())
    styles = master._element.find(qn("p:txStyles"))
    for name, size in (("p:titleStyle", TITLE_SIZES[0]), ("p:bodyStyle", None)):
        for level in styles.find(qn(name)):
            level.set("algn", "l")
            if size is not None:
                given = level.find(qn("a:defRPr"))
                given.set("sz", str(size * 100))
                given.set("b", "1")


def _set_places(held: SlideMaster | SlideLayout) -> None:
    """Each placeholder where the page has it; text is never made smaller to fit, and stands at the top of its box."""
    cover = held.name == _LAYOUTS["cover"]
    boxes = {
        PP_PLACEHOLDER.TITLE: TITLE,
        PP_PLACEHOLDER.CENTER_TITLE: COVER_TITLE,
        PP_PLACEHOLDER.BODY: BODY,
        PP_PLACEHOLDER.OBJECT: BODY,
        PP_PLACEHOLDER.SUBTITLE: COVER_BODY,
        PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER,
    }
    for shape in list(held.placeholders):
        kind = shape.placeholder_format.type
        if kind in _DROPPED:
            shape._element.getparent().remove(shape._element)
            continue
        _place(shape, boxes[kind])
        text = shape._element.find(qn("p:txBody"))
        properties = text.find(qn("a:bodyPr"))
        for fitting in list(properties):
            properties.remove(fitting)
        properties.append(parse_xml(f"<a:noAutofit {nsdecls('a')}/>"))
        properties.set("anchor", "b" if kind in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE) else "t")
        for level in text.iter(qn("a:lvl1pPr")):
            level.set("algn", "r" if kind == PP_PLACEHOLDER.SLIDE_NUMBER else "l")
        if kind == PP_PLACEHOLDER.SUBTITLE:
            # The template's grey, centred text without bullets gives way to that of the other slides.
            text.find(qn("a:lstStyle")).clear()
        if cover and kind == PP_PLACEHOLDER.CENTER_TITLE:
            shape.text_frame.paragraphs[0].font.size = Pt(COVER_SIZE)


def _place(shape: BaseShape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(n) for n in (box.left, box.top, box.width, box.height))


def _add_rule(master: SlideMaster) -> None:
    """A line at the left edge, on the master: it is no part of a slide, so nothing reads it out."""
    tree = master.shapes._spTree
    number = max(int(e.get("id")) for e in tree.iter(qn("p:cNvPr"))) + 1
    height = Pt(PAGE.height)
    rule = parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name="Rule"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{Pt(14)}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{_ACCENT}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    tree.insert(2, rule)
