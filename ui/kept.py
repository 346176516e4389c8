"""Conversations that the organisation keeps: found again by the address, and deleted by who had them."""

from __future__ import annotations

import streamlit as st

from assistant.client import CallFailed, NotFound
from ui.conversation import Conversation, Exchange, conversation, new_conversation
from ui.desk import desk, sentence, show_failure
from ui.draft import drafted
from ui.language import text

_PARAMETER = "conversation"


def recall() -> None:
    """Bring back the conversation that the address names, where this tab has none yet; say so when it is gone."""
    kept_id = st.query_params.get(_PARAMETER)
    talk = conversation()
    if not kept_id or talk.exchanges:
        return
    try:
        kept = desk().conversation(kept_id)
    except NotFound:
        del st.query_params[_PARAMETER]
        st.info(text("ask", "conversation_gone"))
    except CallFailed as error:
        show_failure(error, key="recall-again")
    else:
        talk.kept_id = kept.id
        talk.exchanges = [Exchange(question=e.question, draft=drafted(e.answer), waiting=False) for e in kept.exchanges]


def name_in_address(talk: Conversation) -> None:
    """Have the address name a conversation that is kept, so that it is found again after the page was closed."""
    if talk.kept_id:
        st.query_params[_PARAMETER] = talk.kept_id
    elif talk.exchanges:
        st.query_params.pop(_PARAMETER, None)


def begin_anew() -> None:
    """Begin a new conversation; the address names the old one no more, or it would be brought back."""
    new_conversation()
    st.query_params.pop(_PARAMETER, None)


def offer_deletion(talk: Conversation) -> None:
    """A button that deletes a conversation that is kept."""
    if talk.kept_id and st.button(text("ask", "delete"), key="delete"):
        try:
            desk().delete_conversation(talk.kept_id)
        except NotFound:
            pass  # It was deleted before, or is older than the desk keeps.
        except CallFailed as error:
            st.error(sentence(error))
            return
        begin_anew()
        st.rerun()
