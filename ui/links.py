"""Links between the pages that keep what the reader has asked: a plain link would begin anew."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import Page

_PAGES = "pages"


def remember_pages(pages: Mapping[str, Page]) -> None:
    """The pages of this run by name, so that views need not know each other."""
    st.session_state[_PAGES] = pages


def page_link(name: str, label: str, **query: str) -> None:
    """A link to a page of ours."""
    st.page_link(st.session_state[_PAGES][name], label=label, query_params=query or None)


def open_page(name: str, **query: str) -> None:
    """Go to a page of ours now."""
    st.switch_page(st.session_state[_PAGES][name], query_params=query or None)
