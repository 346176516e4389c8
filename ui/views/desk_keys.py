"""Desk, keys: who may use the API; a new one's token is shown once."""

from __future__ import annotations

from html import escape
from typing import get_args

import streamlit as st

from assistant.records import Scope
from assistant.wire_desk import KeyCreatedOut, KeyOut
from ui.admin import called, done, moment, tell
from ui.language import text
from ui.parts.choice import choose_some
from ui.parts.copy_button import copy_button

_MADE = "desk-made"
_COUNT = "desk-made-so-far"
_REVOKING = "desk-revoking"
_SCOPES: tuple[Scope, ...] = get_args(Scope)
_USUAL: tuple[Scope, ...] = ("ask",)
_LONGEST_NAME = 100


def show() -> None:
    """The keys, a way to revoke each, and a form for a new one."""
    st.header(text("desk", "keys"), anchor=False)
    _show_token()
    found = called(lambda admin: admin.keys(), key="again-keys")
    if found is None:
        return
    for key in found.keys:
        _key(key)
    _create()


def forget_token() -> None:
    """Show the token of a new key no more."""
    st.session_state.pop(_MADE, None)


def _show_token() -> None:
    made: KeyCreatedOut | None = st.session_state.get(_MADE)
    if made is None:
        return
    with st.container(key="desk-token", border=True):
        st.success(text("desk", "created", key=made.key.id))
        st.code(made.token, language=None, wrap_lines=True)
        copy_button(text("desk", "copy_token"), made.token, key="copy-token")
        st.button(text("desk", "have_it"), key="have-it", on_click=forget_token)


def _key(key: KeyOut) -> None:
    facts = text(
        "desk",
        "key_of",
        scopes=", ".join(key.scopes),
        created=moment(key.created),
        expires=moment(key.expires) if key.expires else text("desk", "never"),
        state=text("desk", f"state_{key.state}"),
    )
    own = f" · {text('desk', 'own_key')}" if key.own else ""
    about = f"{text('desk', 'key_id', key=key.id)} · {facts}{own}"
    with st.container(border=True):
        st.html(f'<h3 class="name">{escape(key.name)}</h3><p class="where">{escape(about)}</p>')
        if key.state != "revoked":
            _revoke(key)


def _revoke(key: KeyOut) -> None:
    """A button, and after it the question whether it was meant."""
    if st.session_state.get(_REVOKING) != key.id:
        st.button(text("desk", "revoke", key=key.id), key=f"revoke-{key.id}", on_click=_ask, args=(key.id,))
        return
    st.warning(text("desk", "sure_revoke", key=key.id))
    with st.container(key="desk-sure", horizontal=True):
        meant = st.button(text("desk", "revoke_now"), key="revoke-now", type="primary")
        st.button(text("desk", "cancel"), key="cancel", on_click=_ask, args=("",))
    if meant and done(lambda admin: admin.revoke_key(key.id), refused="last_key") is not None:
        _ask("")
        tell(text("desk", "revoked", key=key.id))


def _ask(key_id: str) -> None:
    st.session_state[_REVOKING] = key_id


def _create() -> None:
    st.subheader(text("desk", "new_key"), anchor=False)
    with st.form("desk-new-key"):
        # Fields of another name are empty again, once a key is made.
        count = st.session_state.get(_COUNT, 0)
        words = {scope: text("desk", f"scope_{scope}") for scope in _SCOPES}
        name = st.text_input(text("desk", "name"), max_chars=_LONGEST_NAME, key=f"desk-name-{count}")
        scopes = choose_some(text("desk", "scopes"), words, _USUAL, key=f"desk-scopes-{count}")
        expires = st.text_input(text("desk", "expires"), "90d", max_chars=10, key=f"desk-expires-{count}")
        sent = st.form_submit_button(text("desk", "create"), key="create")
    if not sent:
        return
    made = done(lambda admin: admin.create_key(name, scopes, expires=expires.strip() or None), refused="key_refused")
    if made is not None:
        st.session_state[_MADE], st.session_state[_COUNT] = made, count + 1
        st.rerun()
