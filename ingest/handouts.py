"""Checks the fixed wordings of the files that come out of a discussion: none is missing or spare, and none reads like a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.claims import Lexicon
from assistant.deck.texts import LISTS, NAMES
from assistant.guide import HandoutGuide
from assistant.minutes.texts import NAMES as MINUTES
from assistant.scenario_checks import search
from assistant.text import fold


def handout_faults(handouts: HandoutGuide, lexicon: Lexicon) -> Iterator[str]:
    """Every fault of handouts.yaml; `lexicon` holds the patterns of verdicts."""
    yield from _name_faults("deck", handouts.deck, NAMES)
    yield from _name_faults("deck_lists", handouts.deck_lists, LISTS)
    yield from _name_faults("minutes", handouts.minutes, MINUTES)
    yield from (f"handouts.yaml, deck_lists: {name!r} is empty" for name, texts in handouts.deck_lists.items() if not texts)
    verdicts = [p for patterns in lexicon.verdicts.values() for p in patterns]
    listed = [(name, text) for name, texts in handouts.deck_lists.items() for text in texts]
    said = [*handouts.deck.items(), *handouts.minutes.items(), *listed]
    for name, text in said:
        yield from (f"handouts.yaml, {name}: {found[0]!r} reads like a verdict" for v in verdicts if (found := search(v, fold(text))))


def _name_faults(kind: str, names: Iterable[str], wanted: frozenset[str]) -> Iterator[str]:
    yield from (f"handouts.yaml, {kind}: lacks the text {name!r}" for name in sorted(wanted - set(names)))
    yield from (f"handouts.yaml, {kind}: has the text {name!r}, which no file shows" for name in sorted(set(names) - wanted))
