"""What cited clauses say, indexed so that a claim can be held against it word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.marks import Mark, ahead
from assistant.claims.reading import read_clause
from assistant.claims.relations import Quantity, Rank, quantities, ranks, subjects
from assistant.claims.scan import Scanner, Unit, content
from assistant.types import Clause

_NUMBERED = re.compile(r"^(?P<code>[A-Z]+)-(?:[A-Z]+-)?(?P<number>\d+)$")
_FORCES = {"mandatory": "mandatory", "binding on NACM members": "mandatory", "advisory": "advisory"}
_SECTIONS = ("limiters", "hedges", "universals", "modals", "forces", "bodies")
_UNIVERSAL_OVER = 4
_NUMBER_REACH = 5

Groups = Mapping[str, frozenset[str]]
Named = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one or more clauses say, by content key.

    `struck`: said only to be not so, with the words that say it; `strengths`: key to the modals over it; `names`: the
    lexicon's grammar found, by section; `subjects`: what is demanded to who is bound; `patients`: who it is done to;
    `pairs`: kinds of clause called advisory or mandatory; `binding`: whether a clause stands as a duty.
    """

    keys: frozenset[str]
    negated: frozenset[str]
    struck: Groups
    strengths: Groups
    universal: frozenset[str]
    names: Named
    words: frozenset[str]
    quantities: tuple[Quantity, ...]
    labels: Named
    actors: frozenset[str]
    subjects: Groups
    patients: frozenset[str]
    ranks: tuple[Rank, ...]
    pairs: Named
    binding: bool
    clauses: int = 1

    @classmethod
    def merge(cls, parts: Sequence[Evidence]) -> Evidence:
        """What several clauses say together."""
        affirmed = frozenset(k for p in parts for k in p.keys - p.struck.keys())
        return cls(
            keys=_all(p.keys for p in parts),
            negated=_all(p.negated for p in parts),
            struck={k: w for p in parts for k, w in p.struck.items() if k not in affirmed},
            strengths=_grouped(p.strengths for p in parts),
            universal=_all(p.universal for p in parts),
            names=frozenset(n for p in parts for n in p.names),
            words=_all(p.words for p in parts),
            quantities=tuple(q for p in parts for q in p.quantities),
            labels=frozenset(n for p in parts for n in p.labels),
            actors=_all(p.actors for p in parts),
            subjects=_grouped(p.subjects for p in parts),
            patients=_all(p.patients for p in parts),
            ranks=tuple(r for p in parts for r in p.ranks),
            pairs=frozenset(n for p in parts for n in p.pairs),
            binding=any(p.binding for p in parts),
            clauses=len(parts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A claim before its clauses: `by_body` holds the evidence of each body's cited clauses, "" that of all.

    `sentences` are the content keys of every sentence of the register, by body, for claims that something is absent.
    """

    marks: Sequence[Mark]
    by_body: Mapping[str, Evidence]
    sentences: Mapping[str, Sequence[frozenset[str]]]

    def facts(self, mark: Mark) -> Evidence:
        """The evidence that a mark is held against."""
        return self.by_body.get(mark.body) or self.by_body[""]


def read_evidence(clause: Clause, scanner: Scanner) -> Evidence:
    """What one clause says, its stem and its standing included."""
    commitment = "commit" in clause.stem
    marks = read_clause(scanner.scan(clause.text), "duty" if commitment else "")
    metadata = scanner.scan(f"{clause.label} {clause.section} {clause.kind}")
    bound = list(subjects(marks))
    force = _FORCES.get(clause.force, "")
    return Evidence(
        keys=content((*(m.unit for m in marks), *metadata)),
        negated=content(m.unit for m in marks if m.negated),
        struck=_struck(marks),
        strengths=_grouped({m.unit.key: frozenset((m.modal,))} for m in marks if m.unit.key),
        universal=frozenset(_universal(marks)),
        names=frozenset((*_names(m.unit for m in marks), *_names(metadata), ("modals", "duty" if commitment else ""), ("forces", force))),
        words=frozenset(m.unit.word for m in marks),
        quantities=tuple(quantities(marks, _NUMBER_REACH)),
        labels=frozenset(_labels(clause)),
        actors=frozenset(m.unit.tags["actors"] for m in marks if "actors" in m.unit.tags),
        subjects=_grouped({s.demanded: frozenset((s.actor,))} for s in bound if not s.passive)
        | ({"": frozenset(("case_manager",))} if commitment else {}),
        patients=frozenset(s.actor for s in bound if s.passive),
        ranks=tuple(ranks(marks)),
        pairs=frozenset(_pairs(marks)),
        binding=force == "mandatory",
    )


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)


def _grouped(maps: Iterable[Groups]) -> dict[str, frozenset[str]]:
    merged: dict[str, frozenset[str]] = {}
    for part in maps:
        for key, values in part.items():
            merged[key] = merged.get(key, frozenset()) | values
    return merged


def _struck(marks: Sequence[Mark]) -> Groups:
    affirmed = {m.unit.key for m in marks if not m.negated}
    return _grouped({m.unit.key: frozenset((m.unit.word,))} for m in marks if m.unit.key and m.struck and m.unit.key not in affirmed)


def _universal(marks: Sequence[Mark]) -> Iterable[str]:
    """The keys and labels that "all", "any" or "every" stands before."""
    for i, mark in enumerate(marks):
        if mark.unit.tags.get("universals") in ("each", "any"):
            named = (marks[j].unit for j in ahead(marks, i))
            over = [u.key or u.tags["labels"] for u in named if u.key or "labels" in u.tags]
            yield from over[:_UNIVERSAL_OVER]


def _names(units: Iterable[Unit]) -> Iterable[tuple[str, str]]:
    return ((section, unit.tags[section]) for unit in units for section in _SECTIONS if section in unit.tags)


def _labels(clause: Clause) -> Iterable[tuple[str, str]]:
    """The numbers a clause is officially known by; a number that its label does not print is not one."""
    match = _NUMBERED.match(clause.id)
    if match and match["number"] in clause.label.split():
        yield from ((name, match["number"]) for name in (match["code"].lower(), clause.kind, f"{clause.kind}s"))


def _pairs(marks: Sequence[Mark]) -> Iterable[tuple[str, str]]:
    """What kind of clause a sentence calls advisory or mandatory: ("principle", "advisory")."""
    for mark in marks:
        force = mark.unit.tags.get("forces") or ("mandatory" if mark.unit.tags.get("modals") == "must" else "")
        if force:
            same = (m.unit for m in marks if m.unit.sentence == mark.unit.sentence)
            yield from ((u.tags["labels"], force) for u in same if "labels" in u.tags)
