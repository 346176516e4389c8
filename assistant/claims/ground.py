"""A clause word by word: where each thing stands in it, in which of its duties, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.lexicon import CASE_MANAGERS, Writing
from assistant.claims.scan import Scanner, Unit
from assistant.claims.vocabulary import forms
from assistant.text import fold
from assistant.types import Clause

OWN = "own"
OTHERS = "others"
_STARTERS = frozenset(("and", "or", "to", "by", "while"))
_OF_WITHIN = 4
_LISTING = frozenset(("including", "whether"))
_COORDINATORS = frozenset(("and", "or"))
_NAMED = ("modals", "hedges", "forces", "universals", "limiters", "restrictors", "negators", "conditions", "neutral")
_OWNER = re.compile(r"\b(my|your|our|their|his|her|his/her|\w+'s|\w+s')(?=\s+((?:[\w-]+\s*){1,3}))")
_ANOTHERS = "another's"
_FIRST_PERSON = frozenset(("my", "your", "our"))
_THIRD_PERSON = frozenset(("their", "his", "her", "his/her"))
_MANAGERS = re.compile(r"manager'?s'?$")
_ADDRESSED = re.compile(r"\b(?:me|myself|case manager's|(?:of|for|by|with|to|of any) (?:an? |the |another |any )?(?:case manager|ccm)s?)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a content key stands: its number among the clause's keys, its duty; `joined` after "and", "or" or a comma."""

    at: int
    duty: int
    joined: bool


