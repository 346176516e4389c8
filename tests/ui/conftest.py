"""Views run by Streamlit's own test runner against a real API over the small corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.api.app import create_app
from assistant.client import KEY_VARIABLE, URL_VARIABLE
from tests.assistant.api.conftest import MakeDesk, make_desk, served
from tests.ui.desks import free_port

__all__ = ["make_desk"]

View = Callable[..., AppTest]
_SECONDS = 60


@pytest.fixture
def view(monkeypatch: pytest.MonkeyPatch) -> Iterator[View]:
    """Runs one page: `view("ask", url, lang="es", clause="NACM-7")`; the keywords are the query of the address."""

    def run(name: str, url: str, *, key: str = "", **query: str) -> AppTest:
        monkeypatch.setenv(URL_VARIABLE, url)
        monkeypatch.setenv(KEY_VARIABLE, key)
        # What is kept for all readers of one server belongs to another test's desk.
        st.cache_resource.clear()
        st.cache_data.clear()
        test = AppTest.from_string(f'from ui.router import run\nrun("{name}")', default_timeout=_SECONDS)
        for parameter, value in query.items():
            test.query_params[parameter] = value
        test.run()
        assert not test.exception, [e.value for e in test.exception]
        return test

    yield run
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def desk_url(make_desk: MakeDesk) -> Iterator[str]:
    """The address of a desk over the small corpus, with the usual settings."""
    with served(create_app(make_desk())) as url:
        yield url


@pytest.fixture
def nobody() -> str:
    """An address where no desk is."""
    return f"http://127.0.0.1:{free_port()}"
