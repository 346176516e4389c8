"""Desk: nothing without the key; with it feedback, unanswered questions, versions, keys and retention."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from assistant.api.app import create_app
from assistant.api.desk import Desk
from assistant.client import EthicsDesk
from assistant.records import ApiKey
from tests.assistant.adapters.kept import audit_entry, feedback, receipt
from tests.assistant.api.conftest import MakeDesk, served, wait_until
from tests.ui.conftest import View
from tests.ui.desks import free_port, served_at
from tests.ui.reading import button, html, shown

GIFT = "My client's widow wants me to have his fishing boat. What do the codes give me to work with?"
SECTIONS = ["feedback", "questions", "versions", "keys", "retention"]


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk with the usual settings."""
    return make_desk()


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    """Its address."""
    with served(create_app(desk)) as url:
        yield url


@pytest.fixture
def boss(desk: Desk) -> tuple[ApiKey, str]:
    """A key of scope admin, and its token."""
    return desk.keys.create("boss", ["admin"])


def without_fault(test: AppTest) -> AppTest:
    """The page, which has not stopped."""
    assert not test.exception, [e.value for e in test.exception]
    return test


def enter(test: AppTest, token: str) -> AppTest:
    """The page after a key was entered."""
    test.text_input[0].set_value(token)
    button(test, "Open").click().run()
    return without_fault(test)


@pytest.fixture
def opened(view: View, url: str, boss: tuple[ApiKey, str]) -> AppTest:
    """The page, opened with that key."""
    return enter(view("desk", url), boss[1])


def go(test: AppTest, section: str) -> AppTest:
    """The page at one of its sections."""
    test.segmented_control[0].set_value(section).run()
    return without_fault(test)


def click(test: AppTest, label: str) -> AppTest:
    """The page after a button was clicked."""
    button(test, label).click().run()
    return without_fault(test)


def said(url: str, question: str = GIFT, *, bare: bool = False, **fields: Any) -> str:
    """The id of feedback on the answer to a question, with the answer unless it is `bare`."""
    with EthicsDesk(url) as client:
        answer = client.ask(question)
        return client.feedback(answer.id if bare else answer, "down", turns=[] if bare else [question], **fields).id


def test_without_the_key_there_is_nothing_but_the_field(view: View, url: str, desk: Desk) -> None:
    """One sentence, one field that hides what is typed, one button; no word of what the desk keeps."""
    said(url)
    test = view("desk", url)
    assert [t.label for t in test.text_input] == ["Key"]
    assert test.text_input[0].proto.type == test.text_input[0].proto.PASSWORD
    assert {b.label for b in test.button} == {"Español", "Open"}
    assert "boat" not in html(test)
    assert not test.segmented_control


def test_a_key_that_does_not_open_the_desk_gets_one_sentence(view: View, url: str, desk: Desk) -> None:
    """Whatever is wrong with it, and the page stays shut."""
    asking = desk.keys.create("bot", ["ask"])[1]
    expired = desk.keys.create("old", ["admin"], datetime.now(UTC) - timedelta(seconds=1))[1]
    gone, revoked = desk.keys.create("gone", ["admin"])
    desk.keys.revoke(gone.id)
    test = view("desk", url)
    for wrong in ("", "nonsense", "edk_unknown", "ké y", asking, expired, revoked):
        enter(test, wrong)
        assert [e.value for e in test.error] == ["This key does not open the desk: it is unknown, expired, revoked, or not of scope admin."]
        assert not test.segmented_control


def test_a_desk_that_is_away_is_told(view: View, nobody: str) -> None:
    """In a sentence; nothing is kept of the key."""
    test = enter(view("desk", nobody), "edk_any")
    assert [e.value for e in test.error] == ["The desk does not answer just now. Nothing you typed is lost."]
    assert "desk-key" not in test.session_state


