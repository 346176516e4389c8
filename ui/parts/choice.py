"""A field to choose one of several things by their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def choose(label: str, words: Mapping[T, str], *, key: str, first: int = 0, on_change: Callable[[], None] | None = None) -> T:
    """The thing that the reader chose; the one at place `first` is chosen when the page opens."""
    return st.selectbox(label, list(words), first, format_func=words.__getitem__, key=key, on_change=on_change)
