"""The guide's fixed wordings: whether a text is one of them, filled in with nothing but what the desk itself fills in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.guide import Guide, fixed_wordings
from assistant.text import stem, words
from assistant.types import Clause

_SLOT = re.compile(r"\{(\w+)\}")
_LABEL = r"(?:Rule|Commitment|Principle|Purpose|Standard) S?\d{1,9}|Value [\w-]{1,40}"
_WORD = r"[^\n{}“”«»]{1,60}"


class Wordings:
    """The fixed wordings of one guide, made ready once: an answer that is sent back may hold hundreds of sentences."""

    def __init__(self, guide: Guide, clauses: Sequence[Clause]) -> None:
        texts = fixed_wordings(guide)
        slots = {"label": _LABEL, "word": _WORD, "kinds": _kinds(guide), "brief": _briefs(guide)}
        self._whole = frozenset(t for t in texts if "{" not in t)
        self._filled = [_pattern(t, slots) for t in texts if "{" in t]
        self._phrases = guide.phrases
        self._stems = [f" {_stems(c.text)} " for c in clauses]

    def hold(self, text: str) -> bool:
        """Whether a text is a wording of the guide; what it says of the words that clauses use must be true."""
        return (text in self._whole or any(p.fullmatch(text) for p in self._filled)) and not self._untrue(text)

    def _untrue(self, text: str) -> bool:
        """Whether a text says that no clause uses a word which one does use, or that some do where none does."""
        denied, found = self._word(text, "mentions_none"), self._word(text, "mentions_some")
        told_none = bool(denied) and any(f" {denied} " in s for s in self._stems)
        return told_none or (bool(found) and not any(f" {found}" in s for s in self._stems))

    def _word(self, text: str, name: str) -> str:
        """The stems of the word that a text fills a wording with; "" for another text."""
        for wording in self._phrases.get(name, {}).values():
            before, _, after = wording.partition("{word}")
            if text.startswith(before) and text.endswith(after):
                return _stems(text[len(before) : len(text) - len(after)])
        return ""


def _pattern(wording: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    parts = _SLOT.split(wording)
    return re.compile("".join(f"(?:{slots[part]})" if number % 2 else re.escape(part) for number, part in enumerate(parts)))


def _kinds(guide: Guide) -> str:
    """Kinds of identifiers, one or several."""
    one = "|".join(re.escape(text) for name, said in guide.phrases.items() if name.startswith("kind_") for text in said.values())
    return f"(?:{one})(?:, (?:{one}))*"


def _briefs(guide: Guide) -> str:
    return "|".join(re.escape(text) for gloss in guide.glosses for text in (gloss.brief, gloss.brief_es))


def _stems(text: str) -> str:
    return " ".join(stem(w).rstrip("e") for w in words(text))