@dataclass(frozen=True, slots=True)
class Owned:
    """A content key that is said to be somebody's, and by what key they are named, "" where by a pronoun."""

    key: str
    whose: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a clause holds, for sentences of a chat model.

    `places`: key to where it stands; `joined`: the numbers of keys that a list goes on with; `predicates`: kinds of clause with the
    keys of the sentences that name them; `partners`: key to those of which one must be said with it; `forms`: the inflected forms
    of its words; `names`: its keys, its words and the names of its marks; `links`: the kinds of link between its statements;
    `owners`: key to whose it is said to be; `addressed`: whether something is done to the case manager; `certified`: whether it
    speaks of board certified case managers and of no others; `term`: what it defines.
    """

    code: str
    places: Mapping[str, tuple[Place, ...]]
    joined: frozenset[int]
    predicates: frozenset[tuple[str, str]]
    partners: Mapping[str, frozenset[str]]
    forms: frozenset[str]
    names: frozenset[str]
    links: frozenset[str]
    owners: Mapping[str, frozenset[str]]
    addressed: bool
    certified: bool
    term: str

    def first(self, key: str) -> bool:
        """Whether the clause begins with this key."""
        return any(p.at == 0 for p in self.places.get(key, ()))


class GroundReader:
    """Reads clauses and finds whose things are; built once from the lexicon."""

    def __init__(self, scanner: Scanner, writing: Writing) -> None:
        self._scanner = scanner
        self.acts = frozenset(u.key for act in writing.acts for u in scanner.scan(act) if u.key)
        self._links = {kind: [re.compile(p) for p in patterns] for kind, patterns in writing.links.items()}

    def read(self, clause: Clause) -> Ground:
        """The ground that a clause gives."""
        units = self._scanner.scan(clause.text)
        actors = {u.tags["actors"] for u in units if "actors" in u.tags}
        certified = "certified" in actors and "case_manager" not in actors
        text = fold(clause.text)
        places = self._places(units)
        return Ground(
            code=clause.code,
            places=places,
            predicates=frozenset(_predicates(units)),
            partners=_partners(units, self.acts),
            joined=frozenset(p.at for found in places.values() for p in found if p.joined),
            forms=frozenset(f for t in (clause.text, clause.label, clause.section, clause.kind) for f in forms(t)),
            names=frozenset(n for u in units for n in (u.key, u.word, *(u.tags[s] for s in _NAMED if s in u.tags)) if n),
            links=self.links(text),
            owners=_grouped((*((o.key, o.whose) for o in self.owned(text, theirs=OWN if certified else OTHERS)), *_of_clients(units))),
            addressed=bool(_ADDRESSED.search(text)),
            certified=certified,
            term=next(iter(places), "") if clause.kind == "value" else "",
        )

    def links(self, text: str) -> frozenset[str]:
        """The kinds of link between statements in a folded text."""
        return frozenset(kind for kind, patterns in self._links.items() if any(p.search(text) for p in patterns))

    def owned(self, text: str, theirs: str = "") -> Iterable[Owned]:
        """The content keys of a folded text with whose they are; `theirs` is whom "their" means, "" when that is not known."""
        for owner, following in _OWNER.findall(text):
            key = next((u.key for u in self._scanner.scan(following) if u.key), "")
            named = next((u.key for u in self._scanner.scan(owner.removesuffix("'s").removesuffix("'")) if u.key), "")
            if owner in _THIRD_PERSON:
                whose, named = theirs, ""
            elif owner == _ANOTHERS:
                whose = OTHERS
            else:
                whose = OWN if owner in _FIRST_PERSON or _MANAGERS.search(owner) or named in CASE_MANAGERS else OTHERS if named else ""
            if whose and key:
                yield Owned(key, whose, named)

    def _places(self, units: Sequence[Unit]) -> dict[str, tuple[Place, ...]]:
        places: dict[str, list[Place]] = {}
        at = duty = 0
        bare, listed = True, False
        for i, unit in enumerate(units):
            if i and unit.segment != units[i - 1].segment and unit.word not in _LISTING:
                duty, bare = duty + 1, True
            if not unit.key or unit.key in CASE_MANAGERS:
                listed = listed or unit.comma or unit.word in _COORDINATORS
                continue
            before = units[i - 1].word if i else ""
            act = unit.key in self.acts
            if act and i and (unit.comma or before in _STARTERS) and not bare:
                duty, bare = duty + 1, True
            bare = bare and act
            places.setdefault(unit.key, []).append(Place(at, duty, listed or unit.comma or before in _COORDINATORS))
            at, listed = at + 1, False
        return {key: tuple(found) for key, found in places.items()}


def _predicates(units: Sequence[Unit]) -> Iterable[tuple[str, str]]:
    for unit in units:
        if "labels" in unit.tags:
            yield from ((unit.tags["labels"], other.key) for other in units if other.sentence == unit.sentence and other.key)


def _partners(units: Sequence[Unit], acts: frozenset[str]) -> dict[str, frozenset[str]]:
    """What always stands right before a word that completes it ("crisis prevention"), or after one and "of" ("conflicts of interests")."""
    found: dict[str, list[frozenset[str]]] = {}
    for i, unit in enumerate(units):
        if unit.key and unit.key != "client" and unit.key not in CASE_MANAGERS:
            after = [u for u in units[i + 1 : i + 2] if u.segment == unit.segment]
            listed = any(u.comma or u.word in _COORDINATORS for u in after)
            partners = frozenset(_completing(unit, after[0], acts) if after and not listed else ()) | _before_of(units, i, acts, listed)
            found.setdefault(unit.key, []).append(partners)
    return {key: frozenset[str]().union(*sets) for key, sets in found.items() if all(sets)}


def _completing(unit: Unit, after: Unit, acts: frozenset[str]) -> frozenset[str]:
    plain = {unit.key, after.key}.isdisjoint({"", "client", *acts}) and {"hedges", "actors"}.isdisjoint({*unit.tags, *after.tags})
    return frozenset((after.key,)) if plain else frozenset()


def _before_of(units: Sequence[Unit], at: int, acts: frozenset[str], listed: bool) -> frozenset[str]:
    of = next((n for n in range(at - 1, max(0, at - _OF_WITHIN), -1) if units[n].word == "of"), 0)
    between = units[of : at + 1]
    whole = of and not listed and "hedges" not in units[at].tags and units[of].segment == units[at].segment
    whole = whole and not any(u.comma or u.word in _COORDINATORS for u in between)
    return frozenset((units[of - 1].key,)) - {"", *acts} if whole else frozenset()


def _of_clients(units: Sequence[Unit]) -> Iterable[tuple[str, str]]:
    """ "The dignity and autonomy of all persons": what stands before "of" and the people served is theirs."""
    for i, unit in enumerate(units):
        if unit.word != "of" or next((u.key for u in units[i + 1 : i + 4] if u.key), "") != "client":
            continue
        for at in range(i - 1, -1, -1):
            if not units[at].key and units[at].word not in _COORDINATORS:
                break
            if units[at].key:
                yield units[at].key, OTHERS


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for key, whose in pairs:
        found[key] = found.get(key, frozenset()) | {whose}
    return found
