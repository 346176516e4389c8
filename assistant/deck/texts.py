"""The fixed wordings of a deck, which are the guide's."""

from __future__ import annotations

from assistant.guide import Guide

NAMES = frozenset(
    "title subtitle one_case cases opening closing asked_in part prompts first_vote second_vote hands hands_again discussion speaks "
    "speaks_for speaks_against speaks_none consultation rests_on twist twist_clauses others others_text disclaimer_title note_cover "
    "note_quoted note_story note_minutes note_step note_look_out note_prompts note_first_vote note_discussion note_clause note_force "
    "note_second_vote note_speaks note_consultation note_twist note_others note_disclaimer".split()
)
LISTS = frozenset(("discuss", "disclaimer"))
"""What the guide must have: single wordings, and several of a kind."""


class Texts:
    """Looks the wordings up."""

    def __init__(self, guide: Guide) -> None:
        self._deck = guide.handouts.deck
        self._lists = guide.handouts.deck_lists
        self._phrases = guide.phrases

    def text(self, name: str, **values: object) -> str:
        """A wording, filled in where there are values."""
        return self._deck[name].format(**values) if values else self._deck[name]

    def several(self, name: str) -> tuple[str, ...]:
        """Wordings of a kind, in order."""
        return self._lists[name]

    def who(self, who: str) -> str:
        """What answers call somebody to talk to."""
        return self._phrases[f"who_{who}"]["en"]
