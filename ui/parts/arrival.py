"""An answer has come: it is brought into view and told to screen readers, and the keyboard stays where the next question goes."""

from __future__ import annotations

import streamlit as st

_HTML = '<div role="status"></div>'
_CSS = "div { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }"
_SCRIPT = """
let seen = "";
export default function ({ data, parentElement }) {
  if (seen === data.place) return;
  seen = data.place;
  parentElement.querySelector("[role=status]").textContent = data.words;
  // The page goes to its end by itself while it grows, so that this is done until it holds.
  const go = (left) => {
    document.getElementById(data.place)?.scrollIntoView({ block: "start" });
    if (left) setTimeout(go, 60, left - 1);
  };
  go(10);
}
"""
_arrival = st.components.v2.component("ethics_desk_arrival", html=_HTML, css=_CSS, js=_SCRIPT)


def announce(place: str, words: str) -> None:
    """Bring the element of this id into view, and say these words, once for each `place`."""
    _arrival(data={"place": place, "words": words}, key="arrival")