def test_the_key_stays_in_this_tab_and_is_forgotten_on_leaving(view: View, url: str, boss: tuple[ApiKey, str]) -> None:
    """It is neither on the page nor in the address, another tab has to give it anew, and leaving shuts the page."""
    test = enter(view("desk", url), boss[1])
    assert test.segmented_control
    assert boss[1] not in html(test) + repr(test.query_params)
    assert all(boss[1] not in str(t.value) for t in test.text_input)
    assert not view("desk", url).segmented_control
    click(test, "Leave, and forget the key")
    assert not test.segmented_control
    assert "desk-key" not in test.session_state


def test_a_key_that_is_revoked_meanwhile_shuts_the_page(desk: Desk, url: str, opened: AppTest, boss: tuple[ApiKey, str]) -> None:
    """At the next step, with the sentence that says why."""
    deputy = desk.keys.create("deputy", ["admin"])[1]
    httpx.post(f"{url}/v1/desk/keys/{boss[0].id}/revoke", headers={"Authorization": f"Bearer {deputy}"}).raise_for_status()
    go(opened, "keys")
    assert not opened.segmented_control
    assert len(opened.error) == 1


def test_feedback_is_listed_and_narrowed(url: str, opened: AppTest) -> None:
    """What is to be reviewed comes first; by thumb and reason the rest is left out."""
    said(url, comment="Nothing on boats?", reason="missed_clause")
    said(url, "What does NACM 7 say?", reason="unclear")
    go(opened, "feedback")
    assert "fishing boat" in shown(opened)
    assert "Comment: Nothing on boats?" in shown(opened)
    assert "It misses a clause" in shown(opened)
    opened.selectbox(key="desk-reason").set_value("unclear").run()
    assert "fishing boat" not in shown(opened)
    assert "What does NACM 7 say?" in shown(opened)
    opened.selectbox(key="desk-thumb").set_value("up").run()
    assert "There is no such feedback." in shown(opened)


def test_feedback_is_turned_over_in_pages(desk: Desk, opened: AppTest) -> None:
    """Ten on a page; the older ones follow, and there is a way back."""
    for number in range(12):
        desk.records.add_feedback(
            feedback(id=f"fb_{number}", at=datetime.now(UTC) - timedelta(minutes=number), turns=(f"Question {number}?",))
        )
    go(opened, "feedback")
    assert "Question 9?" in shown(opened)
    assert "Question 10?" not in shown(opened)
    click(opened, "Older")
    assert "Question 9?" not in shown(opened)
    assert "Question 11?" in shown(opened)
    click(opened, "Back to the newest")
    assert "Question 0?" in shown(opened)


def test_a_filter_stays_while_one_is_open(url: str, opened: AppTest) -> None:
    """Whoever goes through all of one kind finds the same list again."""
    said(url, "What does NACM 7 say?", reason="unclear")
    said(url, reason="missed_clause")
    go(opened, "feedback").selectbox(key="desk-reason").set_value("unclear").run()
    open_first(opened)
    opened.run()
    click(opened, "Back to the list")
    assert opened.selectbox(key="desk-reason").value == "unclear"
    assert "fishing boat" not in shown(opened)


def open_first(test: AppTest) -> AppTest:
    """The newest feedback, opened from the list."""
    next(b for b in test.button if b.label.startswith("Open no. 1")).click().run()
    return without_fault(test)


def test_one_feedback_shows_the_answer_with_its_clauses(desk: Desk, url: str, opened: AppTest) -> None:
    """As the reader saw it: the words of the clauses, whom to talk to, the receipt."""
    said(url, "My client Maria Gonzalez gave me a gift card. May I accept it?")
    wait_until(lambda: any(desk.records.answers()))
    page = shown(open_first(go(opened, "feedback")))
    assert "Gonzalez" not in page
    assert "My client [name] gave me a gift card." in page
    assert "The clauses, word for word" in page
    assert "Receipt rcp_" in page
    assert "<blockquote" in html(opened)


