"""The conversation of one reader: it lives in the session state of her browser tab and nowhere else."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import streamlit as st

from ui.draft import Draft
from ui.packet import Packet

_STATE = "conversation"
LONGEST = 8000
"""Characters that a question may have; the desk reads no more."""


@dataclass(kw_only=True)
class Exchange:
    """A question as it was typed, and its answer as far as it came; `failure` is a sentence on why there is none.

    `waiting` says that it is still to be answered, `thanks` what became of the feedback on it; `packet` is there once it was wanted.
    """

    question: str
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    draft: Draft = field(default_factory=Draft)
    failure: str = ""
    waiting: bool = True
    thanks: str = ""
    packet: Packet | None = None

    def stop(self) -> None:
        """Leave the answer at what there is of it."""
        self.waiting, self.failure = False, ""


@dataclass(kw_only=True)
class Conversation:
    """The exchanges, oldest first; `kept_id` is the desk's name for it where the organisation keeps conversations."""

    exchanges: list[Exchange] = field(default_factory=list)
    kept_id: str | None = None
    editing: str = ""

    def ask(self, question: str) -> None:
        """Add a question to be answered."""
        self.exchanges.append(Exchange(question=question))
        self.editing = ""

    def begin(self, question: str) -> None:
        """Ask the first question; a second click on it asks nothing more."""
        if not self.exchanges:
            self.ask(question)

    def ask_again(self, exchange: Exchange, question: str) -> None:
        """Ask an edited question in place of one that was asked; what came after it goes, because it answered something else."""
        if exchange not in self.exchanges:
            # A second click: the first one has asked it.
            return
        del self.exchanges[self.exchanges.index(exchange) :]
        # The desk's own copy holds what was asked first.
        self.kept_id = None
        self.ask(question)

    def turns(self, last: Exchange) -> list[str]:
        """What was asked up to one exchange."""
        return [e.question for e in self.exchanges[: self.exchanges.index(last) + 1]]


def conversation() -> Conversation:
    """The reader's conversation."""
    if _STATE not in st.session_state:
        st.session_state[_STATE] = Conversation()
    kept: Conversation = st.session_state[_STATE]
    return kept


def new_conversation() -> None:
    """Begin anew."""
    st.session_state[_STATE] = Conversation()
