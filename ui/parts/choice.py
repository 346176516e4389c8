"""Fields to choose one of several things, or some of them, by their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import streamlit as st

from ui.language import text

T = TypeVar("T")


def choose(label: str, words: Mapping[T, str], *, key: str, first: int = 0, on_change: Callable[[], None] | None = None) -> T:
    """The thing that the reader chose; the one at place `first` is chosen when the page opens, the first one where none is."""
    chosen = st.selectbox(label, list(words), first, format_func=words.__getitem__, key=key, on_change=on_change)
    return chosen if chosen in words else next(iter(words))


def choose_some(label: str, words: Mapping[T, str], before: Iterable[T], *, key: str) -> list[T]:
    """The things that the reader chose, in the order of choosing; `before` are chosen when the page opens."""
    known = [thing for thing in before if thing in words]
    return st.multiselect(
        label, list(words), known, format_func=words.__getitem__, key=key, placeholder=text("desk", "choose"), select_all=False
    )
