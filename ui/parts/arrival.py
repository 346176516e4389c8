"""An answer has come: it is brought into view and told to screen readers, and the keyboard stays where the next question goes."""

from __future__ import annotations

import streamlit as st

_HTML = '<div role="status"></div>'
_CSS = "div { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }"
_SCRIPT = """
let seen = "";
export default function ({ data, parentElement }) {
  if (seen === data.once) return;
  seen = data.once;
  parentElement.querySelector("[role=status]").textContent = data.words;
  // The page glides to its end by itself while it grows, so that this is done until it holds, or the reader moves herself.
  const hers = new AbortController();
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"])
    addEventListener(kind, (event) => event.isTrusted && hers.abort(), { signal: hers.signal, passive: true, capture: true });
  const go = (still, left) => {
    if (hers.signal.aborted) return;
    const place = document.getElementById(data.place);
    const before = place?.getBoundingClientRect().top;
    // A turn of the wheel is what ends the gliding.
    place?.closest(".stMain")?.dispatchEvent(new Event("wheel"));
    place?.scrollIntoView({ block: "start" });
    const moved = Math.abs(place?.getBoundingClientRect().top - before) > 1;
    if (left && still) setTimeout(go, 60, moved ? 10 : still - 1, left - 1);
    else hers.abort();
  };
  go(10, 50);
}
"""
_arrival = st.components.v2.component("ethics_desk_arrival", html=_HTML, css=_CSS, js=_SCRIPT)


def announce(place: str, words: str, *, key: str = "arrival") -> None:
    """Bring the element of this id into view, and say these words, once for each `place`; `key` tells two on one page apart."""
    _arrival(data={"place": place, "words": words, "once": f"{key} {place}"}, key=key)
