"""Chores that chat applications give a model behind the asker's back, such as a title: known by their frame, not answered as questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_NOTHING = "{}"
_TITLE = "Ethics question"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chore:
    """A chore is known by how it begins and ends; the reply is the least that its application can show."""

    begins: str
    reply: str
    ends: str = ""


_CHORES = (
    # Open WebUI: titles, tags, follow-ups, search queries. It reads JSON, and where that holds nothing it does without. Questions to which
    # it adds documents begin in the same way, but end with the question.
    _Chore(begins="### Task:", ends="</chat_history>", reply=_NOTHING),
    # LibreChat and Mattermost show the reply itself as the title.
    _Chore(begins="Provide a concise, 5-word-or-less title for the conversation", reply=_TITLE),
    _Chore(begins="Write a short title for the following request.", reply=_TITLE),
)


def chore_reply(turns: Sequence[str]) -> str | None:
    """The fixed reply to a chore; None where somebody asks something."""
    if len(turns) != 1:
        return None
    text = turns[0].strip()
    return next((c.reply for c in _CHORES if text.startswith(c.begins) and text.endswith(c.ends)), None)