def test_an_answer_that_is_not_the_desks_own_is_never_shown_as_the_code(url: str, opened: AppTest) -> None:
    """Somebody sent it: it is words in a list, under a warning, without a quote or a badge."""
    with EthicsDesk(url) as client:
        answer = client.ask(GIFT)
        first = answer.statements[0].model_copy(update={"text": "<b>You may</b> keep it."})
        answer = answer.model_copy(update={"statements": [first, *answer.statements[1:]]})
        client.feedback(answer, "up", turns=[GIFT])
    open_first(go(opened, "feedback"))
    assert len(opened.warning) == 1
    assert "<blockquote" not in html(opened)
    assert "badge" not in html(opened)
    assert "<b>" not in html(opened)


def test_feedback_without_the_answer_shows_what_the_trail_knows(desk: Desk, url: str, opened: AppTest) -> None:
    """Status and clauses; and what a case still needs."""
    said(url, "What does NACM 7 say?", bare=True)
    wait_until(lambda: any(desk.records.answers()))
    page = shown(open_first(go(opened, "feedback")))
    assert "What does NACM 7 say?" in page
    assert "Clauses: NACM-7" in page
    assert "so a case needs all three" in page


def test_a_review_with_its_expectation_becomes_a_record(desk: Desk, url: str, opened: AppTest) -> None:
    """The note, two needed clauses of which one has an alternative, nobody to name, a status; then it is among the reviewed ones."""
    name = said(url)
    open_first(go(opened, "feedback"))
    opened.text_area[0].set_value("NACM 8 was missing.")
    opened.checkbox[0].check().run()
    click(opened, "One more needed clause")
    opened.multiselect[0].set_value(["NACM-7", "NACM-8"])
    opened.multiselect[1].set_value(["CCMC-PRINCIPLE-3"])
    opened.checkbox[1].check()
    opened.selectbox[0].set_value("partial")
    click(opened, "Save as reviewed")
    assert [s.value for s in opened.success] == ["The review is saved."]
    kept = desk.reviews.feedback_of(name)
    assert kept is not None
    assert kept.review is not None
    assert (kept.review.note, kept.review.expected_clauses) == ("NACM 8 was missing.", ("NACM-7|NACM-8", "CCMC-PRINCIPLE-3"))
    assert (kept.review.expected_consult, kept.review.expected_status) == ((), "partial")
    assert "Reviewed" in shown(opened)
    assert f"add-feedback {name}.json" in shown(opened)
    assert opened.get("download_button")
    click(opened, "Back to the list")
    assert "There is no such feedback." in shown(opened)
    opened.selectbox(key="desk-state").set_value("reviewed").run()
    assert "Download the case records of the reviewed ones on this page (1)" in [d.label for d in opened.get("download_button")]


def test_a_review_is_found_as_it_was_left(desk: Desk, url: str, opened: AppTest) -> None:
    """Whoever opens it later changes what is there, and loses nothing of it."""
    name = said(url)
    token = {"Authorization": f"Bearer {desk.keys.create('deputy', ['admin'])[1]}"}
    body = {"note": "As said.", "expected_clauses": ["NACM-7|NACM-8", "NACM-9"], "expected_consult": ["legal"]}
    httpx.post(f"{url}/v1/desk/feedback/{name}/review", headers=token, json=body).raise_for_status()
    go(opened, "feedback").selectbox(key="desk-state").set_value("reviewed").run()
    open_first(opened)
    click(opened, "Save as reviewed")
    kept = desk.reviews.feedback_of(name)
    assert kept is not None
    assert kept.review is not None
    assert (kept.review.note, kept.review.expected_clauses, kept.review.expected_consult, kept.review.expected_status) == (
        "As said.",
        ("NACM-7|NACM-8", "NACM-9"),
        ("legal",),
        None,
    )


def test_a_review_that_contradicts_itself_is_not_saved(desk: Desk, url: str, opened: AppTest) -> None:
    """The page says what does not go together, and what was typed stays."""
    name = said(url)
    open_first(go(opened, "feedback"))
    opened.checkbox[0].check().run()
    opened.multiselect[0].set_value(["NACM-7"])
    opened.selectbox[0].set_value("out_of_scope")
    click(opened, "Save as reviewed")
    assert "clauses do not go with a status that has none" in opened.error[0].value
    assert opened.multiselect[0].value == ["NACM-7"]
    kept = desk.reviews.feedback_of(name)
    assert kept is not None
    assert kept.review is None


