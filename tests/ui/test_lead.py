"""Lead a discussion: what a reader is told of the live room, and when there is a way to it from her browser."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assistant.client.address import Address
from tests.ui.conftest import View
from tests.ui.reading import shown
from ui.views.lead import is_reached

HERE = "http://127.0.0.1:8501/lead"
INTRANET = "https://chat.example/lead"


def links(test: AppTest) -> list[str]:
    """Where the buttons of the page lead."""
    return [button.proto.url for button in test.get("link_button")]  # type: ignore[attr-defined]


def test_a_desk_of_the_network_is_linked_with_the_key_it_asks_for(view: View) -> None:
    """Its address is shown and linked; the command of the own machine is not named."""
    test = view("lead", "https://desk.example")
    assert links(test) == ["https://desk.example/live"]
    assert "asks for a key for facilitators" in shown(test)
    assert not test.code


def test_a_desk_of_this_machine_is_linked_with_what_it_lacks_for_phones(view: View, nobody: str) -> None:
    """The page needs no answer of the desk; it says that phones do not reach it, and names the command."""
    test = view("lead", nobody)
    assert links(test) == [f"{nobody}/live"]
    assert "works only on the computer that runs the desk" in shown(test)
    assert [code.value for code in test.code] == ["ethics-desk live"]


def test_the_page_speaks_spanish(view: View, nobody: str) -> None:
    """And says what of the room is in English."""
    page = shown(view("lead", nobody, lang="es"))
    assert "Dirigir una conversación" in page
    assert "están en inglés" in page


@pytest.mark.parametrize(
    ("desk", "page", "reached"),
    [
        ("http://127.0.0.1:8000", HERE, True),
        ("http://127.0.0.1:8000", INTRANET, False),
        ("http://127.0.0.1:8000", None, True),
        ("https://desk.example", INTRANET, True),
        ("https://desk.example", HERE, True),
    ],
)
def test_a_desk_of_this_machine_is_reached_only_from_this_machine(desk: str, page: str | None, reached: bool) -> None:
    """Where the page was opened through another address, a link to this machine would lead nowhere."""
    assert is_reached(Address.of(desk, ""), page) is reached
