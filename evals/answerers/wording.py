"""The wording by which prose is read, from `evals/prompts/prose.yaml`."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import get_args

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.text import fold
from assistant.types import Who
from evals.answerers.markdown_sentences import Sentence

_FILE = Path(__file__).resolve().parent.parent / "prompts" / "prose.yaml"


class MarkWords(BaseModel):
    """What clause marks are made of; see `ClauseMarks`."""

    kinds: dict[str, list[str]]
    leads: list[str]


class Wording(BaseModel):
    """Lists of patterns; the file says what each is for."""

    model_config = ConfigDict(extra="forbid")

    marks: MarkWords
    people: dict[Who, list[str]]
    advice: list[str]
    denied: list[str]
    consult_heading: list[str]
    gap_heading: list[str]
    sources: list[str]
    gap: list[str]
    contrast: list[str]
    nearest: list[str]
    out_of_scope: list[str]
    declined: list[str]
    about: list[str]
    asserts: list[str]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        lists = {name: value for name, value in self if isinstance(value, list)} | self.people
        return {name: re.compile("|".join(patterns)) for name, patterns in lists.items()}

    def has(self, name: str, text: str) -> bool:
        """Whether one of the patterns of a list is found in a text."""
        return bool(self._patterns[name].search(fold(text)))

    def named(self, text: str) -> list[tuple[int, Who]]:
        """The people whom a text names, with where in the folded text it does so, in order."""
        folded = fold(text)
        exact = [(0, who) for who in get_args(Who) if who == folded]
        return exact or sorted((m.start(), who) for who in self.people for m in self._patterns[who].finditer(folded))

    def advised(self, sentence: Sentence) -> list[Who]:
        """The people to whom a sentence sends the asker, in order; a quoted clause sends nobody."""
        if self.has("consult_heading", sentence.under):
            return [who for _, who in self.named(sentence.text)]
        folded = fold(sentence.text)
        verbs = [m for m in self._patterns["advice"].finditer(folded) if not self._patterns["denied"].search(folded[: m.start()])]
        if not verbs or (sentence.quoted and (sentence.cited or sentence.lent)):
            return []
        return [who for start, who in self.named(sentence.text) if start >= verbs[0].start()]

    def tells_gap(self, sentence: Sentence) -> bool:
        """Whether a sentence says that something is not in the texts."""
        listed = self.has("gap_heading", sentence.under) and not sentence.cited and not sentence.quoted
        return listed or (self.has("gap", sentence.text) and self.has("sources", sentence.text))

    def asserts_about_code(self, sentence: Sentence) -> bool:
        """Whether a sentence says what a code says or does; a question does not."""
        return not sentence.text.endswith("?") and self.has("about", sentence.text) and self.has("asserts", sentence.text)


@lru_cache(maxsize=1)
def read_wording() -> Wording:
    """The wording of the file, read once."""
    return Wording.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def wording_hash() -> str:
    """Changes when the file does."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:12]
