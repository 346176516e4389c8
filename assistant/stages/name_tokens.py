"""A text as the tokens that a search for names walks over, and what stands around each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.stages import name_words as around
from assistant.stages.name_words import NameWords
from assistant.stages.spans import Span, flat

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


class NameTokens:
    """One text as tokens: `keys` are folded and without a possessive 's, `capital` tells the capitalised ones.

    A closed token is part of something else already: an address, a set phrase.
    """

    def __init__(self, text: str, words: NameWords, taken: Iterable[Span]) -> None:
        self.text, self.words = text, words
        folded = flat(text)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.keys: list[str] = []
        for match in _TOKEN.finditer(folded):
            key = match[0].removesuffix("'s")
            self.starts.append(match.start())
            self.ends.append(match.start() + len(key))
            self.keys.append(key)
        telling = words.capitals_tell(text)
        self.capital = [telling and text[s].isupper() for s in self.starts]
        self.closed = self._closed(folded, taken)

    def _closed(self, folded: str, taken: Iterable[Span]) -> list[bool]:
        covered = bytearray(len(folded) + 1)
        for span in taken:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        for start, key in zip(self.starts, self.keys, strict=True):
            for phrase in self.words.phrases.get(key, ()):
                if folded.startswith(phrase, start):
                    covered[start : start + len(phrase)] = b"\1" * len(phrase)
        return [bool(covered[s] or covered[e - 1]) for s, e in zip(self.starts, self.ends, strict=True)]

    def key(self, i: int) -> str:
        """The key of token i; empty outside the text."""
        return self.keys[i] if 0 <= i < len(self.keys) else ""

    def raw(self, i: int) -> str:
        """Token i as written."""
        return self.text[self.starts[i] : self.ends[i]]

    def gap(self, i: int) -> str:
        """What stands between token i and the next one, a possessive 's included; a line break outside the text."""
        return self.text[self.ends[i] : self.starts[i + 1]] if 0 <= i < len(self.keys) - 1 else "\n"

    def behind(self, i: int) -> str:
        """The character behind token i; empty at the end."""
        return self.text[self.ends[i] : self.ends[i] + 1]

    def opens_sentence(self, i: int) -> bool:
        """Whether a capital is due at token i."""
        before = self.text[max(0, self.starts[i] - 8) : self.starts[i]].rstrip(" \"“'‘(¿¡")
        return not before or before[-1] in ".!?:;\n•*-"

    def is_date(self, i: int) -> bool:
        """Whether token i is a month before a number."""
        return self.keys[i] in around.MONTHS and self.text[self.ends[i] : self.ends[i] + 2].strip().isdigit()

    def next_capital(self, i: int) -> str:
        """The next token where it stands right behind, open and capitalised; else empty."""
        return self.keys[i + 1] if self.gap(i) == " " and self.capital[i + 1] and not self.closed[i + 1] else ""

    def is_initial(self, i: int) -> bool:
        """Whether token i is a single capital that closes a name: "Maria G." but not "Maria I think"."""
        if len(self.key(i)) != 1 or not self.capital[i]:
            return False
        return self.keys[i] not in "ia" or self.behind(i) in ("", *".,;:)?!'’")

    def is_unknown(self, i: int) -> bool:
        """Whether token i is in no list and written as a name is."""
        key = self.keys[i]
        as_a_name = all(part[:1].isupper() and part[1:].islower() for part in self.raw(i).split("-"))
        return len(key) > 2 and as_a_name and not self.words.weak(key) and not self.words.ordinary(key)

    def cue(self, i: int) -> str:
        """What the word before says of token i: "title", "naming", "relation" or nothing."""
        before, gap = self.key(i - 1), self.gap(i - 1)
        if before in around.TITLES and (gap == " " or (gap in (". ", ".") and before in around.SHORT_TITLES)):
            return "title" if before not in around.RELATIONS or self.capital[i - 1] else "relation"
        if before in ("is", "es") and self.key(i - 2) in ("name", "nombre"):
            return "naming"
        if before in ("name", "nombre") and gap in (": ", ":", "'s ", "’s "):
            return "naming"
        if before in around.NAMING and gap in (" ", ' "', " '", ": "):
            return "naming"
        if before in around.RELATIONS and (gap in (" ", ", ", ": ", ":", " (", " - ", " '", ' "') or (before == "pt" and gap == ". ")):
            return "relation"
        return ""
