"""Writes a deck as PPTX: real titles and placeholders, speaker notes, languages, so that it can be edited and read aloud (python-pptx)."""

from __future__ import annotations

import gc
from copy import deepcopy
from io import BytesIO
from typing import cast

from pptx import Presentation
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as _Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Pt

from assistant.adapters.deck_pptx_master import SOFT, set_master, set_properties
from assistant.deck.page import HANGING
from assistant.deck.slides import Deck, Line, Slide

_BULLET = "•"


def render_pptx(deck: Deck) -> bytes:
    """The deck as PPTX, 16 to 9; nothing in it names a machine or a user."""
    content = _content(deck)
    # The library's objects hold one another, with much memory outside of what Python counts: it would let hundreds of them lie.
    gc.collect(1)
    return content


def _content(deck: Deck) -> bytes:
    presentation = Presentation()
    set_properties(presentation, deck)
    layouts = set_master(presentation)
    for slide in deck.slides:
        _write(presentation.slides.add_slide(layouts[slide.layout]), slide)
    file = BytesIO()
    presentation.save(file)
    return file.getvalue()


def _write(made: _Slide, slide: Slide) -> None:
    title, body = made.placeholders
    title.name, body.name = "Title", "Text"
    _run(title.text_frame.paragraphs[0], slide.title, slide.title_size)
    _fill(body.text_frame, slide.lines)
    _number(made)
    if slide.notes:
        # The library's own notes page has a place for them.
        frame = cast(TextFrame, made.notes_slide.notes_text_frame)
        for at, note in enumerate(slide.notes):
            _run(frame.paragraphs[0] if at == 0 else frame.add_paragraph(), note)


def _fill(frame: TextFrame, lines: tuple[Line, ...]) -> None:
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(line.above if at else 0)
        _hang(paragraph, line.mark)
        if line.mark.isalpha():
            _run(paragraph, f"{line.mark}\t", line.size, bold=True)
        if line.lead:
            _run(paragraph, f"{line.lead} ", line.size, bold=True)
        _run(paragraph, line.text, line.size, soft=line.soft, italic=line.italic)


def _run(paragraph: _Paragraph, text: str, size: int = 0, *, bold: bool = False, soft: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_US
    if size:
        run.font.size = Pt(size)
    if bold:
        run.font.bold = True
    if italic:
        run.font.italic = True
    if soft:
        run.font.color.rgb = SOFT


def _hang(paragraph: _Paragraph, mark: str) -> None:
    """A paragraph with its mark in the margin: a bullet is the program's own, a letter is text; without a mark it begins at the edge."""
    properties = paragraph._p.get_or_add_pPr()
    hanging = Pt(HANGING) if mark else 0
    properties.set("marL", str(hanging))
    properties.set("indent", str(0 if not mark.strip() else -hanging))
    sign = f'<a:buChar {nsdecls("a")} char="{_BULLET}"/>' if mark == _BULLET else f"<a:buNone {nsdecls('a')}/>"
    properties.append(parse_xml(sign))


def _number(made: _Slide) -> None:
    """The slide's number, in the layout's own placeholder for it."""
    layout = made.slide_layout
    (given,) = (s for s in layout.shapes if s.is_placeholder and s.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER)
    copied = deepcopy(given._element)
    properties = copied.find(qn("p:nvSpPr")).find(qn("p:cNvPr"))
    properties.set("id", str(max(int(e.get("id")) for e in made.shapes._spTree.iter(qn("p:cNvPr"))) + 1))
    properties.set("name", "Slide number")
    made.shapes._spTree.append(copied)
