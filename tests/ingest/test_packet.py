"""A fault of packet.yaml is named, and the corpus is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.claims import Lexicon
from assistant.guide import Other, PacketGuide, Say
from assistant.packet.texts import NAMES
from ingest.packet import packet_faults

OTHER = Other(id="a", person="P", person_es="P", text="Ask.", text_es="Pregunte.", clauses=("NACM-1",), topics=("gifts",))
SOUND = PacketGuide(
    texts={name: {"en": "Text", "es": "Texto"} for name in NAMES},
    others=(OTHER,),
    caution=Say(text="Mind.", text_es="Ojo.", clauses=("NACM-1",)),
)
LEXICON = Lexicon(verdicts={"allows": (r"\bis allowed\b",), "broken": ("(",)})


def faults(**changes: Any) -> list[str]:
    """The faults of the sound entry with these changes."""
    return list(packet_faults(replace(SOUND, **changes), {"NACM-1"}, {"gifts"}, LEXICON))


def test_a_sound_entry_has_no_fault() -> None:
    """The check does not refuse what is right."""
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"texts": {n: t for n, t in SOUND.texts.items() if n != "title"}}, "packet.yaml lacks the text 'title'"),
        ({"texts": {**SOUND.texts, "spare": {"en": "", "es": ""}}}, "packet.yaml has the text 'spare', which no packet shows"),
        ({"texts": {**SOUND.texts, "title": {"en": "Title"}}}, "packet.yaml: the text 'title' is not in 'es'"),
        (
            {"texts": {**SOUND.texts, "page": {"en": "{page}", "es": "{pages}"}}},
            "packet.yaml: the text 'page' has other blanks in one language than in the other",
        ),
        ({"caution": Say(text="Mind.", text_es="Ojo.", clauses=())}, "packet.yaml: the caution rests on no clause"),
        ({"caution": Say(text="Mind.", text_es="Ojo.", clauses=("X-1",))}, "packet.yaml: the caution names the unknown clause X-1"),
        ({"others": (OTHER, OTHER)}, "packet.yaml: a is defined twice"),
        ({"others": (replace(OTHER, topics=()),)}, "packet.yaml, a: it is never shown: it has neither topics nor people to consult"),
        ({"others": (replace(OTHER, clauses=("X-1",)),)}, "packet.yaml, a: unknown clause X-1"),
        ({"others": (replace(OTHER, topics=("x",)),)}, "packet.yaml, a: unknown topic x"),
        ({"others": (replace(OTHER, text="It is allowed."),)}, "packet.yaml, a: 'is allowed' reads like a verdict"),
    ],
)
def test_a_fault_is_named(changes: dict[str, Any], fault: str) -> None:
    """With the entry that has it."""
    assert faults(**changes) == [fault]
