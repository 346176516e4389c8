"""Exact look-up: which clauses, lists, codes and words a question names, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.guide import Alias
from assistant.stages import reference_words as vocabulary
from assistant.stages.described import Description, described
from assistant.stages.mentions import WordSought, word_sought
from assistant.stages.numbered import NumberedReference, find_numbered
from assistant.stages.numerals import Token, tokenise
from assistant.stages.wording import EMPTY_WORDS, asks_both_codes, asks_wording, names_people, narrows_earlier, tells_story
from assistant.text import fold, stem, words
from assistant.types import Clause

_FULL_NAMES = (
    (re.compile(r"\bnational association (?:of|for) case manage(?:ment|rs)\b"), "nacm"),
    (re.compile(r"\bcommission (?:for|of) case manage(?:r|rs|ment) certification\b"), "ccmc"),
    (re.compile(r"\bprincipals\b(?=[^.?!]*\bccmc?\b)|(?<=\bccm )principals\b|(?<=\bccmc )principals\b"), "principles"),
)
_OF_A_STANDARD = re.compile(r"\bstandards? (?:on|about|for|regarding|covering) (?!professional conduct\b)")
_CODE_NOUN = r"(?:codes?|rules?|principles?|standards?|values?|reglas?|codigo|principios?)"
_JOINED = r"(?:vs\.?|versus|or|and|/|&)"
_CCM_CODE = re.compile(
    rf"\bccm(?:'s)? (?:ethics )?{_CODE_NOUN}\b"
    rf"|\b{_CODE_NOUN}(?: #?\w+)?(?: of (?:conduct|ethics))?(?: (?:of|for|in|de|del|para))?(?: the)? ccms?\b"
    rf"|\bccm {_JOINED} nacm\b(?! members?)|\bnacm {_JOINED} ccm\b(?! (?:exam|cert\w*|renewal|credential))"
    r"|\bcode of professional conduct\b"
)
_OPENING_SIGNS = "¿¡\"' "
_CCM_CODE_ID = "CCMC"
_REPORTED_KINDS = frozenset(("rule", "commitment", "principle", "standard", "purpose", "value"))
_LOOSE_NOUNS = frozenset(("rule", "principle", "value", "item"))
_CCM_BEFORE = frozenset(("code", "codes", "rule", "rules", "principle", "principles", "standard", "standards", "value", "values"))
_MOST_IDENTIFIED = 2
_FEWEST_LISTED = 2
_LONG_WORD = re.compile(r"\b[a-z]{4,}\b")
_LOOK_UP_WORDS = frozenset(
    "which number mention mentions commitments principle principles discussion preamble objectives bullet slide".split()
)
_FRAMES = ("", "clause about ", "commitment about ", "rule about ", "principle about ", "regla de ", "compromiso de ", "principio de ")
_SHORTEST_PREFIX, _FEWEST_LETTERS_MISSPELT = 4, 5
_TYPED_PATH = "[-_](?:(?P<value>value)[-_])?(?P<path>[a-z]+(?:[-_][a-z]+)*)"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownReference:
    """A reference to something the texts do not hold: `kind` is rule, commitment, principle, standard, purpose or value."""

    code: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What a question names. `cited` is in order of mention; `mentions` are the clauses whose text holds `mention_word`.

    `narrows`: the question picks among what an earlier turn brought up, so it names none of that by itself;
    `among`: what the earlier turns named, for a question that narrows; `counterpart_of`: the clause of an earlier turn whose
    like in the other code is asked for ("does NACM have that too?").
    """

    cited: tuple[str, ...] = ()
    unknown: tuple[UnknownReference, ...] = ()
    codes: frozenset[str] = frozenset()
    compare: bool = False
    lookup: bool = False
    mentions: tuple[str, ...] = ()
    mention_word: str = ""
    narrows: bool = False
    among: tuple[str, ...] = ()
    counterpart_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    start: int
    end: int
    clauses: tuple[str, ...] = ()
    unknown: tuple[UnknownReference, ...] = ()
    certain: bool = True
    from_alias: bool = False


