"""Conversations: in the tab only, unless the organisation keeps them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.api.app import create_app
from tests.assistant.api.conftest import MakeDesk, served
from tests.ui.conftest import View
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


def test_a_conversation_that_the_desk_lost_goes_on(view: View, keeping_url: str) -> None:
    """The turns are still in the tab, so that the next question is answered in their light."""
    test = asked(view("ask", keeping_url), QUESTION)
    test.session_state["conversation"].kept_id = "con_unknown"
    asked(test, "And NACM 8?")
    assert not test.error
    assert shown(test).count("Receipt rcp_") == 2
