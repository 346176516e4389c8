"""A fault of handouts.yaml is named, and the corpus is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.claims import Lexicon
from assistant.deck.texts import LISTS, NAMES
from assistant.guide import HandoutGuide
from assistant.minutes.texts import NAMES as MINUTES
from ingest.handouts import handout_faults

SOUND = HandoutGuide(deck=dict.fromkeys(NAMES, "Text"), deck_lists=dict.fromkeys(LISTS, ("Text",)), minutes=dict.fromkeys(MINUTES, "Text"))
LEXICON = Lexicon(verdicts={"allows": (r"\bis allowed\b",)})


def test_sound_wordings_have_no_fault() -> None:
    """The check does not refuse what is right."""
    assert list(handout_faults(SOUND, LEXICON)) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"deck": {n: t for n, t in SOUND.deck.items() if n != "title"}}, "handouts.yaml, deck: lacks the text 'title'"),
        ({"deck": {**SOUND.deck, "spare": "Text"}}, "handouts.yaml, deck: has the text 'spare', which no file shows"),
        ({"deck": {**SOUND.deck, "title": "It is allowed."}}, "handouts.yaml, title: 'is allowed' reads like a verdict"),
        ({"minutes": {**SOUND.minutes, "spare": "Text"}}, "handouts.yaml, minutes: has the text 'spare', which no file shows"),
        ({"deck_lists": {**SOUND.deck_lists, "discuss": ()}}, "handouts.yaml, deck_lists: 'discuss' is empty"),
        ({"deck_lists": {**SOUND.deck_lists, "discuss": ("It is allowed.",)}}, "handouts.yaml, discuss: 'is allowed' reads like a verdict"),
    ],
)
def test_a_fault_is_named(changes: dict[str, Any], fault: str) -> None:
    """With the text that has it."""
    assert list(handout_faults(replace(SOUND, **changes), LEXICON)) == [fault]
