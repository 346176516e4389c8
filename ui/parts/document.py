"""What the browser should know of the whole document: the language that it is in, for screen readers and for hyphens."""

from __future__ import annotations

import streamlit as st

from ui.language import Language

_SCRIPT = "export default function ({ data }) { document.documentElement.lang = data; }"
_document = st.components.v2.component("ethics_desk_document", js=_SCRIPT)


def describe_document(language: Language) -> None:
    """Tell the browser the language of the page."""
    _document(data=language, key="document")