def test_questions_without_an_answer_are_counted(desk: Desk, opened: AppTest) -> None:
    """With how often and when, narrowed by status and time, and what became of all answers beside them."""
    for days, status, question in (
        (1, "not_in_codes", "What is the fee?"),
        (9, "not_in_codes", "What is the fee?"),
        (9, "partial", "<i>A limit?</i>"),
    ):
        entry = audit_entry(at=datetime.now(UTC) - timedelta(days=days), status=status, question=question)
        desk.records.add_answer(entry, receipt())
    go(opened, "questions")
    assert "not in the codes · 2 times · last" in shown(opened)
    assert "&lt;i&gt;A limit?" in html(opened)
    assert "<i>" not in html(opened)
    opened.selectbox(key="desk-days").set_value(7).run()
    assert "not in the codes · once" in shown(opened)
    opened.selectbox(key="desk-status").set_value("out_of_scope").run()
    assert "There are no such questions." in shown(opened)


def test_versions_and_documents_are_told(desk: Desk, opened: AppTest) -> None:
    """The versions that receipts carry, and each code with its file and checksum."""
    page = shown(go(opened, "versions"))
    parts = desk.service.assistant.parts
    for told in (parts.version, parts.versions.guide, *(c.sha256 for c in parts.codes), *(c.title for c in parts.codes)):
        assert told in page
    assert "el texto no la indica" in shown(button(opened, "Español").click().run())


def test_a_key_is_made_and_its_token_shown_once(desk: Desk, opened: AppTest) -> None:
    """It opens what was chosen; once hidden, or when another section is opened, the token is gone."""
    go(opened, "keys")
    opened.text_input[0].set_value("<u>night bot</u>")
    click(opened, "Make the key")
    token = opened.code[0].value
    key = desk.keys.find(token)
    assert key is not None
    assert (key.name, key.scopes, key.expires is not None) == ("<u>night bot</u>", {"ask"}, True)
    assert "<u>" not in html(opened)
    go(go(opened, "versions"), "keys")
    assert token.split("_")[2] not in html(opened)
    opened.text_input[0].set_value("day bot")
    click(opened, "Make the key")
    second = opened.code[0].value
    click(opened, "I have it, hide it")
    assert second.split("_")[2] not in html(opened)


@pytest.mark.parametrize(
    ("name", "scopes", "expires"), [("boss", ["ask"], ""), ("", ["ask"], ""), ("bot", [], ""), ("bot", ["ask"], "soon")]
)
def test_a_key_against_the_rules_is_not_made(desk: Desk, opened: AppTest, name: str, scopes: list[str], expires: str) -> None:
    """One sentence says what a key needs."""
    go(opened, "keys")
    opened.text_input[0].set_value(name)
    opened.multiselect[0].set_value(scopes)
    opened.text_input[1].set_value(expires)
    click(opened, "Make the key")
    assert opened.error[0].value.startswith("No key was made.")
    assert len(desk.keys.keys()) == 1


def test_a_key_is_revoked_after_it_was_confirmed(desk: Desk, opened: AppTest) -> None:
    """The first click only asks; cancelled, nothing happens."""
    key, _ = desk.keys.create("bot", ["ask"])
    go(opened, "keys")
    click(opened, f"Revoke key {key.id}")
    click(opened, "Cancel")
    assert desk.keys.keys()[1].revoked is None
    click(opened, f"Revoke key {key.id}")
    assert key.id in opened.warning[0].value
    click(opened, "Revoke it for good")
    assert desk.keys.keys()[1].revoked is not None
    assert [s.value for s in opened.success] == [f"The key {key.id} is revoked."]


