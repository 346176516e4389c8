"""Lead a discussion: what a live room is, and the way to the desk's own pages for it, as far as the reader's browser can reach them."""

from __future__ import annotations

from html import escape

import streamlit as st

from assistant.client.address import Address
from assistant.hosts import is_loopback_url
from ui.language import text

_COMMAND = "ethics-desk live"


def show() -> None:
    """The page."""
    st.title(text("lead", "title"), anchor=False)
    st.html("".join(f"<p>{text('lead', key)}</p>" for key in ("what", "room", "after", "languages")))
    address = Address.of(None, None)
    if is_reached(address, st.context.url):
        st.link_button(text("lead", "open"), f"{address.url}/live", type="primary")
    st.html(f"<p>{text('lead', _how(address), address=escape(address.url))}</p>")
    if address.local:
        st.code(_COMMAND, language=None)
        st.html(f"<p>{text('lead', 'prints')}</p>")


def is_reached(address: Address, page: str | None) -> bool:
    """Whether the reader's browser reaches the desk: one on this machine only where the page was opened on this machine too.

    `page` is the address of the page in the browser, None where it is not known: then the reader is told, and tries.
    """
    return not address.local or page is None or is_loopback_url(page)


def _how(address: Address) -> str:
    """Which sentence tells how far the desk's address goes."""
    if not address.local:
        return "key"
    return "this_machine" if is_reached(address, st.context.url) else "other_machine"
