"""A packet as PDF: read back, tagged, and proof against whatever somebody types."""

from __future__ import annotations

import io
import re
import socket
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from assistant.adapters.packet_typst import render_pdf
from assistant.packet.blocks import Handout, Told
from assistant.pipeline import Assistant
from tests.assistant.packet.made import DANGER, DRUNK, GIFT, packed, texts
from tests.assistant.packet.test_compose import HEADINGS

HOSTILE = '#import "@preview/tablex:0.0.8": * $x^2$ *b* _i_ "q" `c` // /* */ <l> @ref \\ #panic() #read("/etc/passwd") ~ -- ...'


@pytest.fixture(scope="module")
def packet(small_assistant: Assistant) -> Handout:
    """The packet of a question about a colleague."""
    return packed(small_assistant, DRUNK, note="First.\nSecond.")


def asked(packet: Handout, *words: str) -> Handout:
    """The packet with other words of the asker's."""
    first = packet.parts[0]
    blocks = tuple(replace(b, paragraphs=words) if isinstance(b, Told) else b for b in first.blocks)
    return replace(packet, parts=(replace(first, blocks=blocks), *packet.parts[1:]))


def read(pdf: bytes) -> PdfReader:
    """The file as a reader sees it."""
    return PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    """Its text without white space, soft places to break, or the feet of pages, which stand in between."""
    whole = "".join(page.extract_text() for page in read(pdf).pages)
    return squeezed(re.sub(r"[^\n]* · rcp_\w+\s*(?:Page|Página) \d+ (?:of|de) \d+", "", whole))


def squeezed(text: str) -> str:
    """A text without white space and soft places to break."""
    return re.sub(r"[\s\u200b]", "", text)


def test_every_text_stands_in_it_in_order(packet: Handout) -> None:
    """Also the clauses, character by character."""
    shown, at = words_of(render_pdf(packet)), 0
    for text in texts(packet):
        at = shown.index(squeezed(text), at)


def test_it_is_tagged_and_says_what_it_is(packet: Handout, small_assistant: Assistant) -> None:
    """Title, language, tags, PDF/UA, page numbers, and fonts of its own; nothing of a machine or a user."""
    reader = read(render_pdf(packet))
    catalog = reader.trailer["/Root"]
    assert isinstance(catalog, DictionaryObject)
    assert catalog["/MarkInfo"]["/Marked"]
    assert (catalog["/Lang"], catalog["/ViewerPreferences"]["/DisplayDocTitle"]) == ("en", True)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (packet.title, "Ethics Desk")
    assert str(reader.metadata.creation_date).startswith("2026-01-31 00:00")
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    assert read(render_pdf(packed(small_assistant, GIFT))).trailer["/Root"]["/Lang"] == "es"
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()
        for font in page["/Resources"]["/Font"].values():
            (descended,) = font["/DescendantFonts"]
            assert {"/FontFile3", "/FontFile2"} & set(descended["/FontDescriptor"])


def test_headings_are_in_its_outline(packet: Handout) -> None:
    """So that one can get about in it without seeing it: a part, and below "word for word" its clauses."""
    outline = read(render_pdf(packet)).outline
    assert [entry["/Title"] for entry in outline if not isinstance(entry, list)] == HEADINGS
    assert any("NACM 20" in [e["/Title"] for e in entry] for entry in outline if isinstance(entry, list))


def test_the_paper_is_the_one_that_was_asked_for(packet: Handout) -> None:
    """Letter if nothing else is said."""
    sizes = [tuple(map(round, read(pdf).pages[0].mediabox[2:])) for pdf in (render_pdf(packet), render_pdf(packet, "a4"))]
    assert sizes == [(612, 792), (595, 842)]


def test_the_same_packet_is_the_same_file(packet: Handout) -> None:
    """It holds no time but the packet's day."""
    assert render_pdf(packet) == render_pdf(packet)


def test_in_danger_the_steps_come_first(small_assistant: Assistant) -> None:
    """At the top of the first page."""
    first = read(render_pdf(packed(small_assistant, DANGER))).pages[0].extract_text()
    assert first.index("Safety first") < first.index("911") < first.index("The question")


def test_what_looks_like_markup_is_text(packet: Handout, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is run, read or fetched: there is not even a socket to fetch it with."""
    monkeypatch.setattr(socket, "socket", None)
    assert squeezed(HOSTILE) in words_of(render_pdf(asked(packet, HOSTILE, "= Heading", "- item", "+ item", "/ term: x")))


def test_eight_thousand_characters_fit_and_a_word_of_a_thousand_breaks(packet: Handout) -> None:
    """No line of the long word runs over the edge of the page."""
    long = ("Why would it be so? " * 400).strip()
    pdf = render_pdf(asked(packet, long, "x" * 1000))
    assert squeezed(long) in words_of(pdf)
    assert "x" * 1000 in words_of(pdf)
    lines = re.findall(r"x{20,}", "".join(page.extract_text() for page in read(pdf).pages).replace("\u200b", ""))
    assert len(lines) > 8
    assert max(map(len, lines)) < 110


@pytest.mark.parametrize("words", ["שלום עולם", "مرحبا بالعالم", "漢字かな", "😀 \U0001f469", "\u0e01\u0e33", "a\u0301\u0302"])
def test_other_scripts_are_no_reason_to_fail(packet: Handout, words: str) -> None:
    """Where no font here has a sign, a box stands for it; all the rest is there."""
    shown = words_of(render_pdf(asked(packet, words)))
    assert squeezed(packet.disclaimer) in shown


@given(words=st.text(st.characters(categories=("L", "N", "P", "S", "M")), min_size=1, max_size=80))
@hypothesis_settings(max_examples=40, deadline=None)
def test_whatever_is_typed_a_whole_pdf_is_made(packet: Handout, words: str) -> None:
    """The clauses are in it as they were."""
    shown = words_of(render_pdf(asked(packet, words)))
    assert squeezed("“Work supportively with colleagues and keep their confidences.”") in shown
