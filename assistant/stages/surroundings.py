"""What stands around a number in a question: the noun or code before it, the list or code after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.stages import reference_words as vocabulary
from assistant.stages.numerals import Token, read_numeral

_MOST_FILLERS = 7
_MOST_WORDS_BACK = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The noun or code that makes a number a reference.

    `at` is the index of its first token; `certain` is False where only a wish to read makes the number a
    reference; `lettered` is set for "S15"; `alone` for a code's name with nothing between it and the number.
    """

    kind: str
    at: int
    code: str = ""
    certain: bool = True
    lettered: bool = False
    spanish: bool = False
    alone: bool = False


class Surroundings:
    """Looks around in a question's tokens; `codes` maps the spellings of a code's name to the code. Every look is bounded."""

    def __init__(self, tokens: Sequence[Token], codes: Mapping[str, str]) -> None:
        self.tokens = tokens
        self.words = [t.text for t in tokens]
        self.codes = codes
        self._about_standards = not vocabulary.OF_STANDARDS.union(codes).isdisjoint(self.words)

    def word(self, at: int) -> str:
        """The word at an index, "" outside the text."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def kind_at(self, at: int) -> str:
        """The list that the word at an index means, "" if it means none."""
        word, before = self.word(at), self.word(at - 1)
        kind = "" if word in self.codes else vocabulary.kind_named(word)
        if kind == "principle" and (before == "ethical" or self.word(at + 1) in ("etico", "eticos")):
            return "value"
        if kind == "value" and before not in ("ethical", "core", "the") and before not in self.codes:
            return ""
        ordinary = kind in ("purpose", "principle") and before in ("on", "a", "al", "en")
        return "" if ordinary else kind

    def head_before(self, at: int) -> Head | None:
        """What the number at an index belongs to: "rule no.", "NACM", "standard for professional conduct", "#"."""
        back = self._before_marks(at)
        signed = not vocabulary.NUMBER_SIGNS.isdisjoint(self.words[back + 1 : at])
        back = self._before_conduct(back)
        if self.word(back) == "s" and self._is_standard_letter(back, at):
            return self._lettered(back)
        kind = self.kind_at(back)
        if kind:
            return None if self.word(back - 1) in vocabulary.ELSEWHERE else self._with_code(kind, back)
        named = back - 1 if self.word(back) == "code" else back
        if self.word(named) in self.codes:
            return Head(kind="item", at=named, code=self.codes[self.words[named]], alone=not signed)
        if not signed or not self._may_precede_bare_number(back):
            return None
        return self._with_code(self._kind_before(back) or "item", back + 1, certain=False)

    def noun_ahead(self, at: int) -> tuple[int, str]:
        """The index of the noun that an ordinal ending before an index belongs to, and a code named between."""
        code = ""
        end = at + _MOST_FILLERS
        while at < end and (self.word(at) in vocabulary.BETWEEN_ORDINAL_AND_NOUN or self.word(at) in self.codes):
            code = self.codes.get(self.words[at], code)
            at += 1
        return at, code

    def belongs_to_code(self, kind: str, noun_at: int) -> bool:
        """False for "the first rule of nursing" and "a second point": what the noun is of must be the code."""
        after = self.words[noun_at + 1 : noun_at + 5]
        of_code = any(w in vocabulary.OF_THE_CODE or w in self.codes for w in after)
        if kind in ("standard", "item"):
            return of_code and after[0] in ("of", "for")
        return kind == "purpose" or of_code or not after or after[0] not in ("of", "de", "for", "in")

    def code_after(self, end: int) -> tuple[str | None, int]:
        """The code named after a number ("rule 7 of the NACM code") and the index after it; None for another body's code."""
        at = end
        while at < end + _MOST_FILLERS and self.word(at) in vocabulary.BETWEEN_NOUN_AND_CODE and self.word(at) not in (",", ":", "-"):
            at += 1
        if at > end and self.word(at) in vocabulary.ELSEWHERE:
            return None, end
        if self.word(at) not in self.codes:
            return "", end
        next_at = at + 1
        number_at = next_at + 1 if self.kind_at(next_at) else next_at
        starts_another = self.word(number_at) in ("#", "-", "_") or read_numeral(self.words, number_at) is not None
        return ("", end) if starts_another else (self.codes[self.words[at]], next_at)

    def list_after(self, at: int) -> tuple[str, int]:
        """The list that a bare number is of, and the index after it: "number 3 of the CCMC rules"."""
        noun, _ = self.noun_ahead(at)
        kind = self.kind_at(noun)
        return (kind, noun + 1) if kind and kind != "item" else ("item", at)

    def counts(self, after: int, nouns: frozenset[str]) -> bool:
        """Whether one of the nouns follows a number, so that it only counts or measures: "8 ethics credits"."""
        following = self.word(after)
        return following in nouns or (following in vocabulary.BEFORE_UNITS and self.word(after + 1) in nouns)

    def _before_marks(self, at: int) -> int:
        """The index before signs such as "#", "no." and "-" that may stand between a noun and its number."""
        back = at - 1
        for _ in range(4):
            abbreviated = self.word(back) == "." and self.word(back - 1) in vocabulary.MARKS
            if self.word(back) not in vocabulary.MARKS and not abbreviated:
                break
            back -= 1
        return back

    def _before_conduct(self, back: int) -> int:
        """The index of the noun where the number follows "rule of conduct" or "standard for professional conduct"."""
        noun = back
        while noun > back - 4 and self.word(noun) in vocabulary.CONDUCT:
            noun -= 1
        has_conduct = not {"conduct", "conducta"}.isdisjoint(self.words[max(noun, -1) + 1 : back + 1])
        return noun if has_conduct and self.kind_at(noun) else back

    def _with_code(self, kind: str, at: int, *, certain: bool = True) -> Head:
        back = at - 1
        while back > at - _MOST_FILLERS and self.word(back) in vocabulary.BETWEEN_NOUN_AND_CODE:
            back -= 1
        code = self.codes.get(self.word(back), "")
        certain = bool(code) or (certain and kind != "item")
        return Head(kind=kind, at=back if code else at, code=code, certain=certain, spanish=self.word(at) in vocabulary.SPANISH_NOUNS)

    def _may_precede_bare_number(self, at: int) -> bool:
        """False for "apt #7" and "my room is number 2"."""
        word = self.word(at)
        if word in ("is", "are", "was", "es"):
            return self.word(at - 1) in vocabulary.ASKING
        return not word.isalpha() or word in vocabulary.BEFORE_BARE_NUMBER

    def _kind_before(self, at: int) -> str:
        """The list spoken of last: "of the six rules, what is number 4"."""
        return next((kind for i in range(at, max(at - _MOST_WORDS_BACK, -1), -1) if (kind := self.kind_at(i))), "")

    def _lettered(self, letter_at: int) -> Head:
        named = self.kind_at(letter_at - 1) == "standard"
        head = self._with_code("standard", letter_at - 1 if named else letter_at)
        return Head(kind="standard", at=head.at, code=head.code, certain=named or self._about_standards, lettered=True)

    def _is_standard_letter(self, letter_at: int, number_at: int) -> bool:
        glued = self.tokens[letter_at].end == self.tokens[number_at].start or self.words[letter_at + 1 : number_at] == ["-"]
        before = self.word(letter_at - 1)
        return glued and not before.isdigit() and before not in ("-", "'", "galaxy", "samsung")
