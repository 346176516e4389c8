"""Finds numbered references in a question's tokens: "rules 2, 4 & 5", "NACM 7-9", "the third principle", "S15"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.stages import reference_words as vocabulary
from assistant.stages.numerals import Numeral, Token, read_numeral
from assistant.stages.surroundings import Head, Surroundings

_MOST_SPELLED_OUT = 40
_HIGHEST, _HIGHEST_AFTER_CODE = 999, 99


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedReference:
    """Numbers of one list as a question names them; a negative number counts from the list's end.

    `kind` is rule, commitment, principle, purpose, standard, value or "item" (a clause, a number, a code
    alone); `code` is the code named beside it, or "". `start` and `end` are character offsets. `certain`
    is False where only a plain wish to read makes it a reference: "#7", "S15". `lettered`: written "S15".
    `ordinal`: written "third". `needs_list`: no reference at all unless the question names a list ("the third item").
    """

    kind: str
    code: str
    numbers: tuple[int, ...]
    start: int
    end: int
    certain: bool = True
    lettered: bool = False
    ordinal: bool = False
    needs_list: bool = False


def find_numbered(tokens: Sequence[Token], codes: Mapping[str, str]) -> list[NumberedReference]:
    """The numbered references in order; `codes` maps the spellings of a code's name to the code."""
    reader = _Reader(Surroundings(tokens, codes))
    found: list[NumberedReference] = []
    at = 0
    while at < len(tokens):
        numeral = read_numeral(reader.words, at)
        if numeral is None:
            at += 1
            continue
        read = reader.after_head(at, numeral) or reader.ordinal_before_noun(at, numeral)
        if read is None:
            at = numeral.end
        else:
            found.append(read[0])
            at = read[1]
    return found


