"""A packet as markdown reads well as text, and holds no markup but our own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.adapters.packet_markdown import render_markdown_packet
from assistant.packet.blocks import Handout, Told
from assistant.pipeline import Assistant
from tests.assistant.packet.made import DANGER, DRUNK, packed, texts

READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
PIECES = ["[a](http://b.c)", "[a]: /b", "![", "<b>", "<!--", "~~", "&amp;", "1.", "1)", "\\", *"#*_`-=+>| a"]


@pytest.fixture(scope="module")
def packet(small_assistant: Assistant) -> Handout:
    """The packet of a question about a colleague."""
    return packed(small_assistant, DRUNK, note="First.\nSecond.")


def inline(tokens: list[Token]) -> list[str]:
    """The texts of a document as its reader sees them, a table's cells and a heading's words included."""
    return ["".join(c.content for c in t.children or ()) for t in tokens if t.type == "inline"]


def asked(packet: Handout, words: str) -> Handout:
    """The packet with other words of the asker's."""
    first = packet.parts[0]
    blocks = tuple(replace(b, paragraphs=(words,)) if isinstance(b, Told) else b for b in first.blocks)
    return replace(packet, parts=(replace(first, blocks=blocks), *packet.parts[1:]))


def test_every_text_stands_in_it_in_order(packet: Handout) -> None:
    """What a reader of markdown shows holds all of it."""
    shown = " ".join(" ".join(inline(READER.parse(render_markdown_packet(packet).decode()))).split())
    at = 0
    for text in texts(packet):
        at = shown.index(text, at)


def test_headings_and_lists_are_real(packet: Handout, small_assistant: Assistant) -> None:
    """One title, a heading for each part, one below it for each clause; steps are numbered."""
    tokens = READER.parse(render_markdown_packet(packet).decode())
    headings = [(t.tag, tokens[n + 1].content) for n, t in enumerate(tokens) if t.type == "heading_open"]
    assert [h for h in headings if h[0] != "h3"] == [("h1", packet.title), *(("h2", p.heading) for p in packet.parts)]
    assert ("h3", "NACM 20") in headings
    danger = READER.parse(render_markdown_packet(packed(small_assistant, DANGER)).decode())
    assert any(t.type == "ordered_list_open" for t in danger)


def test_it_reads_well_as_text(packet: Handout) -> None:
    """Nothing but what would be markup has a backslash."""
    text = render_markdown_packet(packet).decode()
    assert "\\" not in text
    assert "[NACM 20]" in text
    assert "- [ ] " in text
    assert not re.search(r"\n{3,}| \n", text)


@given(words=st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join).map(str.strip).filter(bool))
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_words_of_the_askers_are_markup(packet: Handout, words: str) -> None:
    """They read as they were typed, and the document around them stays what it is."""
    words = " ".join(words.split())
    plain = READER.parse(render_markdown_packet(asked(packet, "Words.")).decode())
    tokens = READER.parse(render_markdown_packet(asked(packet, words)).decode())
    assert [t.type for t in tokens] == [t.type for t in plain]
    assert inline(tokens) == [words if text == "Words." else text for text in inline(plain)]