def test_the_last_key_of_scope_admin_is_not_revoked(desk: Desk, opened: AppTest, boss: tuple[ApiKey, str]) -> None:
    """The page says so, and stays open."""
    go(opened, "keys")
    click(opened, f"Revoke key {boss[0].id}")
    click(opened, "Revoke it for good")
    assert opened.error[0].value == "This is the last usable key of scope admin. Make another one first."
    assert desk.keys.keys()[0].revoked is None


def test_records_are_purged_after_it_was_confirmed(desk: Desk, opened: AppTest) -> None:
    """What is older than the days that are to be kept, and nothing before the second click."""
    for days in (1, 9):
        desk.records.add_feedback(feedback(id=f"fb_{days}", at=datetime.now(UTC) - timedelta(days=days)))
    page = shown(go(opened, "retention"))
    assert "Days that answers and feedback are kept: 30. Conversations are not kept. The records are kept in SQLite." in page
    opened.number_input[0].set_value(5).run()
    click(opened, "Purge what is older")
    assert "older than the days to keep (5)" in opened.warning[0].value
    assert len(list(desk.records.feedback())) == 2
    click(opened, "Remove it for good")
    assert opened.success[0].value.startswith("Removed: 0 answers, 1 feedback")
    assert [f.id for f in desk.records.feedback()] == ["fb_1"]


def test_a_purge_is_asked_for_anew_when_the_days_change(desk: Desk, opened: AppTest) -> None:
    """What was confirmed was another number."""
    go(opened, "retention")
    click(opened, "Purge what is older")
    opened.number_input[0].set_value(0).run()
    assert not opened.warning


def test_a_desk_that_keeps_nothing_says_so(view: View, make_desk: MakeDesk) -> None:
    """In the section on retention."""
    desk = make_desk(keep_days=0)
    with served(create_app(desk)) as url:
        test = go(enter(view("desk", url), desk.keys.create("boss", ["admin"])[1]), "retention")
        assert "Nothing is kept of what is asked." in shown(test)


def test_spanish_is_spoken_in_every_section(view: View, url: str, boss: tuple[ApiKey, str]) -> None:
    """Headings, fields and buttons."""
    said(url)
    test = view("desk", url, lang="es")
    test.text_input[0].set_value(boss[1])
    click(test, "Abrir")
    for section, words in zip(SECTIONS, ("Por revisar", "las más frecuentes", "Documentos", "Una clave nueva", "Lo que hay"), strict=True):
        go(test, section)
        page = shown(test) + json.dumps([s.options for s in test.selectbox])
        assert words in page
        assert "Purge" not in page


def test_the_language_can_be_changed_while_the_desk_is_open(opened: AppTest) -> None:
    """The page stays open at the same section."""
    go(opened, "keys")
    click(opened, "Español")
    assert opened.segmented_control[0].value == "keys"
    assert "Una clave nueva" in shown(opened)


def test_feedback_that_was_purged_meanwhile_is_told(desk: Desk, url: str, opened: AppTest) -> None:
    """In a sentence, with the way back to the list."""
    said(url)
    open_first(go(opened, "feedback"))
    desk.records.purge(datetime.now(UTC) + timedelta(days=1), datetime.now(UTC))
    click(opened, "Save as reviewed")
    assert [e.value for e in opened.error] == ["It is not there any more; it may have been removed meanwhile."]
    click(opened, "Back to the list")
    assert "There is no such feedback." in shown(opened)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_desk_that_goes_away_is_told_in_every_section(view: View, make_desk: MakeDesk, section: str) -> None:
    """One sentence and a way to try again, which works once it is back."""
    desk, port = make_desk(), free_port()
    token = desk.keys.create("boss", ["admin"])[1]
    with served_at(port, create_app(desk)):
        test = enter(view("desk", f"http://127.0.0.1:{port}"), token)
    go(test, section)
    assert "The desk does not answer just now. Nothing you typed is lost." in {e.value for e in test.error}
    with served_at(port, create_app(make_desk())):
        wait_until(lambda: httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200)
        click(test, "Try again")
        assert not test.error
