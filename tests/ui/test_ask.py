"""Ask: what a reader sees of an answer, and what she can do with it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.api.app import create_app
from assistant.intake import MAX_CHARACTERS
from tests.assistant.api.conftest import MakeDesk, served
from tests.ui.conftest import View
from tests.ui.reading import button, html, shown
from ui.conversation import LONGEST, Conversation

GIFT = "My client Maria Gonzalez gave me a gift card. May I accept it?"


def asked(test: AppTest, question: str) -> AppTest:
    """The page after a question was asked."""
    test.chat_input(key="question").set_value(question).run()
    assert not test.exception, [e.value for e in test.exception]
    return test


def test_the_first_page_says_what_it_is_once(view: View, desk_url: str) -> None:
    """What one gets, who decides, and what to leave out, in one paragraph."""
    page = shown(view("ask", desk_url))
    assert page.count("You decide, after consulting") == 1
    assert page.count("no legal advice") == 1
    assert "leave out names" in page


def test_what_is_kept_is_told_as_the_desk_tells_it(view: View, make_desk: MakeDesk) -> None:
    """The sentence follows the settings of the desk, not a text of the page."""
    with served(create_app(make_desk(keep_days=7))) as url:
        assert "For 7 days this desk keeps each question, with the names and other identifiers that it recognises masked" in shown(
            view("ask", url)
        )
    with served(create_app(make_desk(keep_days=1))) as url:
        assert "For one day this desk keeps each question" in shown(view("ask", url))
    with served(create_app(make_desk(keep_days=0))) as url:
        assert "This desk keeps nothing of what you ask." in shown(view("ask", url))
    with served(create_app(make_desk(keep_conversations=True))) as url:
        assert "Conversations are kept as long" in shown(view("ask", url))


def test_an_answer_leads_from_each_sentence_to_its_clause(view: View, desk_url: str) -> None:
    """Every mark is a link to a card on the page, and the card holds the clause's words and a way to the code."""
    test = asked(view("ask", desk_url), GIFT)
    page = html(test)
    targets = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert targets
    assert all(f'id="{target}"' in page for target in targets)
    assert page.count("<blockquote") >= len(targets)
    assert {"quoted", "explained"} <= set(shown(test).split())
    assert {"Open NACM 7 in the code"} <= {link.label for link in test.get("page_link")}


def test_what_was_masked_is_shown(view: View, desk_url: str) -> None:
    """The reader sees that the name is gone, and what was processed in its place."""
    test = asked(view("ask", desk_url), GIFT)
    assert "I removed what could identify a person (names)" in shown(test)
    assert "This is what was processed: My client [name] gave me" in shown(test)


def test_safety_steps_stand_before_all_else(view: View, desk_url: str) -> None:
    """Whoever types a name in an emergency reads first what to do, and then that the name was masked."""
    page = shown(asked(view("ask", desk_url), "My client Maria Gonzalez just took a whole bottle of pills"))
    assert page.index("You asked:") < page.index("Safety first") < page.index("I removed what could identify a person")


@pytest.mark.parametrize("words", ["<script>alert(1)</script> What does NACM 7 say?", "<b>NACM 7</b> & [x](y) 'quoted' \"twice\""])
def test_what_was_typed_is_never_read_as_html(view: View, desk_url: str, words: str) -> None:
    """The question stands on the page as text."""
    page = html(asked(view("ask", desk_url), words))
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;" in page


def test_a_follow_up_is_answered_in_the_light_of_what_was_asked(view: View, desk_url: str) -> None:
    """Both questions stay on the page, and the second one is sent with the first."""
    test = asked(asked(view("ask", desk_url), "What does NACM 7 say?"), "And NACM 8?")
    assert shown(test).count("You asked:") == 2
    talk: Any = test.session_state["conversation"]
    assert talk.turns(talk.exchanges[1]) == ["What does NACM 7 say?", "And NACM 8?"]
    assert "NACM-8" in talk.exchanges[1].draft.citations


def test_a_changed_question_takes_the_place_of_the_old_one(view: View, desk_url: str) -> None:
    """What was asked after it is gone, because it answered something else."""
    test = asked(asked(view("ask", desk_url), "What does NACM 7 say?"), "And NACM 8?")
    button(test, "Change the question").click().run()
    area = test.text_area[0]
    assert area.value == "What does NACM 7 say?"
    area.set_value("What does NACM 12 say?")
    button(test, "Ask again").click().run()
    assert not test.exception
    talk: Any = test.session_state["conversation"]
    assert [e.question for e in talk.exchanges] == ["What does NACM 12 say?"]
    assert list(talk.exchanges[0].draft.citations) == ["NACM-12"]


def test_to_change_a_question_can_be_left(view: View, desk_url: str) -> None:
    """Cancel leaves the question and its answer as they were."""
    test = asked(view("ask", desk_url), "What does NACM 7 say?")
    button(test, "Change the question").click().run()
    button(test, "Cancel").click().run()
    assert not test.text_area
    assert "NACM 7" in shown(test)


