"""Whether a sentence is put together as reviewed sentences are: small models write words in an order that no sentence has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.claims.lexicon import CASE_MANAGERS
from assistant.claims.scan import Scanner, Unit

_ENDINGS = ("ing", "ed", "ly", "ion", "s")
_SHORTEST = 5
_START = "^"
_END = "$"


def _names_text(unit: Unit) -> bool:
    """Whether a unit stands for a body, a text or a part of one: beside these a word counts as itself, not as its kind."""
    return "bodies" in unit.tags or "labels" in unit.tags or (unit.tags.get("function") == "sources" and unit.word != "case")


class Fluency:
    """What may follow what: words that carry nothing as they are, words of content by what they look like."""

    def __init__(self, scanner: Scanner, acts: frozenset[str], texts: Iterable[str]) -> None:
        self._scanner = scanner
        self._acts = acts
        self._pairs = frozenset(pair for text in texts for pair in pairwise(self._shapes(scanner.scan(text))))

    def garbled(self, text: str) -> bool:
        """Whether two words stand side by side that never do so in the reviewed texts, not even two of their kind."""
        return any(pair not in self._pairs for pair in pairwise(self._shapes(self._scanner.scan(text))))

    def _shapes(self, units: Sequence[Unit]) -> list[str]:
        shapes = [_START]
        for i, unit in enumerate(units):
            if i and unit.sentence != units[i - 1].sentence:
                shapes += [_END, _START]
            elif i and unit.segment != units[i - 1].segment:
                shapes.append(";")
            elif unit.comma:
                shapes.append(",")
            beside = [*(() if unit.comma else units[max(0, i - 1) : i]), *(u for u in units[i + 1 : i + 2] if not u.comma)]
            exact = bool(unit.key) and unit.key not in self._acts and any(_names_text(u) for u in beside)
            shapes.append(f"<{unit.key}>" if exact else self._shape(unit))
        return [*shapes, _END]

    def _shape(self, unit: Unit) -> str:
        word, tags = unit.word, unit.tags
        if "bodies" in tags:
            return f"<{tags['bodies']}>"
        if word[0].isdigit() or "numbers" in tags:
            return "<number>"
        if "actors" in tags and word != "you":
            kind = "<manager>" if unit.key in CASE_MANAGERS else "<person>"
            return kind + ("s" if word.endswith("s") or word in ("people", "everyone") else "")
        if not unit.key or word == "you":
            return word
        ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) >= _SHORTEST), "")
        return f"<{'act' if unit.key in self._acts else 'word'}>{ending}"
