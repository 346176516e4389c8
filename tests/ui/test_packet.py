"""Take it to your supervisor: one click makes the page, a second one downloads it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk
from tests.ui.conftest import View
from tests.ui.desks import free_port, served_at
from tests.ui.reading import button, shown
from tests.ui.test_ask import asked
from ui.packet import Packet, _paper

DRUNK = "My coworker Maria Gonzalez has been drinking at work. What does the code ask of me?"
TAKE = "Take it to your supervisor"


def packet(test: AppTest, number: int = 0) -> Packet:
    """The packet of an answer, as the tab holds it."""
    talk: Any = test.session_state["conversation"]
    kept: Packet = talk.exchanges[number].packet
    return kept


def words(made: Packet) -> str:
    """What the PDF says."""
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(made.files["pdf"])).pages).split())


def test_one_click_makes_the_page_in_three_formats(view: View, desk_url: str) -> None:
    """Each can be downloaded; the name is masked in all, and none was made before it was wanted."""
    test = asked(view("ask", desk_url), DRUNK)
    assert not test.get("download_button")
    button(test, TAKE).click().run()
    assert not test.exception
    labels = [b.label for b in test.get("download_button")]
    assert labels == ["Download as PDF", "Download for Word (DOCX)", "Download as Markdown"]
    made = packet(test)
    texts = [words(made), "".join(p.text for p in Document(io.BytesIO(made.files["docx"])).paragraphs), made.files["markdown"].decode()]
    for text in texts:
        assert "My coworker [name] has been drinking at work." in text
        assert "Gonzalez" not in text
    assert "Read it before you pass it on" in shown(test)


def test_a_packet_is_forgotten_with_its_conversation(view: View, desk_url: str) -> None:
    """Whoever begins anew leaves nothing of it in the tab's memory."""
    test = asked(view("ask", desk_url), DRUNK)
    button(test, TAKE).click().run()
    assert "%PDF" in repr(test.session_state)
    button(test, "Begin a new conversation").click().run()
    assert "%PDF" not in repr(test.session_state)


def test_a_note_is_put_on_the_page_masked(view: View, desk_url: str) -> None:
    """The page is made anew with it, and says that it is there."""
    test = asked(view("ask", desk_url), DRUNK)
    button(test, TAKE).click().run()
    test.text_area[0].set_value("Maria Gonzalez told me so herself.")
    button(test, "Put the note on the page").click().run()
    assert not test.exception
    assert "[name] told me so herself." in words(packet(test))
    assert "Your note is on the page." in shown(test)


def test_earlier_turns_are_on_the_page(view: View, desk_url: str) -> None:
    """Of a follow-up; each answer has a page of its own."""
    test = asked(asked(view("ask", desk_url), DRUNK), "What does NACM 12 say?")
    [b for b in test.button if b.label == TAKE][1].click().run()
    said = words(packet(test, 1))
    assert "Earlier in the conversation My coworker [name] has been drinking" in said
    assert "What does NACM 12 say?" in said


def test_a_spanish_reader_gets_a_spanish_page(view: View, desk_url: str) -> None:
    """Whatever the language of the question."""
    test = asked(view("ask", desk_url, lang="es"), "What does NACM 7 say?")
    button(test, "Llevarlo a supervisión").click().run()
    assert "Hoja para la consulta" in words(packet(test))
    assert next(b.label for b in test.get("download_button")) == "Descargar en PDF"


@pytest.mark.parametrize(("lang", "take", "told"), [("en", TAKE, "Ask the question again"), ("es", "Llevarlo a supervisión", "de nuevo")])
def test_an_answer_that_the_desk_does_not_print_is_told_in_a_sentence(view: View, desk_url: str, lang: str, take: str, told: str) -> None:
    """In the reader's language: it was made with another guide, or is not the desk's own."""
    test = asked(view("ask", desk_url, lang=lang), "What does NACM 7 say?")
    talk: Any = test.session_state["conversation"]
    whole = talk.exchanges[0].draft.whole
    for changes in ({"markdown": "Keep it."}, {"receipt": whole.receipt.model_copy(update={"guide_version": "0"})}):
        talk.exchanges[0].draft.whole = whole.model_copy(update=changes)
        test.run()
        button(test, take).click().run()
        assert not test.exception
        assert [told in e.value for e in test.error] == [True]
        assert not test.get("download_button")


def test_a_desk_that_is_away_is_told_and_the_page_is_made_later(view: View, make_desk: MakeDesk) -> None:
    """Nothing that was typed is lost: the same button makes it once the desk is back."""
    port = free_port()
    with served_at(port, create_app(make_desk())):
        test = asked(view("ask", f"http://127.0.0.1:{port}"), "What does NACM 7 say?")
    button(test, TAKE).click().run(timeout=60)
    assert not test.exception
    assert "does not answer just now" in test.error[0].value
    with served_at(port, create_app(make_desk())):
        button(test, TAKE).click().run(timeout=60)
        assert not test.error
        assert len(test.get("download_button")) == 3


@pytest.mark.parametrize(
    ("locale", "paper"),
    [("en-US", "letter"), ("es-MX", "letter"), ("en", "letter"), ("", "letter"), ("en-GB", "a4"), ("es-ES", "a4"), ("es-419", "letter")],
)
def test_the_paper_is_that_of_the_readers_region(locale: str, paper: str) -> None:
    """As far as the browser names one."""
    assert _paper(locale) == paper
