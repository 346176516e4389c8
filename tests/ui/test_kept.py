"""Conversations: in the tab only, unless the organisation keeps them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk, served
from tests.ui.conftest import View
from tests.ui.desks import free_port, served_at
from tests.ui.reading import button, shown
from tests.ui.test_ask import asked

QUESTION = "My client Maria Gonzalez asks: what does NACM 7 say?"


@pytest.fixture
def keeping_url(make_desk: MakeDesk) -> Iterator[str]:
    """A desk that keeps conversations."""
    with served(create_app(make_desk(keep_conversations=True))) as url:
        yield url


def test_a_conversation_that_is_not_kept_is_nowhere_but_in_the_tab(view: View, desk_url: str) -> None:
    """The address names none, and there is nothing to delete."""
    test = asked(view("ask", desk_url), QUESTION)
    assert "conversation" not in test.query_params
    assert "Delete this conversation" not in [b.label for b in test.button]


def test_a_kept_conversation_is_found_again_by_its_address(view: View, keeping_url: str) -> None:
    """In a new tab the questions are there, masked, and go on where they ended."""
    first = asked(asked(view("ask", keeping_url), QUESTION), "And NACM 8?")
    kept_id = first.query_params["conversation"]
    again = view("ask", keeping_url, conversation=kept_id)
    assert "You asked: My client [name] asks" in shown(again)
    assert "You asked: And NACM 8?" in shown(again)
    asked(again, "And NACM 9?")
    assert shown(view("ask", keeping_url, conversation=kept_id)).count("You asked:") == 3


def test_a_kept_conversation_can_be_deleted(view: View, keeping_url: str) -> None:
    """It is gone from the page and from the desk, and an old address says so."""
    test = asked(view("ask", keeping_url), QUESTION)
    kept_id = test.query_params["conversation"]
    button(test, "Delete this conversation").click().run()
    assert not test.exception
    assert "You asked:" not in shown(test)
    gone = view("ask", keeping_url, conversation=kept_id)
    assert gone.info[0].value == "The conversation of this address is no longer kept."
    assert "conversation" not in gone.query_params


def test_a_new_conversation_leaves_the_kept_one_where_it_is(view: View, keeping_url: str) -> None:
    """The page begins anew, and the address names the old conversation no more, which can still be opened."""
    test = asked(view("ask", keeping_url), QUESTION)
    kept_id = test.query_params["conversation"]
    button(test, "Begin a new conversation").click().run()
    assert not test.exception
    assert "You asked:" not in shown(test)
    assert "conversation" not in test.query_params
    asked(test, "What does NACM 8 say?")
    assert test.query_params["conversation"] != kept_id
    assert shown(view("ask", keeping_url, conversation=kept_id)).count("You asked:") == 1


def test_an_address_still_leads_to_its_conversation_when_the_desk_was_away(view: View, make_desk: MakeDesk) -> None:
    """The page says so and keeps the address, so that the button finds the conversation once the desk is back."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with served_at(port, create_app(make_desk(keep_conversations=True))):
        kept_id = asked(view("ask", url), QUESTION).query_params["conversation"]
    test = view("ask", url, conversation=kept_id)
    assert [e.value for e in test.error] == ["The desk does not answer just now. Nothing you typed is lost."]
    with served_at(port, create_app(make_desk(keep_conversations=True))):
        button(test, "Try again").click().run()
        assert "You asked: My client [name] asks" in shown(test)


def test_a_conversation_that_the_desk_lost_goes_on(view: View, keeping_url: str) -> None:
    """The turns are still in the tab, so that the next question is answered in their light."""
    test = asked(view("ask", keeping_url), QUESTION)
    test.session_state["conversation"].kept_id = "con_unknown"
    asked(test, "And NACM 8?")
    assert not test.error
    assert shown(test).count("Receipt rcp_") == 2
