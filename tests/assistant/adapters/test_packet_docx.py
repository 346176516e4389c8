"""A packet as DOCX: real headings, lists, tables and properties, read back."""

from __future__ import annotations

import gc
import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.package import OpcPackage
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.adapters.packet_docx import render_docx
from assistant.packet.blocks import Handout, Told
from assistant.packet.plain import paragraphs
from assistant.pipeline import Assistant
from tests.assistant.packet.made import DANGER, DRUNK, GIFT, packed, texts


@pytest.fixture(scope="module")
def packet(small_assistant: Assistant) -> Handout:
    """The packet of a question about a colleague."""
    return packed(small_assistant, DRUNK, note="First.\nSecond.")


def read(content: bytes) -> DocumentObject:
    """The document of a file."""
    return Document(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """All that is written in it, in reading order, tables included."""
    found: list[str] = []
    for block in read(content).iter_inner_content():
        found += [cell.text for row in block.rows for cell in row.cells] if isinstance(block, Table) else [block.text]
    return " ".join(found)


def test_every_text_stands_in_it_in_order(packet: Handout) -> None:
    """The clauses among them, character by character."""
    shown, at = words_of(render_docx(packet)), 0
    for text in texts(packet):
        at = shown.index(text, at)


def test_nothing_of_a_document_stays_in_memory(packet: Handout) -> None:
    """A desk makes them by the thousand; what lies until Python looks for it by itself would be gigabytes."""
    gc.collect()
    gc.disable()
    try:
        before = packages()
        for _ in range(3):
            render_docx(packet)
        assert packages() == before
    finally:
        gc.enable()


def packages() -> int:
    """How many files of the library are in memory."""
    # By the type alone: to ask a stranger's object for its class may run code of its own.
    return sum(issubclass(type(thing), OpcPackage) for thing in gc.get_objects())


def test_headings_lists_and_tables_are_real(packet: Handout, small_assistant: Assistant) -> None:
    """So that a screen reader can go from one to the next, and a head of a table is read as such."""
    document = read(render_docx(packet))
    styled = [(p.style.name, p.text) for p in document.paragraphs if p.style is not None]
    assert styled[0] == ("Title", packet.title)
    assert [text for name, text in styled if name == "Heading 1"] == [p.heading for p in packet.parts]
    assert ("Heading 2", "NACM 20") in styled
    assert {"List Bullet", "List Box"} <= {name for name, _ in styled}
    assert not any("☐" in text for _, text in styled)
    assert all(t.rows[0]._tr.trPr is not None and t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in document.tables)
    danger = [p.style.name for p in read(render_docx(packed(small_assistant, DANGER))).paragraphs if p.style is not None]
    assert danger.index("List Number") < danger.index("Quote")


def test_a_clause_stays_on_one_page(packet: Handout) -> None:
    """Each paragraph of it keeps with the next one, down to the line that says where it is from."""
    found = read(render_docx(packet)).paragraphs
    start = next(n for n, p in enumerate(found) if p.text == "NACM 20")
    end = next(n for n, p in enumerate(found) if n > start and p.text.startswith("Section: "))
    assert end - start == 4
    assert all(p.paragraph_format.keep_with_next and p.paragraph_format.keep_together for p in found[start:end])


def test_a_table_stays_on_one_page(packet: Handout) -> None:
    """No row is cut in two, and each keeps with the next one, so that no line of a table is read without its head."""
    for table in read(render_docx(packet)).tables:
        assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for row in table.rows[:-1] for cell in row.cells)


def test_its_properties_name_no_machine_and_no_user(packet: Handout) -> None:
    """Title, language and the packet's day; nothing of the template's own."""
    content = render_docx(packet)
    properties = read(content).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (packet.title, "Ethics Desk", "Ethics Desk")
    assert (properties.language, properties.comments) == ("en-US", "")
    assert str(properties.created) == str(properties.modified) == "2026-01-31 00:00:00+00:00"
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not {"docProps/app.xml", "docProps/thumbnail.jpeg"} & set(names)


def test_its_words_are_in_their_languages(small_assistant: Assistant) -> None:
    """In a Spanish packet the clauses are marked as English, so that they are read aloud as English."""
    document = read(render_docx(packed(small_assistant, GIFT)))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    assert [e.get(qn("w:val")) for e in defaults.iter(qn("w:lang"))] == ["es-US"]
    quoted = [r for p in document.paragraphs for r in p.runs if r.text.startswith("“")]
    assert quoted
    assert {e.get(qn("w:val")) for r in quoted for e in r._r.iter(qn("w:lang"))} == {"en-US"}


def test_pages_are_numbered_and_of_the_size_asked_for(packet: Handout) -> None:
    """Letter if nothing else is said."""
    document = read(render_docx(packet))
    (section,) = document.sections
    codes = [e.text.strip() for e in section.footer.paragraphs[0]._p.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    widths = [section.page_width, read(render_docx(packet, "a4")).sections[0].page_width]
    assert [round((width or 0) / Mm(1)) for width in widths] == [216, 210]


@given(words=st.text(max_size=200))
@hypothesis_settings(max_examples=50, deadline=None)
def test_whatever_is_typed_a_whole_document_is_made(packet: Handout, words: str) -> None:
    """The words are in it as they can be seen."""
    first = packet.parts[0]
    printed = paragraphs(words)
    blocks = tuple(replace(b, paragraphs=printed) if isinstance(b, Told) else b for b in first.blocks)
    found = words_of(render_docx(replace(packet, parts=(replace(first, blocks=blocks), *packet.parts[1:]))))
    assert all(paragraph in found for paragraph in printed)
    assert "“Work supportively with colleagues and keep their confidences.”" in found
