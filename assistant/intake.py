"""What happens to a question before anything else: checks, masking, danger, orders to the assistant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import InvalidQuestion
from assistant.guide import Signal
from assistant.stages.compose import Composer
from assistant.stages.foreign import ForeignMatter
from assistant.stages.mask import Masker
from assistant.stages.screen import Screener
from assistant.stages.understand import understand
from assistant.types import Notice, Question

MAX_CHARACTERS = 8000
_MANY_QUESTIONS = 8
_FEW_WORDS = 4
_CONTROL_CHARACTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """A question ready for the pipeline.

    `ordered` when a turn holds orders to the assistant, `misuse` when nothing else is left.
    """

    question: Question
    notices: tuple[Notice, ...]
    danger: Signal | None
    misuse: bool
    ordered: bool = False


class Intake:
    """Checks, masks and screens the turns of a conversation."""

    def __init__(self, masker: Masker, foreign: ForeignMatter, screener: Screener, composer: Composer) -> None:
        self._masker = masker
        self._foreign = foreign
        self._screener = screener
        self._composer = composer

    def mask(self, text: str) -> str:
        """The text with each identifier as its kind in brackets."""
        return self._masker.mask(text).text

    def screen(self, turns: Sequence[str]) -> Screened:
        """The screened question; InvalidQuestion for input that cannot be processed."""
        masked = [self._masker.mask(t) for t in check_turns(turns)]
        texts = [self._foreign.without_rules(m.text) or m.text for m in masked]
        own = [self._own(t) for t in texts]
        without = ["" if self._foreign.is_foreign(t) else self._screener.without_orders(t) for t in own[:-1]]
        without.append(self._screener.without_orders(own[-1]))
        ordered = any(a != b for a, b in zip(texts, without, strict=True))
        kinds = sorted({k for m in masked for k in m.kinds})
        earlier = [w for w in without[:-1] if w.strip()]
        question = understand([*earlier, without[-1] if without[-1].strip() else texts[-1]])
        return Screened(
            question=question,
            notices=self._notices(question, texts[-1], kinds, ordered=ordered),
            danger=self._screener.danger(own[-1]),
            ordered=ordered,
            misuse=ordered and self._screener.misuse(texts[-1]) and len(re.findall(r"\w+", without[-1])) < _FEW_WORDS,
        )

    def _own(self, text: str) -> str:
        """A text without what is surely no part of its question; the text itself where nothing would be left."""
        return self._foreign.without(text, self._screener.plain_orders(text))

    def _notices(self, question: Question, text: str, kinds: Sequence[str], *, ordered: bool) -> tuple[Notice, ...]:
        """What to tell of a question that was taken out of a text."""
        spoken = question.language

        def notice(kind: str, name: str, **values: str) -> Notice:
            return Notice(kind=kind, text=self._composer.phrase(name, spoken, **values))

        found = []
        if kinds:
            named = ", ".join(self._composer.phrase(f"kind_{k.replace(' ', '_')}", spoken) for k in kinds)
            found.append(notice("identifiers_removed", "notice_identifiers", kinds=named))
        if ordered:
            found.append(notice("instructions_ignored", "notice_orders"))
        if question.text.count("?") >= _MANY_QUESTIONS:
            found.append(notice("many_questions", "notice_many"))
        if _foreign(text):
            found.append(notice("language", "notice_language"))
        return tuple(found)


def check_turns(turns: Sequence[str]) -> list[str]:
    """The turns as text; InvalidQuestion says what is wrong with them."""
    if not turns or not any(c.isalnum() for c in turns[-1]):
        raise InvalidQuestion("The question holds no words.", "Ask in English or Spanish, in your own words.")
    if (
        any(unicodedata.category(c) == "Cs" for t in turns if not t.isascii() for c in t)
        or _control_characters(turns[-1]) > _CONTROL_CHARACTERS
    ):
        raise InvalidQuestion("The question is not text.", "Paste the words, not a file.")
    if (length := written_out(turns[-1])) > MAX_CHARACTERS:
        raise InvalidQuestion(
            f"The question has {length:,} characters; at most {MAX_CHARACTERS:,} can be read.", "Shorten it to what matters."
        )
    return [t[-MAX_CHARACTERS:] for t in turns]


def written_out(text: str) -> int:
    """The length of a text as it is compared: one character may stand for as many as eighteen."""
    return len(text) if text.isascii() else max(len(text), len(unicodedata.normalize("NFKC", text)))


def _control_characters(text: str) -> int:
    if text.isprintable():
        return 0
    return sum(unicodedata.category(c) in ("Cc", "Co", "Cn") and c not in "\t\n\r" for c in text)


def _foreign(text: str) -> bool:
    """Whether most letters are of a script other than Latin."""
    if text.isascii():
        return False
    letters = [c for c in text if c.isalpha()]
    latin = sum("LATIN" in unicodedata.name(c, "") for c in letters)
    return bool(letters) and latin < len(letters) / 2