class _Reader:
    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.words = around.words

    def after_head(self, at: int, numeral: Numeral) -> tuple[NumberedReference, int] | None:
        """A reference whose number follows its noun or code, and the index after it: "rule 2", "NACM 7-9"."""
        head = self.around.head_before(at)
        if head is None or self._is_no_reference(at, numeral, head):
            return None
        numbers, end = self._numbers(numeral, head)
        return self._reference(head, numbers, end)

    def ordinal_before_noun(self, at: int, numeral: Numeral) -> tuple[NumberedReference, int] | None:
        """A reference whose ordinal comes first: "the third CCMC principle", "first two rules of conduct"."""
        if not numeral.ordinal:
            return None
        around = self.around
        numbers, after = self._ordinals(numeral)
        noun_at, code = around.noun_ahead(after)
        code = code or around.codes.get(around.word(at - 1), "")
        kind = around.kind_at(noun_at) or ("item" if around.word(noun_at) in vocabulary.BARE_ITEMS else "")
        from_list = not {"of", "de"}.isdisjoint(self.words[after:noun_at])
        if not kind or (around.word(noun_at).endswith("s") and len(numbers) == 1 and not from_list):
            return None
        belongs = bool(code) or (around.word(at - 1) not in vocabulary.OWNERS and around.belongs_to_code(kind, noun_at))
        if not belongs and kind != "item":
            return None
        head = Head(kind=kind, at=at, code=code, certain=bool(code) or numeral.value > 0)
        found = self._reference(head, numbers, noun_at + 1)
        return found and (replace(found[0], ordinal=True, needs_list=not belongs and found[0].kind == "item"), found[1])

    def _ordinals(self, first: Numeral) -> tuple[list[int], int]:
        """The numbers of "third", "first two" or "second and third", and the index after them."""
        counted = read_numeral(self.words, first.end)
        if counted and not counted.ordinal and 1 < counted.value <= _MOST_SPELLED_OUT:
            start = first.value if first.value > 0 else -counted.value
            return list(range(start, start + counted.value)), counted.end
        numbers, end = [first.value], first.end
        while True:
            after, _ = self._separator(end)
            numeral = read_numeral(self.words, after) if after > end else None
            if numeral is None or not numeral.ordinal or numeral.value < 0:
                return numbers, end
            numbers.append(numeral.value)
            end = numeral.end

    def _is_no_reference(self, at: int, numeral: Numeral, head: Head) -> bool:
        """Whether the number counts or measures what follows, or is too high, or is not meant as a number."""
        word, following = self.words[at], self.around.word(numeral.end)
        if head.alone and (numeral.ordinal or word in vocabulary.ALSO_PRONOUNS or following == "of"):
            return True
        if word in vocabulary.ALSO_PRONOUNS and following == "by":  # "one by one"
            return True
        if not head.spanish and (word == "once" or (numeral.ordinal and word.isalpha())):
            return True
        if not 0 <= numeral.value <= (_HIGHEST_AFTER_CODE if head.alone else _HIGHEST):
            return True
        if head.kind == "standard" and not head.lettered and following.isalpha() and following not in vocabulary.AFTER_STANDARD:
            return following not in self.around.codes  # "the standard 15 minute visit"
        loosely = self.around.word(at - 1) in vocabulary.LOOSE_MARKS or self.around.word(head.at - 1) in ("in", "en")
        nouns = vocabulary.COUNTED if loosely or head.alone or not head.certain else vocabulary.UNITS
        return self.around.counts(numeral.end, nouns)

    def _numbers(self, first: Numeral, head: Head) -> tuple[list[int], int]:
        """The numbers of a list or range that starts with one, and the index after them."""
        numbers, end = [first.value], first.end
        while True:
            after, is_range = self._separator(end)
            if is_range:
                after = self._past_repeated_head(after, head)
            numeral = read_numeral(self.words, after) if after > end else None
            if numeral is None or not self._continues(after, numeral):
                return numbers, end
            numbers.extend(_span(numbers[-1], numeral.value) if is_range else [numeral.value])
            end = numeral.end

    def _separator(self, at: int) -> tuple[int, bool]:
        """The index after one or two list signs, and whether they mean a range; the same index if none."""
        if self.around.word(at) in vocabulary.RANGE_SIGNS:
            return at + 1, True
        after = at
        while after - at < 2 and self.around.word(after) in vocabulary.LIST_SIGNS:
            after += 1
        return after, False

    def _past_repeated_head(self, at: int, head: Head) -> int:
        around = self.around
        while around.word(at) in around.codes or around.word(at) in ("-", "#", "s") or around.kind_at(at) == head.kind:
            at += 1
        return at

    def _continues(self, at: int, numeral: Numeral) -> bool:
        word = self.words[at]
        if numeral.value > _HIGHEST or word in vocabulary.ALSO_PRONOUNS or (numeral.ordinal and word.isalpha()):
            return False
        of_others = self.around.word(numeral.end) in ("of", "de") and self.around.word(numeral.end + 1) in vocabulary.OWNERS
        return not of_others and not self.around.counts(numeral.end, vocabulary.COUNTED)

    def _reference(self, head: Head, numbers: Sequence[int], end: int) -> tuple[NumberedReference, int] | None:
        code, after = (head.code, end) if head.code else self.around.code_after(end)
        if code is None:
            return None
        kind, after = self.around.list_after(after) if head.kind == "item" and not head.alone else (head.kind, after)
        tokens = self.around.tokens
        reference = NumberedReference(
            kind=kind,
            code=code,
            numbers=tuple(numbers),
            start=tokens[head.at].start,
            end=tokens[after - 1].end,
            certain=head.certain or bool(code) or kind != head.kind,
            lettered=head.lettered,
        )
        return reference, after


def _span(first: int, last: int) -> list[int]:
    """The numbers of a range after its first one; only the ends of one too long to be meant."""
    low, high = sorted((first, last))
    inner = range(low, high + 1) if high - low <= _MOST_SPELLED_OUT else (low, high)
    return [n for n in inner if n != first]
