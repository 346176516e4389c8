"""Sentences that a chat model may not write whatever its clauses say: verdicts, ways around consultation, absences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims.lexicon import Lexicon
from assistant.claims.marks import Mark
from assistant.text import fold


class Rulings:
    """The lexicon's patterns for what only reviewed sentences may say, or nobody."""

    def __init__(self, lexicon: Lexicon) -> None:
        writing = lexicon.writing
        verdicts = [p for patterns in lexicon.verdicts.values() for p in patterns]
        self._patterns = {
            "consultation": _joined(writing.consultation),
            "verdict": _joined([*verdicts, *writing.rulings]),
            "absence": _joined(writing.absence),
        }

    def broken(self, text: str) -> str:
        """The name of the first kind that the text is of, "" for none."""
        folded = fold(text)
        return next((name for name, pattern in self._patterns.items() if pattern is not None and pattern.search(folded)), "")


def tells_absence(marks: Sequence[Mark]) -> bool:
    """Whether a sentence says that something is not in a text, or in one text only."""
    return any(m.absent or m.exclusive or m.silent for m in marks)


def _joined(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{p})" for p in patterns)) if patterns else None