class ReferenceFinder:
    """Finds references to the given clauses; build it once, it compiles the aliases."""

    def __init__(self, clauses: Sequence[Clause], aliases: Sequence[Alias]) -> None:
        self._clauses = {c.id: c for c in clauses}
        self._lists = _lists(clauses)
        self._main = {code: self._numbered_kind(code) for code in dict.fromkeys(c.code for c in clauses)}
        self._spellings = {spelling: code for code in self._main for spelling in _spellings(code.lower())}
        self._aliases = [(a.phrases, a.clauses) for a in aliases]
        self._any_alias = _at_word_start(tuple(p for a in aliases for p in a.phrases))
        codes = "|".join(sorted(map(re.escape, self._spellings), key=len, reverse=True)) or "(?!)"
        self._typed_id = re.compile(rf"\b(?P<code>{codes}){_TYPED_PATH}(?![-_]?[a-z0-9])")
        self._placed_code = re.compile(rf"\b(?:in|under|per|from|to|by|for|of|en|segun|del?) (?:the |el |la )?(?P<code>{codes})\b[^.?!]*$")
        named = " ".join(p for a in aliases for p in a.phrases)
        self._slips = _slips(_LOOK_UP_WORDS | {w for c in clauses for w in words(c.text)}, real=_LONG_WORD.findall(named))
        self._section_words = {key: _section_words([self._clauses[c] for c in ids]) for key, ids in self._lists.items()}
        self._sections = _sections(clauses, self._lists)
        self._section_noun = re.compile(vocabulary.SECTION_NOUNS)
        self._list_names = [(key, _list_name(key[1])) for key in self._lists if key[1] in vocabulary.LIST_NAMES]
        self._stems = {c.id: f" {' '.join(_stems(c.text))} " for c in clauses}

    def find(self, text: str) -> References:
        """What the question names; any text will do."""
        folded = self._spelled(_short_names(fold(text)).lstrip(_OPENING_SIGNS))
        tokens = _with_ccm_as_code(tokenise(folded))
        codes = self._codes_named(folded, tokens)
        names = [h for h in self._alias_hits(folded) if not self._asks_part_of(h, folded)]
        names += self._section_hits(folded, names)
        names += self._list_hits(folded, codes, names)
        hits = [*self._numbered_hits(find_numbered(tokens, self._spellings), names, codes, folded), *self._typed_hits(folded), *names]
        wording = asks_wording(folded, _rest(folded, hits), names_clause=bool(hits)) and not _OF_A_STANDARD.search(folded)
        in_story = not wording and not codes and names_people(folded)
        meant = (h for h in hits if (h.certain or wording) and not (h.from_alias and in_story))
        kept = _narrowed([self._within(h, codes) for h in meant])
        unknown = tuple(dict.fromkeys(u for h in kept for u in h.unknown))
        cited = tuple(dict.fromkeys(c for h in kept if not self._is_list_of(h, unknown) and not _is_range_to(h, kept) for c in h.clauses))
        sought = word_sought(folded)
        mentions, word = self._mentioned(sought, cited, codes) if sought else ((), "")
        description = None if sought or unknown else described(folded, frozenset(self._spellings) | {"ccm"})
        identified = self._identified(description, codes) if description and not cited else ()
        wants_number = description is not None and bool(cited or identified) and all(h.from_alias for h in hits)
        cited = cited or identified
        return References(
            cited=cited,
            unknown=unknown,
            codes=codes,
            compare=asks_both_codes(folded, codes, frozenset(self._clauses[c].code for c in cited)),
            lookup=(bool(mentions) and not tells_story(folded)) if sought else wording or wants_number,
            mentions=mentions,
            mention_word=word,
            narrows=not hits and narrows_earlier(folded),
        )

    def _is_list_of(self, hit: _Hit, unknown: Iterable[UnknownReference]) -> bool:
        """Whether a plain list name only tells of what an unknown number is: "rule 7 of the CCM rules"."""
        first = self._clauses[hit.clauses[0]] if hit.from_alias and not hit.certain else None
        return first is not None and any((u.code, u.kind) == (first.code, first.kind) for u in unknown)

    def _spelled(self, folded: str) -> str:
        """The text with the commonest slips in the words of the texts and of look-ups put right."""
        return _LONG_WORD.sub(lambda m: self._slips.get(m.group(), m.group()), folded)

    def _identified(self, description: Description, codes: frozenset[str]) -> tuple[str, ...]:
        """The clauses that a description fits, if it fits few enough to be one: by their names, else by their words."""
        scope = self._described_scope(description, codes)
        subject = " ".join(description.words)
        for frame in _FRAMES:
            named = {c for hit in self._alias_hits(frame + subject) for c in hit.clauses}
            fitting = tuple(c for c in scope if c in named)
            if 0 < len(fitting) <= _MOST_IDENTIFIED:
                return fitting
        wanted = [stem(w).rstrip("e") for w in description.words]
        fitting = tuple(c for c in scope if all(_holds(self._stems[c], w) for w in wanted))
        phrased = tuple(c for c in fitting if f" {' '.join(wanted)}" in self._stems[c])
        chosen = phrased if 0 < len(phrased) < len(fitting) else fitting
        return chosen if len(chosen) <= _MOST_IDENTIFIED else ()

    def _described_scope(self, description: Description, codes: frozenset[str]) -> tuple[str, ...]:
        """The clauses among which a described one is sought: of the code named, and of the list named if that code has it."""
        of_code = [c for c in self._clauses.values() if len(codes) != 1 or c.code in codes]
        of_kind = tuple(c.id for c in of_code if c.kind == description.kind)
        return of_kind or tuple(c.id for c in of_code if c.kind in _REPORTED_KINDS)

    def _mentioned(self, sought: WordSought, cited: Sequence[str], codes: frozenset[str]) -> tuple[tuple[str, ...], str]:
        """The clauses that hold the word sought, and the word; no word where only a subject is sought, which other words may name."""
        mentions = self._mentions(sought, cited, codes)
        if not mentions and not sought.loose:
            # Said of both texts when it is not found, so it is sought in both.
            mentions = self._mentions(WordSought(word=sought.word), (), frozenset())
        return mentions, sought.word if mentions or not sought.loose else ""

    def _numbered_kind(self, code: str) -> str:
        """The kind of a code's main numbered list: the longest whose labels end in numbers."""
        sizes = {
            kind: len(ids)
            for (of, kind), ids in self._lists.items()
            if of == code and all(self._clauses[i].label[-1].isdigit() for i in ids)
        }
        return max(sizes, key=lambda kind: sizes[kind], default="")

    def _codes_named(self, folded: str, tokens: Sequence[Token]) -> frozenset[str]:
        named = {self._spellings[t.text] for t in tokens if t.text in self._spellings}
        if _CCM_CODE.search(folded):
            named.add(_CCM_CODE_ID)
        return frozenset(named & self._main.keys())

    def _numbered_hits(
        self, references: Iterable[NumberedReference], names: list[_Hit], codes: frozenset[str], folded: str
    ) -> Iterable[_Hit]:
        """The clauses that the numbers mean; a list that a number counts in is taken out of `names`."""
        for reference in references:
            place = self._place(reference, names)
            if place is not None:
                yield self._placed_hit(reference, place)
                names.remove(place)
            elif not reference.needs_list:
                yield self._numbered_hit(reference, codes, folded)

    def _place(self, reference: NumberedReference, names: Sequence[_Hit]) -> _Hit | None:
        """The shortest named list that an item, or the third commitment of a section, is counted in."""
        of_items = (h for h in names if len(h.clauses) > 1 and any(self._clauses[c].kind in _REPORTED_KINDS for c in h.clauses))
        lists = sorted(of_items, key=lambda h: len(h.clauses))
        if reference.kind != "item":
            lists = [h for h in lists if reference.ordinal and all(self._clauses[c].kind == reference.kind for c in h.clauses)]
        return lists[0] if lists else None

    def _placed_hit(self, reference: NumberedReference, place: _Hit) -> _Hit:
        listed = place.clauses
        first = self._clauses[listed[0]]
        beyond = [n for n in reference.numbers if n > len(listed)] if self._lists[first.code, first.kind] == listed else []
        return _Hit(
            start=min(reference.start, place.start),
            end=max(reference.end, place.end),
            clauses=tuple(listed[n - 1 if n > 0 else n] for n in reference.numbers if n and -len(listed) <= n <= len(listed)),
            unknown=tuple(UnknownReference(code=first.code, kind=first.kind, label=f"{first.kind.capitalize()} {n}") for n in beyond),
        )

    def _numbered_hit(self, reference: NumberedReference, codes: frozenset[str], folded: str) -> _Hit:
        clauses: list[str] = []
        unknown: list[UnknownReference] = []
        for code, kind in self._lists_meant(reference, codes, folded):
            listed = self._lists.get((code, kind), ())
            for n in reference.numbers:
                if n and -len(listed) <= n <= len(listed):
                    clauses.append(listed[n - 1 if n > 0 else n])
                elif n >= 0 and kind in _REPORTED_KINDS:
                    letter = "S" if reference.lettered else ""
                    unknown.append(UnknownReference(code=code, kind=kind, label=f"{kind.capitalize()} {letter}{n}"))
        return _Hit(
            start=reference.start,
            end=reference.end,
            clauses=tuple(clauses),
            unknown=() if clauses and not reference.certain else tuple(unknown),
            certain=reference.certain,
        )

    def _lists_meant(self, reference: NumberedReference, codes: frozenset[str], folded: str) -> list[tuple[str, str]]:
        """The (code, kind) of the list meant; of every main list for a bare "#2" where no one code is named."""
        kind = reference.kind
        code = reference.code or self._code_placed_before(reference, codes, folded)
        if kind == "item":
            named = [code] if code else sorted(codes)
            chosen = named if len(named) == 1 else [c for c in self._main if max(reference.numbers) <= len(self._main_list(c))]
            return [(c, self._main[c]) for c in chosen or self._longest_code()]
        code = code or self._default_code(kind)
        if kind in _LOOSE_NOUNS and (code, kind) not in self._lists:
            kind = self._main.get(code) or kind
        return [(code, kind)]

    def _code_placed_before(self, reference: NumberedReference, codes: frozenset[str], folded: str) -> str:
        """The only code named, where it sets the scene: "in the NACM code, ... rule 7"."""
        if len(codes) != 1 or reference.kind not in _LOOSE_NOUNS:
            return ""
        placed = self._placed_code.search(folded, 0, reference.start)
        return self._spellings[placed["code"]] if placed else ""

    def _default_code(self, kind: str) -> str:
        holders = {code: len(ids) for (code, of), ids in self._lists.items() if of == kind}
        return max(holders, key=lambda code: holders[code], default=_CCM_CODE_ID)

    def _main_list(self, code: str) -> tuple[str, ...]:
        return self._lists.get((code, self._main[code]), ())

    def _longest_code(self) -> list[str]:
        return sorted(self._main, key=lambda code: -len(self._main_list(code)))[:1]

    def _typed_hits(self, folded: str) -> Iterable[_Hit]:
        for match in self._typed_id.finditer(folded):
            code = self._spellings[match["code"]]
            path = match["path"].replace("_", "-").upper()
            clause_id = f"{code}-VALUE-{path}" if match["value"] else f"{code}-{path}"
            if clause_id in self._clauses:
                yield _Hit(start=match.start(), end=match.end(), clauses=(clause_id,))
            elif match["value"]:
                unknown = UnknownReference(code=code, kind="value", label=f"Value {path.capitalize()}")
                yield _Hit(start=match.start(), end=match.end(), unknown=(unknown,))

    def _alias_hits(self, folded: str) -> Iterable[_Hit]:
        if not self._any_alias.search(folded):  # one pass for the many questions that name nothing
            return
        for phrases, clauses in self._aliases:
            match = _at_word_start(phrases).search(folded)
            if match:
                yield _Hit(start=match.start(), end=match.end(), clauses=clauses, from_alias=True)

    def _list_hits(self, folded: str, codes: frozenset[str], names: Sequence[_Hit]) -> list[_Hit]:
        """Whole lists by their plain names, which count only where their words are wanted: "the six rules"."""
        taken = {c for h in names for c in h.clauses}
        found = []
        for (code, kind), pattern in self._list_names:
            ids = self._lists[code, kind]
            match = pattern.search(folded) if not codes or code in codes else None
            if not match or len(ids) < _FEWEST_LISTED or not taken.isdisjoint(ids):
                continue
            hit = _Hit(start=match.start(), end=match.end(), clauses=ids, certain=False, from_alias=True)
            if not any(h.start < match.end() and match.start() < h.end for h in names) and not self._asks_part_of(hit, folded):
                found.append(hit)
        return found

    def _asks_part_of(self, hit: _Hit, folded: str) -> bool:
        """Whether a whole list is named only as the place of a part: "the commitments on colleagues"."""
        first = self._clauses[hit.clauses[0]]
        key = (first.code, first.kind)
        return hit.clauses == self._lists[key] and not self._section_words[key].isdisjoint(words(folded))

    def _section_hits(self, folded: str, names: Sequence[_Hit]) -> list[_Hit]:
        """The sections of a list whose titles stand beside "section" or "commitments"."""
        if not self._section_noun.search(folded):
            return []
        taken = {c for h in names for c in h.clauses}
        found = ((folded.find(title), title, ids) for title, ids in self._sections.items() if taken.isdisjoint(ids))
        return [_Hit(start=at, end=at + len(title), clauses=ids, from_alias=True) for at, title, ids in found if at >= 0]

    def _within(self, hit: _Hit, codes: frozenset[str]) -> _Hit:
        """An alias of clauses in two codes, kept to the one code that the question names."""
        named = tuple(c for c in hit.clauses if self._clauses[c].code in codes)
        return replace(hit, clauses=named) if hit.from_alias and named and len(codes) == 1 else hit

    def _mentions(self, sought: WordSought, cited: Sequence[str], codes: frozenset[str]) -> tuple[str, ...]:
        """The clauses with the word, or where there are none with a word that it begins: "exam" for examination."""
        phrase = " ".join(_stems(sought.word))
        scope = cited or [c.id for c in self._clauses.values() if (len(codes) != 1 or c.code in codes) and sought.kind in ("", c.kind)]
        exact = tuple(c for c in scope if phrase and f" {phrase} " in self._stems[c])
        return exact or tuple(c for c in scope if phrase and _holds(self._stems[c], phrase))


