"""The words that the project's reviewed English uses: a sentence of a chat model may use no other."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.claims.roots import inflection
from assistant.text import fold, words


class Vocabulary:
    """The words of reviewed texts, in any inflected form."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._forms = frozenset(form for text in texts for form in forms(text))

    def strange(self, text: str) -> list[str]:
        """The words of a text that are not in the vocabulary."""
        return [form for form in forms(text) if form not in self._forms]


def forms(text: str) -> list[str]:
    """What the words of a text share with their inflected forms, in order."""
    return [inflection(w.removesuffix("'s")) for w in words(fold(text))]
