"""The key of whoever looks after the desk: it lives in the session of one browser tab, and goes nowhere but to the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import streamlit as st

from assistant.client import Admin, CallFailed, EthicsDesk, Forbidden, Invalid, NotFound, Unauthorized
from assistant.errors import InvalidInput
from ui.desk import sentence, show_failure
from ui.language import text

T = TypeVar("T")
_KEY = "desk-key"
_REFUSED = "desk-refused"
_TOLD = "desk-told"
_SECONDS = 15


def is_open() -> bool:
    """Whether a key that opens the desk was entered in this tab."""
    return _KEY in st.session_state


def enter(key: str) -> None:
    """Try a key and keep it where it opens the desk; what failed is shown."""
    try:
        _asked(key, lambda admin: admin.versions())
    except (Unauthorized, Forbidden, InvalidInput):
        st.error(text("desk", "refused"))
    except CallFailed as error:
        st.error(sentence(error))
    else:
        st.session_state[_KEY] = key
        st.rerun()


def leave() -> None:
    """Forget the key, and all that this page has shown with it."""
    for name in [name for name in st.session_state if str(name).startswith("desk-")]:
        del st.session_state[name]


def show_refusal() -> None:
    """Say so, where a key that opened the desk no longer does."""
    if st.session_state.pop(_REFUSED, False):
        st.error(text("desk", "refused"))


def called(call: Callable[[Admin], T], *, key: str) -> T | None:
    """What a call gives; None when it fails, with a sentence and a button. A key that was revoked meanwhile is forgotten."""
    try:
        return _asked(st.session_state[_KEY], call)
    except (Unauthorized, Forbidden):
        _refuse()
    except NotFound:
        st.error(text("desk", "gone"))
    except CallFailed as error:
        show_failure(error, key=key)
    return None


def done(call: Callable[[Admin], T], *, refused: str) -> T | None:
    """What a call that changes something gives; None when it fails, with a sentence. `refused` names the one for what the rules forbid."""
    try:
        return _asked(st.session_state[_KEY], call)
    except (Unauthorized, Forbidden):
        _refuse()
    except Invalid:
        st.error(text("desk", refused))
    except NotFound:
        st.error(text("desk", "gone"))
    except CallFailed as error:
        st.error(sentence(error))
    return None


def tell(message: str) -> None:
    """Begin the page anew, with this message at its head."""
    st.session_state[_TOLD] = message
    st.rerun()


def show_told() -> None:
    """The message that the run before has left, once."""
    if message := st.session_state.pop(_TOLD, ""):
        st.success(message)


def moment(at: datetime) -> str:
    """A moment as it is written in both languages."""
    return text("desk", "moment", moment=f"{at.astimezone(UTC):%Y-%m-%d %H:%M}")


def _asked(key: str, call: Callable[[Admin], T]) -> T:
    # A client for each call: one that were kept would hold the key after its tab has been closed.
    with EthicsDesk(key=key, timeout=_SECONDS) as client:
        return call(client.admin)


def _refuse() -> None:
    leave()
    st.session_state[_REFUSED] = True
    st.rerun()
