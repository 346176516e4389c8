"""The codes: what a reader sees of both of them, of a search, of a topic and of one clause."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from assistant.api.app import create_app
from assistant.pipeline import Assistant
from tests.assistant.api.conftest import MakeDesk, served
from tests.ui.conftest import View
from tests.ui.desks import free_port, served_at
from tests.ui.reading import button, html, shown


def levels(test: AppTest) -> list[int]:
    """The levels of the page's headings in order."""
    titles = [1] if test.title else []
    return titles + [int(level) for level in re.findall(r"<h([1-6])", html(test))]


def rows(test: AppTest) -> list[str]:
    """The ids of the clauses that are listed, in order."""
    return [row.upper() for row in re.findall(r'id="row-([a-z0-9-]+)"', html(test))]


def searched(test: AppTest, words: str) -> AppTest:
    """The page after these words were searched for."""
    test.text_input(key="codes_words_box").set_value(words).run()
    assert not test.exception, [e.value for e in test.exception]
    return test


def test_both_codes_can_be_read_from_end_to_end(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """Every clause stands there once, word for word, under its section and with a link to its own page."""
    test = view("codes", desk_url)
    page = shown(test)
    clauses = small_assistant.parts.clauses
    assert rows(test) == [c.id for c in clauses]
    assert [c.id for c in clauses if c.text not in page] == []
    assert [c.id for c in clauses if f'href="?clause={c.id}"' not in html(test)] == []
    assert {c.section for c in clauses} <= set(re.findall(r"<h3[^>]*>([^<]+)</h3>", html(test)))


@pytest.mark.parametrize(
    "query", [{}, {"by": "topic"}, {"topic": "gifts"}, {"clause": "NACM-7"}, {"clause": "CCMC-CE-POSTTEST"}, {"clause": "NACM-99"}], ids=str
)
def test_headings_go_in_order(view: View, desk_url: str, query: dict[str, str]) -> None:
    """One of the first level, and none that skips a level on the way down."""
    found = levels(view("codes", desk_url, **query))
    assert found.count(1) == 1
    assert found[0] == 1
    assert [(a, b) for a, b in pairwise(found) if b > a + 1] == []


def test_the_page_leads_to_every_section_of_it(view: View, desk_url: str) -> None:
    """Each link within the page has its target."""
    page = html(view("codes", desk_url))
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) > 15
    assert [t for t in targets if page.count(f'id="{t}"') != 1] == []


def test_one_code_can_be_read_alone(view: View, desk_url: str) -> None:
    """The choice counts for the sections, for a topic and for a search."""
    test = view("codes", desk_url)
    test.radio(key="codes_code_box").set_value("NACM").run()
    assert {r.partition("-")[0] for r in rows(test)} == {"NACM"}
    assert {r.partition("-")[0] for r in rows(searched(test, "case managers"))} == {"NACM"}


