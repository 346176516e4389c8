"""Checks what a consultation packet says beside the answer: its texts, and who else may need to know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from assistant.claims import Lexicon
from assistant.guide import Other, PacketGuide
from assistant.packet.texts import NAMES
from assistant.scenario_checks import search
from assistant.text import fold

_LANGUAGES = {"en", "es"}


def packet_faults(packet: PacketGuide, clauses: Collection[str], topics: Collection[str], lexicon: Lexicon) -> Iterator[str]:
    """Every fault of packet.yaml; `clauses` and `topics` are the ids that exist, `lexicon` holds the patterns of verdicts."""
    yield from (f"packet.yaml lacks the text {name!r}" for name in sorted(NAMES - set(packet.texts)))
    yield from (f"packet.yaml has the text {name!r}, which no packet shows" for name in sorted(set(packet.texts) - NAMES))
    for name, said in packet.texts.items():
        yield from (f"packet.yaml: the text {name!r} is not in {language!r}" for language in sorted(_LANGUAGES - set(said)))
        if set(said) >= _LANGUAGES and _slots(said["en"]) != _slots(said["es"]):
            yield f"packet.yaml: the text {name!r} has other blanks in one language than in the other"
    if not packet.caution.clauses:
        yield "packet.yaml: the caution rests on no clause"
    yield from (f"packet.yaml: the caution names the unknown clause {c}" for c in packet.caution.clauses if c not in clauses)
    yield from (f"packet.yaml: {name} is defined twice" for name, n in Counter(o.id for o in packet.others).items() if n > 1)
    verdicts = [p for patterns in lexicon.verdicts.values() for p in patterns]
    for other in packet.others:
        yield from (f"packet.yaml, {other.id}: {fault}" for fault in _other_faults(other, clauses, topics, verdicts))


def _other_faults(other: Other, clauses: Collection[str], topics: Collection[str], verdicts: list[str]) -> Iterator[str]:
    if not other.topics and not other.consult:
        yield "it is never shown: it has neither topics nor people to consult"
    yield from (f"unknown clause {c}" for c in other.clauses if c not in clauses)
    yield from (f"unknown topic {t}" for t in other.topics if t not in topics)
    for text in (other.text, other.text_es):
        yield from (f"{found[0]!r} reads like a verdict" for v in verdicts if (found := search(v, fold(text))))


def _slots(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))
