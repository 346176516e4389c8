"""Names of persons: the words around a name tell it from other capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.stages import name_words as around
from assistant.stages.name_tokens import NameTokens
from assistant.stages.name_words import NameWords
from assistant.stages.spans import Span

_INITIALS = re.compile(r"[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.)?(?![a-z])")
_STOP_OF_INITIAL = re.compile(r"\.(?=\S|\s+[a-z(])")
_TELLING_CAPITAL = re.compile(r"(?:Mc|Mac|De|La|O['’])[A-Z]")
_MOST_TOKENS = 5
_LONGEST_ACRONYM = 4
_INITIALS_WITHOUT_STOPS = 2


def people(text: str, words: NameWords, taken: Iterable[Span]) -> list[Span]:
    """The names in a text, outside the spans already taken; a name found once is found everywhere."""
    names = _Names(text, words, taken)
    found = list(names.found())
    return [names.span(*name) for name in (*found, *names.again(found))]


class _Names(NameTokens):
    """The rules that say where a name begins, and how far it goes."""

    def found(self) -> Iterable[tuple[int, int]]:
        """The first and last token of each name."""
        position, count = 0, len(self.keys)
        while position < count:
            if self.closed[position] or not self._begins(position):
                position += 1
                continue
            last = self._last_token(position)
            if not self._is_eponym(position, last):
                yield position, last
            position = last + 1

    def span(self, first: int, last: int) -> Span:
        """From the first to the last token; the full stop of a closing initial belongs to it, that of a sentence does not."""
        end = self.ends[last]
        if end - self.starts[last] == 1 and _STOP_OF_INITIAL.match(self.text, end):
            end += 1
        initials = _INITIALS.match(self.text, self.starts[first])
        return Span(self.starts[first], max(end, initials.end() if initials else 0), "name")

    def again(self, names: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The further tokens that are a part of a name already found, in a set phrase too."""
        parts = {key for first, last in names for key in self.keys[first : last + 1]}
        parts = {p for p in parts if len(p) > 1 and p not in around.PARTICLES and p not in self.words.never}
        if not parts:
            return []
        return [(i, i) for i, key in enumerate(self.keys) if self._repeats(i, key, parts)]

    def _repeats(self, i: int, key: str, parts: set[str]) -> bool:
        if key not in parts:
            return self.capital[i] and key.endswith("s") and key[:-1] in parts
        if self.words.strong(key):
            return True
        if not self.capital[i]:
            return len(key) > 3 and not self.words.weak(key)
        return key not in around.MONTHS and (not self.words.weak(key) or not self.opens_sentence(i) or self.key(i + 1) in around.ACTING)

    def _begins(self, i: int) -> bool:
        key, cue = self.keys[i], self.cue(i)
        if not self.capital[i]:
            return self._begins_in_lower_case(i, key, cue)
        if len(key) == 1:
            return self._begins_with_initial(i, cue)
        if key in around.TITLES and self.next_capital(i):
            return False
        if cue == "title" and self.keys[i - 1] in around.TITLES_OF_NAMES_ONLY:
            return True
        return not self.words.ordinary(key) and self._begins_with_capital(i, key, cue)

    def _begins_with_capital(self, i: int, key: str, cue: str) -> bool:
        raw = self.raw(i)
        if self.words.strong(key) or _TELLING_CAPITAL.match(raw):
            acronym = raw.isupper() and len(raw) <= _LONGEST_ACRONYM
            return not acronym or bool(cue) or self.words.strong(self.next_capital(i))
        if cue and (not raw.isupper() or len(raw) == _INITIALS_WITHOUT_STOPS or self.words.weak(key)) and self._cue_holds(i, key):
            return True
        if self.words.weak(key):
            return self._weak_begins(i, key)
        if raw.isupper() or not all(part[:1].isupper() for part in raw.split("-")):
            return False
        if key.endswith("s") and key[:-1] in self.words.last:
            return self.key(i - 1) == "the"
        following = self.next_capital(i)
        if following and (self.words.strong_last(following) or self.is_unknown(i + 1)):
            return self._stands_as_subject(i)
        return self.gap(i) == " " and self.key(i + 1) in around.TELLING_ANY and not key.endswith("s")

    def _cue_holds(self, i: int, key: str) -> bool:
        """Whether a word of relation or naming before a capitalised word that may be no name makes it one."""
        if self.cue(i) != "relation":
            return True
        gap = self.gap(i - 1)
        in_a_title = self.capital[i - 1] and gap == " " and not self.opens_sentence(i - 1)
        if self.is_date(i) or in_a_title:
            return False
        return gap != ", " or self.behind(i) in ("", *",.;)?!'’") or self.is_initial(i + 1)

    def _weak_begins(self, i: int, key: str) -> bool:
        following = self.next_capital(i)
        if self.words.strong_last(following):
            return True
        if key not in self.words.weak_first:
            return False
        if following and self.is_initial(i + 1):
            return True
        if following and not self.words.ordinary(following) and self._stands_as_subject(i):
            return True
        if self.gap(i) == " " and self.key(i + 1) in around.TELLING:
            return True
        return key not in around.MONTHS and self._is_addressed(i)

    def _stands_as_subject(self, i: int) -> bool:
        """Whether the capital of token i is no mere sentence start, or a double name or a verb of acting follows it."""
        if not self.opens_sentence(i) or self.key(i + 2) in around.ACTING:
            return True
        return self.is_unknown(i) and self.is_unknown(i + 1) and ("-" in self.key(i + 1) or self.behind(i + 1) in (",", "("))

    def _is_addressed(self, i: int) -> bool:
        return self.gap(i - 1) == " " and self.key(i - 1) in around.ADDRESSED

    def _begins_with_initial(self, i: int, cue: str) -> bool:
        if cue == "title":
            return True
        dotted = self.behind(i) == "."
        several = _INITIALS.match(self.text, self.starts[i])
        if several:
            return bool(cue) or self.key(i + several[0].count(".")) in around.TELLING
        return cue in ("relation", "naming") and dotted and self.text[self.ends[i] + 1 : self.ends[i] + 3].strip().islower()

    def _begins_in_lower_case(self, i: int, key: str, cue: str) -> bool:
        if cue == "title":
            plain = self.keys[i - 1] in around.TITLES_OF_NAMES_ONLY and not self.words.ordinary(key)
            return plain or self.words.strong(key)
        following = self.key(i + 1) if self.gap(i) == " " else ""
        if key in self.words.first:
            owns = self.text.startswith(("'s", "’s"), self.ends[i])
            doubled = "-" in following and not self.words.ordinary(following)
            return bool(cue) or owns or doubled or self._is_addressed(i) or following in self.words.last or following in around.ACTING
        return bool(cue) and key in self.words.weak_first and (self.key(i - 1) in ("named", "llama") or following in self.words.last)

    def _last_token(self, first: int) -> int:
        last = first
        while last - first < _MOST_TOKENS - 1 and last + 1 < len(self.keys):
            step = self._joins(first, last)
            if not step:
                break
            last += step
        return last

    def _joins(self, first: int, last: int) -> int:
        """How many of the next tokens belong to the name that runs from `first` to `last`."""
        gap, following = self.gap(last), last + 1
        initial_before = len(self.keys[last]) == 1 and gap in (". ", ".")
        if (gap != " " and not initial_before) or self.closed[following]:
            return 0
        if self.is_initial(following) or self._is_family_name(first, following):
            return 1
        for step in (2, 3):
            end, particles = last + step, self.keys[following : last + step]
            if end < len(self.keys) and set(particles) <= around.PARTICLES and self.capital[end] and not self.closed[end]:
                return 0 if self.words.ordinary(self.keys[end]) or particles == ["y"] else step
        return 0

    def _is_family_name(self, first: int, i: int) -> bool:
        key = self.keys[i]
        if not self.capital[first]:
            doubled = "-" in key and not self.words.ordinary(key)
            return doubled or key in self.words.last or (key in self.words.weak_last and bool(self.cue(first)))
        raw = self.raw(i)
        if "-" in key and not raw.islower() and self.words.strong_last(key):
            return True
        if not self.capital[i] or len(key) == 1 or (raw.isupper() and not self.words.strong(key)):
            return False
        return not self.words.ordinary(key) and not self.is_date(i)

    def _is_eponym(self, first: int, last: int) -> bool:
        """Whether the name is that of an illness, a law, a scale ("Wilson's disease", "the Miller Act")."""
        if self.cue(first) in ("title", "naming"):
            return False
        gap, following = self.gap(last), self.key(last + 1)
        return (gap == " " and following in around.EPONYMS) or (gap in ("'s ", "’s ") and following in around.OWNED_EPONYMS)
