"""A button that copies a text; it works without a secure origin too, as on an intranet without https."""

from __future__ import annotations

import streamlit as st

from ui.language import text

_HTML = '<button type="button">Copy</button><span role="status"></span>'
_CSS = """
:host, div { font-family: var(--st-font); }
button { font: inherit; font-size: 0.875rem; color: var(--st-text-color); background: transparent; cursor: pointer;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); padding: 0.45rem 0.9rem; min-height: 2.5rem; }
button:hover { border-color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
span { margin-inline-start: 0.6rem; font-size: 0.95rem; color: var(--st-text-color); }
"""
_SCRIPT = """
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const told = parentElement.querySelector("span");
  button.textContent = data.label;
  const old = () => {
    const area = document.createElement("textarea");
    area.value = data.text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.appendChild(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    button.focus();
    return done;
  };
  button.onclick = async () => {
    let done = false;
    try { await navigator.clipboard.writeText(data.text); done = true; } catch { done = old(); }
    told.textContent = done ? data.copied : data.failed;
    setTimeout(() => { told.textContent = ""; }, 4000);
  };
}
"""
_copy = st.components.v2.component("ethics_desk_copy", html=_HTML, css=_CSS, js=_SCRIPT)


def copy_button(label: str, copied: str, *, key: str) -> None:
    """A button with this label that copies this text, and says so."""
    told = {"label": label, "text": copied, "copied": text("common", "copied"), "failed": text("common", "not_copied")}
    _copy(data=told, key=key, width="content")