def test_all_topics_are_offered(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """Each is a link that has an address of its own."""
    page = html(view("codes", desk_url, by="topic"))
    assert [t.id for t in small_assistant.parts.guide.topics if f'href="?topic={t.id}"' not in page] == []


def test_a_topic_shows_what_each_code_has_on_it(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """The clauses at its heart and those close to it; that they belong together is said to be our reading."""
    topic = small_assistant.parts.guide.topic("exam-conduct")
    assert topic is not None
    test = view("codes", desk_url, topic="exam-conduct")
    assert sorted(rows(test)) == sorted({*topic.central, *topic.related})
    assert "is our reading" in shown(test)
    assert "Certification exam and use of the CCM credential" in shown(test)


def test_a_code_without_a_clause_on_a_topic_says_so(view: View, desk_url: str) -> None:
    """An empty column would look like a fault."""
    test = view("codes", desk_url, topic="licence")
    assert "NACM has no clause on this topic." in shown(test)


def test_an_unknown_topic_is_told_and_all_are_offered(view: View, desk_url: str) -> None:
    """One sentence, in which what stood in the address is text and nothing else."""
    test = view("codes", desk_url, topic="<b>cars</b>")
    assert "There is no topic “<b>cars</b>”. These are the topics:" in shown(test).replace("\n", " ")
    assert "<b>cars" not in html(test)
    assert 'href="?topic=gifts"' in html(test)


def test_a_clause_has_a_page_of_its_own(view: View, desk_url: str) -> None:
    """Its words with their stem as a quote, and beside them, as ours, what helps to read them."""
    test = view("codes", desk_url, clause="NACM-7")
    page = html(test)
    (quote,) = re.findall(r'<figure class="code-words"><blockquote lang="en">(.*?)</blockquote>', page)
    assert '<p class="stem">As a Case Manager, I commit to:</p>' in quote
    assert "Strive to maintain healthy and effective professional relationships" in quote
    gloss = page.split("In our words</h2>")[1].split("</section>")[0]
    assert "You commit to strive to maintain" in gloss
    assert "It is ours, and nothing the code says." in gloss
    assert "<blockquote" not in gloss
    assert "The code says that it binds each member of the National Association of Case Management." in shown(test)


def test_a_clause_leads_on(view: View, desk_url: str) -> None:
    """To the other code, to its topics, to what says that it binds, to its neighbors and back to the list."""
    page = html(view("codes", desk_url, clause="NACM-7"))
    for query in ("clause=CCMC-PRINCIPLE-3", "topic=dual-relationships", "clause=NACM-SCOPE", "clause=NACM-6", "clause=NACM-8", ""):
        assert f'class="inside" href="?{query}"' in page


def test_the_first_clause_has_nothing_before_it(view: View, desk_url: str) -> None:
    """And the last one nothing after it."""
    assert "Before:" not in shown(view("codes", desk_url, clause="NACM-PURPOSE-1"))
    assert "Next:" not in shown(view("codes", desk_url, clause="NACM-28"))


def test_a_clause_stands_in_its_place_in_the_source(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """The source's words before and after it, the file, the lines, and by what the file is known."""
    test = view("codes", desk_url, clause="NACM-7")
    assert "individuals served. 7. <mark>Strive to maintain" in html(test)
    page = shown(test)
    assert "nacm-code-of-ethics.txt" in page
    assert "197 to 205" in page
    assert next(c.sha256 for c in small_assistant.parts.codes if c.id == "NACM") in page


def test_slips_are_told_and_a_reading_is_no_quote(view: View, desk_url: str) -> None:
    """What the source has stands in quotation marks, what we read does not."""
    page = html(view("codes", desk_url, clause="CCMC-RULE-3"))
    assert "“up which”" in page
    assert '<span lang="en">upon which</span>' in page
    assert "Slips in the source" not in shown(view("codes", desk_url, clause="NACM-7"))


def test_every_clause_opens(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """Whatever its code, its force and its length, and by an id in small letters."""
    for clause in small_assistant.parts.clauses[::4]:
        test = view("codes", desk_url, clause=clause.id.lower())
        assert f'<h1 lang="en">{clause.label}</h1>' in html(test)


def test_the_force_of_every_clause_has_its_sentence(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """Each force that the register knows is put into plain words."""
    told = set()
    for clause in {c.force: c for c in small_assistant.parts.clauses}.values():
        page = html(view("codes", desk_url, clause=clause.id))
        told.add(page.split("How far it binds</h2><p>")[1].split("<")[0])
    assert len(told) == 5


def test_an_unknown_clause_is_told_and_the_list_is_there(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """One sentence, in which what stood in the address is text and nothing else."""
    test = view("codes", desk_url, clause="<img src=x>")
    assert "There is no clause “<img src=x>”. These are the clauses:" in shown(test)
    assert "<img" not in html(test)
    assert len(rows(test)) == len(small_assistant.parts.clauses)


def test_exact_words_are_found_and_marked(view: View, desk_url: str) -> None:
    """A beginning of a word is enough, and a straight apostrophe finds a curly one."""
    test = searched(view("codes", desk_url), "confidentiali")
    assert rows(test)[:3] == ["NACM-18", "NACM-19", "NACM-27"]
    assert html(test).count("<mark>confidentiali</mark>") == 3
    assert rows(searched(test, "another's right"))[0] == "CCMC-VALUE-AUTONOMY"


def test_a_clause_is_found_by_its_name(view: View, desk_url: str) -> None:
    """By its label or its id."""
    test = view("codes", desk_url)
    assert rows(searched(test, "nacm 7"))[0] == "NACM-7"
    assert rows(searched(test, "CCMC-RULE-2"))[0] == "CCMC-RULE-2"


def test_words_that_stand_apart_are_found_too(view: View, desk_url: str) -> None:
    """Where they do not stand together anywhere, clauses that hold each of them are shown."""
    test = searched(view("codes", desk_url), "warn suspected")
    assert rows(test)[0] == "NACM-19"
    assert "<mark>warn</mark>" in html(test)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "[a-z]+ (", "‽", "' OR 1=1"])
def test_whatever_is_searched_for_is_text(view: View, desk_url: str, words: str) -> None:
    """Neither HTML nor a pattern, and no fault."""
    test = searched(view("codes", desk_url), words)
    assert "<script" not in "".join(part.value for part in test.html)
    assert test.text_input(key="codes_words_box").value == words


@pytest.mark.slow
def test_what_bears_on_the_words_is_found(view: View, assistant: Assistant, make_desk: MakeDesk) -> None:
    """Words that stand in no clause lead to those that speak to them; words about nothing lead to a sentence that says so."""
    with served(create_app(make_desk(assistant))) as url:
        test = searched(view("codes", url), "gift")
        assert rows(test)[:2] == ["NACM-7", "NACM-8"]
        assert "About this" in shown(test)
        test = searched(test, "chocolate cake recipe")
        assert "No clause was found for “chocolate cake recipe”." in shown(test)
        assert rows(test) == []
        test.radio(key="codes_code_box").set_value("CCMC").run()
        assert "No clause of CCMC was found for “stigma”." in shown(searched(test, "stigma"))


def test_a_spanish_reader_gets_our_words_in_spanish(view: View, desk_url: str, small_assistant: Assistant) -> None:
    """Headings, topics and explanations; the code stays as it is, marked as English."""
    gloss = small_assistant.parts.guide.gloss("NACM-28")
    test = view("codes", desk_url, lang="es", clause="NACM-28")
    page = shown(test)
    assert gloss.gloss_es in page
    assert gloss.gloss not in page
    for words in ("Las palabras del código", "En nuestras palabras", "Conflictos de intereses", "La fuente dice:", "Anterior: NACM 27"):
        assert words in page
    assert '<blockquote lang="en"><p class="stem">As a Case Manager' in html(test)
    assert "El verbo solo encaja con training." in shown(view("codes", desk_url, lang="es", clause="NACM-15"))
    listed = view("codes", desk_url, lang="es")
    assert f"En nuestras palabras: {gloss.brief_es}." in shown(listed)
    assert "Ambos códigos" in [o for r in listed.radio for o in r.options]


@pytest.mark.parametrize("query", [{}, {"clause": "NACM-7"}, {"topic": "gifts"}], ids=str)
def test_without_a_desk_there_is_one_sentence_and_a_way_to_try_again(view: View, make_desk: MakeDesk, query: dict[str, str]) -> None:
    """When the desk is back, the same page is there."""
    port = free_port()
    test = view("codes", f"http://127.0.0.1:{port}", **query)
    assert [e.value for e in test.error] == ["The desk does not answer just now. Nothing you typed is lost."]
    assert levels(test) == [1]
    with served_at(port, create_app(make_desk())):
        while test.error:
            button(test, "Try again").click().run()
        assert "NACM 7" in shown(test)


def test_a_desk_that_goes_away_leaves_the_codes_on_the_page(view: View, make_desk: MakeDesk) -> None:
    """What was read a moment ago can still be read; a search says that nobody answers, and keeps the words."""
    port = free_port()
    with served_at(port, create_app(make_desk())):
        test = view("codes", f"http://127.0.0.1:{port}")
    test.run()
    assert len(rows(test)) > 60
    test.query_params["clause"] = "NACM-7"
    test.run()
    assert [t.value for t in test.title] == ["NACM 7"]
    assert [e.value for e in test.error] == ["The desk does not answer just now. Nothing you typed is lost."]
    del test.query_params["clause"]
    test.run()
    searched(test, "gift")
    assert [e.value for e in test.error] == ["The desk does not answer just now. Nothing you typed is lost."]
    assert test.text_input(key="codes_words_box").value == "gift"
