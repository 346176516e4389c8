"""Exact look-up: which clauses, lists, codes and words a question names, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.guide import Alias
from assistant.stages.mentions import WordSought, word_sought
from assistant.stages.numbered import NumberedReference, find_numbered
from assistant.stages.numerals import Token, tokenise
from assistant.stages.wording import asks_both_codes, asks_wording, tells_story
from assistant.text import fold, stem, words
from assistant.types import Clause

_FULL_NAMES = (
    (re.compile(r"\bnational association (?:of|for) case manage(?:ment|rs)\b"), "nacm"),
    (re.compile(r"\bcommission (?:for|of) case manage(?:r|rs|ment) certification\b"), "ccmc"),
)
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
_TYPED_PATH = "[-_](?:(?P<value>value)[-_])?(?P<path>[a-z]+(?:[-_][a-z]+)*)"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownReference:
    """A reference to something the texts do not hold: `kind` is rule, commitment, principle, standard, purpose or value."""

    code: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What a question names. `cited` is in order of mention; `mentions` are the clauses whose text holds `mention_word`."""

    cited: tuple[str, ...] = ()
    unknown: tuple[UnknownReference, ...] = ()
    codes: frozenset[str] = frozenset()
    compare: bool = False
    lookup: bool = False
    mentions: tuple[str, ...] = ()
    mention_word: str = ""


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
        self._aliases = [(_at_word_start(a.phrases), a.clauses) for a in aliases]
        self._any_alias = _at_word_start([p for a in aliases for p in a.phrases])
        codes = "|".join(sorted(map(re.escape, self._spellings), key=len, reverse=True)) or "(?!)"
        self._typed_id = re.compile(rf"\b(?P<code>{codes}){_TYPED_PATH}(?![-_]?[a-z0-9])")
        self._placed_code = re.compile(rf"\b(?:in|under|per|from|to|by|for|of|en|segun|del?) (?:the |el |la )?(?P<code>{codes})\b[^.?!]*$")
        self._stems = {c.id: f" {' '.join(_stems(c.text))} " for c in clauses}

    def find(self, text: str) -> References:
        """What the question names; any text will do."""
        folded = _short_names(fold(text)).lstrip(_OPENING_SIGNS)
        tokens = _with_ccm_as_code(tokenise(folded))
        codes = self._codes_named(folded, tokens)
        numbered = (self._numbered_hit(r, codes, folded) for r in find_numbered(tokens, self._spellings))
        hits = [*numbered, *self._typed_hits(folded), *self._alias_hits(folded)]
        wording = asks_wording(folded, _rest(folded, hits), names_clause=bool(hits))
        kept = _narrowed([self._within(h, codes) for h in hits if h.certain or wording])
        cited = tuple(dict.fromkeys(c for h in kept for c in h.clauses))
        sought = word_sought(folded)
        mentions = self._mentions(sought, cited, codes) if sought else ()
        word = sought.word if sought and (mentions or not sought.spanish) else ""  # the texts are in English
        return References(
            cited=cited,
            unknown=tuple(dict.fromkeys(u for h in kept for u in h.unknown)),
            codes=codes,
            compare=asks_both_codes(folded, codes, frozenset(self._clauses[c].code for c in cited)),
            lookup=(bool(mentions) and not tells_story(folded)) if sought else wording,
            mentions=mentions,
            mention_word=word,
        )

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
        for pattern, clauses in self._aliases:
            match = pattern.search(folded)
            if match:
                yield _Hit(start=match.start(), end=match.end(), clauses=clauses, from_alias=True)

    def _within(self, hit: _Hit, codes: frozenset[str]) -> _Hit:
        """An alias of clauses in two codes, kept to the one code that the question names."""
        named = tuple(c for c in hit.clauses if self._clauses[c].code in codes)
        return replace(hit, clauses=named) if hit.from_alias and named and len(codes) == 1 else hit

    def _mentions(self, sought: WordSought, cited: Sequence[str], codes: frozenset[str]) -> tuple[str, ...]:
        phrase = f" {' '.join(_stems(sought.word))} "
        scope = [self._clauses[c] for c in cited] or [
            c for c in self._clauses.values() if (len(codes) != 1 or c.code in codes) and sought.kind in ("", c.kind)
        ]
        return tuple(c.id for c in scope if phrase.strip() and phrase in self._stems[c.id])


def _at_word_start(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?=\w)(?:{'|'.join(phrases) or '(?!)'})")


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


def _stems(text: str) -> list[str]:
    return [stem(w).rstrip("e") for w in words(text)]
