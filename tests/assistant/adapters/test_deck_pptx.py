"""A deck as PPTX: read back, held against the measures of the real font, and proof against whatever somebody types."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.presentation import Presentation as PresentationObject
from pptx.text.text import _Paragraph
from pptx.util import Emu

from assistant.adapters.deck_pptx import render_pptx
from assistant.deck.slides import Deck
from assistant.packet.plain import paragraphs
from assistant.pipeline import Assistant
from tests.assistant.deck.made import decked, helvetica, own

ROW = 1.2
SOURCE = "As a Case Manager, I commit to:"


@pytest.fixture(scope="module")
def deck(small_assistant: Assistant) -> Deck:
    """The deck of all cases, in which every clause that any of them names stands."""
    return decked(small_assistant, *small_assistant.parts.guide.scenarios)


@pytest.fixture(scope="module")
def content(deck: Deck) -> bytes:
    """It as a file."""
    return render_pptx(deck)


@pytest.fixture(scope="module")
def read(content: bytes) -> PresentationObject:
    """The file as a program reads it."""
    return opened(content)


def opened(content: bytes) -> PresentationObject:
    """A presentation from a file."""
    return Presentation(io.BytesIO(content))


def test_every_slide_says_what_the_deck_says(read: PresentationObject, deck: Deck) -> None:
    """Title, lines and notes, character by character, in real placeholders, the title first in reading order."""
    assert len(read.slides) == len(deck.slides)
    for made, slide in zip(read.slides, deck.slides, strict=True):
        first, second, last = made.shapes
        assert made.shapes.title is not None
        assert (first.shape_id, first.text_frame.text) == (made.shapes.title.shape_id, slide.title)
        shown = [p.text for p in second.text_frame.paragraphs]
        assert shown == ["".join([f"{n.mark}\t" * n.mark.isalpha(), f"{n.lead} " * bool(n.lead), n.text]) for n in slide.lines]
        assert last.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
        notes = made.notes_slide.notes_text_frame
        assert notes is not None
        assert notes.text == "\n".join(slide.notes)


def test_it_is_sixteen_to_nine_with_nothing_of_the_template_left(read: PresentationObject, content: bytes) -> None:
    """Two layouts, no date and no footer, no picture, no other program's name; every text is marked as English."""
    assert Emu(read.slide_width or 0) / Emu(read.slide_height or 1) == pytest.approx(16 / 9)
    assert [layout.name for layout in read.slide_layouts] == ["Title Slide", "Title and Content"]
    kinds = {s.placeholder_format.type for held in (*read.slides, *read.slide_layouts) for s in held.placeholders}
    assert not kinds & {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER}
    properties = read.core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (
        "Ethics cases for discussion",
        "Ethics Desk",
        "Ethics Desk",
    )
    assert (properties.language, str(properties.created)) == ("en-US", "2026-01-31 00:00:00")
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [n for n in names if "app.xml" in n or "thumbnail" in n or "printerSettings" in n or "media" in n]
    runs = [r for made in read.slides for s in made.placeholders for p in s.text_frame.paragraphs for r in p.runs]
    assert {r._r.get_or_add_rPr().get("lang") for r in runs} == {"en-US"}


def test_no_text_runs_over_its_box(read: PresentationObject) -> None:
    """By the widths of the real font and generous rows, for every case and every clause that a case names; nothing is scaled."""
    assert list(too_high(read)) == []


@given(text=st.text(st.characters(categories=("L", "N", "P", "S", "M", "Cc", "Cf", "Zs")), min_size=1, max_size=900).filter(paragraphs))
@hypothesis_settings(max_examples=15, deadline=None)
def test_whatever_is_typed_fits_and_the_clauses_stay(small_assistant: Assistant, text: str) -> None:
    """Long words and signs that cannot be seen among it."""
    made = opened(render_pptx(decked(small_assistant, own(text))))
    assert list(too_high(made)) == []
    shown = [s.text_frame.text for slide in made.slides for s in slide.placeholders if s.has_text_frame]
    assert sum(SOURCE in t for t in shown) == 5


@pytest.mark.parametrize("text", ["x" * 3000, "W" * 500 + " " + "שלום עולם " * 60, "word " * 500, "A. " * 300])
def test_texts_that_are_longer_than_slides_take_several(small_assistant: Assistant, text: str) -> None:
    """None is cut, and none runs over."""
    made = opened(render_pptx(decked(small_assistant, own(text))))
    assert list(too_high(made)) == []
    story = [s.shapes[1].text_frame.text for s in made.slides if s.shapes[0].text_frame.text.startswith(text[:10])]
    assert "".join(" ".join(story).split()).startswith("".join(text.split()))


def too_high(read: PresentationObject) -> Iterator[str]:
    """The titles of slides on which a text is higher than its box."""
    for made in read.slides:
        for shape in made.placeholders:
            if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
                continue
            frame = shape.text_frame
            wide = Emu(shape.width).pt - 14.4
            high = sum(_high(p, wide, at) for at, p in enumerate(frame.paragraphs))
            if high > Emu(shape.height).pt - 7.2 + 0.1:
                yield f"{made.shapes[0].text_frame.text}: {high:.0f} in {Emu(shape.height).pt:.0f}"


def _high(paragraph: _Paragraph, wide: float, at: int) -> float:
    """The height of a paragraph in points, set word by word."""
    (size,) = {run.font.size.pt for run in paragraph.runs if run.font.size is not None}
    properties = paragraph._p.pPr
    left = Emu(int(properties.get("marL", 0))).pt if properties is not None else 0.0
    before = paragraph.space_before.pt if paragraph.space_before is not None and at else 0.0
    bold = all(run.font.bold for run in paragraph.runs)
    row, count = 0.0, 1
    for word in paragraph.text.rpartition("\t")[2].split(" "):
        length = _wide(word, size, bold)
        if row and row + _wide(" ", size, bold) + length > wide - left:
            row, count = 0.0, count + 1
        row += (_wide(" ", size, bold) if row else 0.0) + length
        while row > wide - left:
            row, count = row - (wide - left), count + 1
    return before + count * size * ROW


def _wide(text: str, size: float, bold: bool) -> float:
    table = helvetica(bold)
    return sum(table.get(c, 0 if unicodedata.combining(c) else 1000) for c in text) * size / 1000
