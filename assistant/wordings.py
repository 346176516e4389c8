"""The guide's fixed wordings: whether a text is one of them, filled in with nothing but what the desk itself fills in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.guide import Guide, fixed_wordings
from assistant.text import stem, words
from assistant.types import Clause

_SLOT = re.compile(r"\{(\w+)\}")
_LABEL = r"(?:Rule|Commitment|Principle|Purpose|Standard) S?\d{1,9}|Value [\w-]{1,40}"
_WORD = r"[^\n{}“”«»]{1,60}"


def is_fixed(text: str, guide: Guide, clauses: Sequence[Clause]) -> bool:
    """Whether a text is a wording of the guide; what it says of the words that clauses use must be true."""
    return any(text == w or ("{" in w and _filled(w, text, guide)) for w in fixed_wordings(guide)) and not _untrue(text, guide, clauses)


def _filled(wording: str, text: str, guide: Guide) -> bool:
    slots = {"label": _LABEL, "word": _WORD, "kinds": _kinds(guide), "brief": _briefs(guide)}
    parts = _SLOT.split(wording)
    pattern = "".join(f"(?:{slots[part]})" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.fullmatch(pattern, text) is not None


def _kinds(guide: Guide) -> str:
    """Kinds of identifiers, one or several."""
    one = "|".join(re.escape(text) for name, said in guide.phrases.items() if name.startswith("kind_") for text in said.values())
    return f"(?:{one})(?:, (?:{one}))*"


def _briefs(guide: Guide) -> str:
    return "|".join(re.escape(text) for gloss in guide.glosses for text in (gloss.brief, gloss.brief_es))


def _untrue(text: str, guide: Guide, clauses: Sequence[Clause]) -> bool:
    """Whether a text says that no clause uses a word which one does use, or that some do where none does."""
    stems = [f" {_stems(c.text)} " for c in clauses]
    denied, found = _word(text, guide, "mentions_none"), _word(text, guide, "mentions_some")
    return (bool(denied) and any(f" {denied} " in s for s in stems)) or (bool(found) and not any(f" {found}" in s for s in stems))


def _word(text: str, guide: Guide, name: str) -> str:
    """The stems of the word that a text fills a wording with; "" for another text."""
    for wording in guide.phrases.get(name, {}).values():
        before, _, after = wording.partition("{word}")
        if text.startswith(before) and text.endswith(after):
            return _stems(text[len(before) : len(text) - len(after)])
    return ""


def _stems(text: str) -> str:
    return " ".join(stem(w).rstrip("e") for w in words(text))
