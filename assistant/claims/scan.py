"""Cuts a text into the words and phrases that the lexicon knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.lexicon import Lexicon, Phrases
from assistant.claims.roots import inflection, root
from assistant.text import fold

_PIECE = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[.;:?!]|,|[–—]")
_ASIDE = re.compile(r"https?://\S+|\((?:s|es)\)|'s\b")
_ABBREVIATION = re.compile(r"\b(?:e\.g\.|i\.e\.),?")
_IN_ALL_FORMS = ("synonyms", "actors", "framing")
_CLOSED = ("negators", "modals", "function")
_KEPT = 1 << 14
_CONTENT = ("conditions", "units", "hedges")

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or a known phrase of a text.

    `key` is what its synonyms and other forms share, "" for words that carry no claim; `tags` maps the lexicon's
    sections to the name under which they hold it; `comma` says that a comma or dash stands before it.
    """

    word: str
    key: str
    tags: Tags
    segment: int
    sentence: int
    comma: bool


class Scanner:
    """Cuts texts into units; built once from a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._exact: dict[tuple[str, ...], dict[str, str]] = {}
        self._forms: dict[tuple[str, ...], dict[str, str]] = {}
        self._roots: dict[str, dict[str, str]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._words: dict[str, tuple[Tags, str]] = {}
        for section, names in lexicon.phrases().items():
            self._add(section, names)

    def scan(self, text: str) -> list[Unit]:
        """The units of a text, in order; segments end at ; : and sentences, sentences at . ? !"""
        pieces = _PIECE.findall(_ABBREVIATION.sub("such as ", _ASIDE.sub("", fold(text))))
        units: list[Unit] = []
        segment = sentence = at = 0
        comma = False
        while at < len(pieces):
            piece = pieces[at]
            if piece[0].isalnum():
                size, key, tags = self._longest(pieces, at)
                units.append(Unit(piece, key, tags, segment, sentence, comma))
                comma = False
                at += size
                continue
            comma = True
            segment += piece in ".;:?!"
            sentence += piece in ".?!"
            at += 1
        return units

    def _longest(self, pieces: Sequence[str], at: int) -> tuple[int, str, Tags]:
        word = pieces[at]
        for size in self._lengths.get(inflection(word), ()):
            tags = self._tags(tuple(pieces[at : at + size]))
            if tags:
                return size, _key(word, tags), tags
        if word not in self._words:
            if len(self._words) >= _KEPT:
                self._words.clear()
            tags = self._tags((word,))
            self._words[word] = (tags, _key(word, tags))
        tags, key = self._words[word]
        return 1, key, tags

    def _tags(self, run: tuple[str, ...]) -> Tags:
        exact = self._exact.get(run)
        if exact is not None and any(s in exact for s in _CLOSED):
            return exact
        forms = self._forms.get(tuple(inflection(w) for w in run))
        if forms is None and exact is None and len(run) == 1:
            forms = self._roots.get(root(run[0]))
        return {**(forms or {}), **(exact or {})}

    def _add(self, section: str, names: Phrases) -> None:
        for name, phrases in names.items():
            for phrase in phrases:
                run = tuple(_PIECE.findall(fold(phrase)))
                forms = tuple(inflection(w) for w in run)
                if section not in _IN_ALL_FORMS:
                    self._exact.setdefault(run, {}).setdefault(section, name)
                else:
                    self._forms.setdefault(forms, {}).setdefault(section, name)
                if section == "synonyms" and len(run) == 1:
                    self._roots.setdefault(root(run[0]), {section: name})
                if len(run) > 1:
                    self._lengths[forms[0]] = tuple(sorted({len(run), *self._lengths.get(forms[0], ())}, reverse=True))


def content(units: Iterable[Unit]) -> frozenset[str]:
    """The content keys among the units."""
    return frozenset(u.key for u in units if u.key)


def _key(word: str, tags: Tags) -> str:
    """The content key; "" for a number and for a word that the lexicon knows only as grammar."""
    named = tags.get("synonyms") or tags.get("actors")
    if named:
        return named
    if word[0].isdigit() or (tags and not any(s in tags for s in _CONTENT)):
        return ""
    return tags.get("hedges") or root(word)
