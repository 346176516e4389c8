"""The desk that the pages ask, over HTTP; its address and key come from ETHICS_DESK_URL and ETHICS_DESK_KEY."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from assistant.client import CallFailed, EthicsDesk, StreamFailed, TimedOut, TooManyRequests, Unauthorized, Unavailable, Unreachable
from assistant.errors import EthicsDeskError
from assistant.wire import VersionOut
from ui.language import text

T = TypeVar("T")


@st.cache_resource(show_spinner=False, on_release=EthicsDesk.close)
def desk() -> EthicsDesk:
    """A client, shared by all readers."""
    return EthicsDesk(timeout=15)


@st.cache_data(ttl=30, show_spinner=False)
def desk_version() -> VersionOut:
    """What the desk is made of and what it keeps; CallFailed when it does not answer."""
    return desk().version()


def show_failure(error: EthicsDeskError, *, key: str) -> None:
    """One sentence on what went wrong, what to do, and a button that tries again."""
    st.error(sentence(error))
    st.button(text("common", "try_again"), key=key)


def sentence(error: EthicsDeskError) -> str:
    """What went wrong and what to do about it, in the reader's language; what only the desk can tell is in its own words."""
    match error:
        case Unreachable() | Unavailable() | TimedOut() | StreamFailed():
            return text("common", "desk_away")
        case TooManyRequests():
            return text("common", "too_many")
        case Unauthorized():
            return text("common", "no_key")
        case _:
            return text("common", "desk_says", words=" ".join(filter(None, (error.message, error.hint))))


def called(call: Callable[[], T], *, key: str) -> T | None:
    """What a call gives; when it fails, one sentence and a button are shown, and None is returned."""
    try:
        return call()
    except CallFailed as error:
        show_failure(error, key=key)
        return None
