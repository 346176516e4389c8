"""Which pages there are, and what stands around each of them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.language import LANGUAGES, choose_language, language, text
from ui.links import open_page, remember_pages
from ui.parts.document import describe_document
from ui.views import ask, codes, desk, lead, trust

_STYLE = Path(__file__).parent / "style.css"
_VIEWS = {"ask": ask.show, "codes": codes.show, "trust": trust.show, "lead": lead.show, "desk": desk.show}


def run(first: str = "ask") -> None:
    """Show the page that the address names; `first` is the one that an address without a name shows."""
    st.set_page_config(page_title="Ethics Desk", layout="wide", initial_sidebar_state="auto")
    pages = {
        name: st.Page(view, title=text("common", f"page_{name}"), url_path=name, default=name == first) for name, view in _VIEWS.items()
    }
    remember_pages(pages)
    page = st.navigation(list(pages.values()), position="top")
    st.html(_STYLE)
    describe_document(language())
    if page.url_path == "" and first == "ask" and "clause" in st.query_params:
        open_page("codes", clause=st.query_params["clause"])
    _language_switch()
    page.run()


def _language_switch() -> None:
    """Both languages by their own names, so that nobody needs the other one to find hers."""
    with st.container(key="language", horizontal=True, horizontal_alignment="right"):
        other = next(name for name in LANGUAGES if name != language())
        st.button(text("common", "other_language"), key="other_language", type="tertiary", on_click=choose_language, args=(other,))