def test_a_new_conversation_forgets_the_old_one(view: View, desk_url: str) -> None:
    """Nothing of it is left on the page."""
    test = asked(view("ask", desk_url), "What does NACM 7 say?")
    button(test, "Begin a new conversation").click().run()
    assert "You asked:" not in shown(test)


def test_feedback_reaches_the_desk_with_its_reason(view: View, make_desk: MakeDesk) -> None:
    """The thumb, the reason, the comment, the turns and the answer are kept for review, masked."""
    desk = make_desk()
    with served(create_app(desk)) as url:
        test = asked(view("ask", url), GIFT)
        test.get("feedback")[0].set_value(0).run()
        test.radio[0].set_value("missed_clause")
        test.text_area[0].set_value("Maria Gonzalez is a friend: NACM 8?")
        button(test, "Send").click().run()
        assert not test.exception
        assert "Whoever looks after this desk will read it." in shown(test)
        (entry,) = desk.records.feedback()
    assert (entry.thumb, entry.reason) == ("down", "missed_clause")
    assert "Gonzalez" not in repr(entry)
    assert "NACM 8?" in entry.comment
    assert entry.answer is not None


def test_feedback_that_nobody_keeps_says_so(view: View, make_desk: MakeDesk) -> None:
    """Where nothing is kept, nobody is promised that it will be read."""
    with served(create_app(make_desk(keep_days=0))) as url:
        test = asked(view("ask", url), "What does NACM 7 say?")
        test.get("feedback")[0].set_value(1).run()
        button(test, "Send").click().run()
        assert "so nobody will read it" in shown(test)


def test_spanish_is_spoken_throughout(view: View, desk_url: str) -> None:
    """With `lang=es` the page and the answer are Spanish; the clause's own words stay English."""
    test = asked(view("ask", desk_url, lang="es"), "¿Qué dice NACM 7?")
    page = shown(test)
    assert "¿Qué dicen los códigos?" in page
    assert "Usted preguntó:" in page
    assert "cita textual" in page
    assert 'lang="en"' in html(test)
    assert "You asked" not in page
    assert "NACM (el texto no indica la edición)" in page


def test_an_answer_in_another_language_than_the_page_says_so(view: View, desk_url: str) -> None:
    """A screen reader speaks each sentence in its own language, whatever the page around it is in."""
    mixed = html(asked(view("ask", desk_url), "¿Puedo aceptar una tarjeta de regalo de mi cliente?"))
    assert '<h3 class="visually-hidden">The short answer</h3>' in mixed
    assert '</span> <span lang="es">' in mixed
    assert '<span lang="es">' not in html(asked(view("ask", desk_url), GIFT))


def test_the_language_can_be_changed_and_stays(view: View, desk_url: str) -> None:
    """The button names the other language in that language."""
    test = view("ask", desk_url)
    button(test, "Español").click().run()
    assert "¿Qué dicen los códigos?" in shown(test)
    assert "Usted preguntó:" in shown(asked(test, "¿Qué dice NACM 7?"))


@pytest.mark.parametrize(
    ("lang", "told", "change"),
    [("en", "The desk cannot read this question", "Change the question"), ("es", "no puede leer esta pregunta", "Cambiar la pregunta")],
)
def test_a_question_that_is_refused_is_told_in_a_sentence_and_kept(view: View, desk_url: str, lang: str, told: str, change: str) -> None:
    """What the desk cannot read stands there with the reason in the reader's language, ready to be changed."""
    test = asked(view("ask", desk_url, lang=lang), "\u200b\u200b")
    assert [told in e.value for e in test.error] == [True]
    assert button(test, change)


def test_the_box_takes_what_the_desk_reads() -> None:
    """No fewer characters, and no more."""
    assert LONGEST == MAX_CHARACTERS


def test_a_second_click_asks_nothing_more() -> None:
    """On an example, or on a question to ask again: people double-click."""
    talk = Conversation()
    for _ in range(2):
        talk.begin("An example?")
    (first,) = talk.exchanges
    for _ in range(2):
        talk.ask_again(first, "Another?")
    assert [e.question for e in talk.exchanges] == ["Another?"]


def test_examples_by_topic_start_a_conversation(view: View, desk_url: str) -> None:
    """A topic is chosen, one of its questions clicked, and the answer is there; in Spanish too."""
    test = view("ask", desk_url)
    first = next(b.label for b in test.button if b.key == "start-0")
    test.selectbox[0].select_index(1).run()
    chosen = next(b.label for b in test.button if b.key == "start-0")
    assert chosen != first
    button(test, chosen).click().run()
    assert not test.exception
    assert f"You asked: {chosen}" in shown(test)
    assert not test.selectbox
    spanish = view("ask", desk_url, lang="es")
    assert next(b.label for b in spanish.button if b.key == "start-0") != chosen
