"""Links inside the page "The codes": real links to copy or to open in a new tab, that keep the reader's conversation when followed."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode

import streamlit as st

_QUERY = ("by", "clause", "topic")
_SCRIPT = """
let send;
const follow = (event) => {
  const link = event.target.closest?.("a.inside");
  // What the reader opens in a new tab or window is the browser's business.
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  send("followed", link.getAttribute("href"));
};
export default function ({ setTriggerValue }) {
  send = setTriggerValue;
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""
_links = st.components.v2.component("ethics_desk_code_links", js=_SCRIPT)


def link(label: str, query: Mapping[str, str], *, current: bool = False, lang: str = "") -> str:
    """A link to the page with this query, as HTML; `lang` is the language of the label where it is not the page's."""
    here = ' aria-current="page"' if current else ""
    spoken = f' lang="{lang}"' if lang else ""
    return f'<a class="inside" href="?{escape(urlencode(query))}"{here}{spoken}>{escape(label)}</a>'


def followed_link() -> dict[str, str] | None:
    """The query of the link that the reader has just followed; None when she has followed none."""
    followed = _links(key="code_links", on_followed_change=lambda: None).followed
    if followed is None:
        return None
    return {name: value for name, value in parse_qsl(str(followed).removeprefix("?")) if name in _QUERY}