def _section_words(listed: Sequence[Clause]) -> frozenset[str]:
    """The words that tell the sections of a list apart; none for a list that stands in one section."""
    sections = {c.section for c in listed}
    if not 1 < len(sections) < len(listed):
        return frozenset()
    titles = {w for section in sections for w in words(section) if len(w) >= _FEWEST_LETTERS_MISSPELT and not vocabulary.kind_named(w)}
    return vocabulary.SECTION_SUBJECTS | (titles - EMPTY_WORDS)


def _sections(clauses: Sequence[Clause], lists: dict[tuple[str, str], tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The folded titles of the sections that share a list, with their clauses."""
    of = {c.id: c for c in clauses}
    found: dict[str, tuple[str, ...]] = {}
    for ids in lists.values():
        titles = dict.fromkeys(of[i].section for i in ids)
        for title in titles if 1 < len(titles) < len(ids) else ():
            found[fold(title)] = tuple(i for i in ids if of[i].section == title)
    return found


@cache
def _at_word_start(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Compiled when it is first tried: all at once would take a third of a second of every command."""
    return re.compile(rf"\b(?=\w)(?:{'|'.join(phrases) or '(?!)'})")


def _list_name(kind: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{vocabulary.LIST_NAMES[kind]}){vocabulary.NOT_THE_WHOLE_LIST}")


def _lists(clauses: Iterable[Clause]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The clause ids of each code and kind, in the order of the text."""
    lists: dict[tuple[str, str], tuple[str, ...]] = {}
    for clause in clauses:
        key = (clause.code, clause.kind)
        lists[key] = (*lists.get(key, ()), clause.id)
    return lists


def _spellings(code: str) -> set[str]:
    """A code's name and its commonest slips: two letters swapped, one letter doubled."""
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    doubled = {code[:i] + code[i] + code[i:] for i in range(len(code))}
    return {code} | swapped | doubled


def _slips(known: Iterable[str], real: Iterable[str]) -> dict[str, str]:
    """Misspelt words and what they stand for: letters swapped, doubled or left out, a vowel mistaken; no `real` word."""
    plain = {w for w in known if w.isalpha()}
    kept = frozenset(real) | EMPTY_WORDS
    slips: dict[str, str] = {}
    for word in sorted(w for w in plain if len(w) >= _FEWEST_LETTERS_MISSPELT):
        left_out = {word[:i] + word[i + 1 :] for i in range(1, len(word) - 1)}
        mistaken = {word[:i] + v + word[i + 1 :] for i in range(1, len(word)) if word[i] in "aeiou" for v in "aeiou"}
        for slip in (_spellings(word) | left_out | mistaken) - plain - kept:
            slips[slip] = "" if slip in slips else word
    return {slip: word for slip, word in slips.items() if word and stem(slip) not in plain}


def _holds(stems: str, wanted: str) -> bool:
    return f" {wanted}{'' if len(wanted) >= _SHORTEST_PREFIX else ' '}" in stems


def _short_names(folded: str) -> str:
    for pattern, name in _FULL_NAMES:
        folded = pattern.sub(name, folded)
    return folded


def _with_ccm_as_code(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with "ccm" read as the code where "rules", "code" or the like follows it."""
    following = [t.text for t in tokens[1:]] + [""]
    return [
        Token(text="ccmc", start=t.start, end=t.end) if t.text == "ccm" and after in _CCM_BEFORE else t
        for t, after in zip(tokens, following, strict=False)
    ]


def _rest(folded: str, hits: Sequence[_Hit]) -> str:
    """The text without the parts that the hits cover."""
    kept = list(folded)
    for hit in hits:
        kept[hit.start : hit.end] = " " * (hit.end - hit.start)
    return "".join(kept)


def _narrowed(hits: Sequence[_Hit]) -> list[_Hit]:
    """The hits in order, without those that another one makes more exact.

    A list goes where it is only the place of a clause ("justice on the values slide"), and a number
    goes where a name holds it ("the sentence above rule 1").
    """
    names = [h for h in hits if h.from_alias]
    sets = [frozenset(h.clauses) for h in hits if h.clauses]

    def is_place(hit: _Hit) -> bool:
        whole = frozenset(hit.clauses)
        return any(part < whole for part in sets)

    def is_held(hit: _Hit) -> bool:
        return any(n.start <= hit.start and hit.end <= n.end for n in names)

    return sorted((h for h in hits if not (is_place(h) if h.from_alias else is_held(h))), key=lambda h: h.start)


def _is_range_to(hit: _Hit, hits: Iterable[_Hit]) -> bool:
    """Whether a range only tells where an unknown number is from: "it says principles 1-8, so what is principle 8?"."""
    return any(h.unknown and not h.clauses and set(h.unknown) & set(hit.unknown) for h in hits if h is not hit)


def _stems(text: str) -> list[str]:
    return [stem(w).rstrip("e") for w in words(text)]
