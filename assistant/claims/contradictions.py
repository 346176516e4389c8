"""Where a claim goes against what its clauses say: numbers, bodies, people, negation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.claims.evidence import Case, Evidence
from assistant.claims.lexicon import CASE_MANAGERS, OWN_BODIES
from assistant.claims.marks import Mark, carries, is_source
from assistant.claims.relations import quantities, subjects
from assistant.claims.roots import root

_NUMBER_REACH = 3
_NOMINAL = re.compile(r"(?:tion|sion|ment|ance|ence|ing|al)s?$")
_OPPOSING = ("un", "non", "dis", "in", "im", "mis")
_HELD = 0.8


def invented(case: Case) -> bool:
    """A numbered rule, standard or section that none of the clauses bears or names."""
    facts = case.by_body[""]
    known = facts.labels | {(q.kind, q.value) for q in facts.quantities}
    return any(q.kind and (q.kind, q.value) not in known for q in quantities(case.marks, _NUMBER_REACH))


def wrong_number(case: Case) -> bool:
    """A number that the clauses do not hold, or where they hold another one."""
    facts = case.by_body[""]
    for quantity in quantities(case.marks, _NUMBER_REACH):
        if quantity.kind or quantity.value == str(facts.clauses):
            continue
        same = [q for q in facts.quantities if q.value == quantity.value]
        others = [q for q in facts.quantities if q.value != quantity.value]
        if not same or (not any(quantity.near & q.near for q in same) and any(quantity.near & q.near for q in others)):
            return True
    return False


def wrong_body(case: Case) -> bool:
    """A body whose clauses are not cited, or one that the clauses do not speak of."""
    for i, mark in enumerate(case.marks):
        name = mark.unit.tags.get("bodies", "")
        if name and name not in OWN_BODIES and ("bodies", name) not in case.by_body[""].names:
            return True
        if name in OWN_BODIES - case.by_body.keys() and _reported(case.marks, i):
            return True
        if mark.unit.key and mark.body and mark.body not in case.by_body and not mark.absent:
            return True
    return False


def _reported(marks: Sequence[Mark], at: int) -> bool:
    """ "The CCMC code …": the body's text is said to hold something."""
    named = at + 1 < len(marks) and is_source(marks[at + 1])
    return named and not any(m.silent for m in marks if m.unit.segment == marks[at].unit.segment)


def wrong_subject(case: Case) -> bool:
    """Someone bound or named who is not in the clauses."""
    for subject in subjects(case.marks):
        facts = case.facts(case.marks[subject.at])
        allowed = facts.patients if subject.passive else _bound(facts, subject.demanded)
        if allowed and not _may_stand_for(subject.actor, allowed, facts):
            return True
    return any(_stranger(m, case.facts(m)) for m in case.marks if "actors" in m.unit.tags and not m.absent)


def _bound(facts: Evidence, demanded: str) -> frozenset[str]:
    """Who must do this according to the clauses; whoever they bind where they do not ask for it in so many words."""
    return facts.subjects.get(demanded) or frozenset[str]().union(*facts.subjects.values())


def _may_stand_for(actor: str, allowed: frozenset[str], facts: Evidence) -> bool:
    if actor == "case_manager":
        return bool(allowed & CASE_MANAGERS)
    return actor in allowed or (actor == "member" and facts.binding)


def _stranger(mark: Mark, facts: Evidence) -> bool:
    """Someone whom the clauses do not name; a client is one only where the clauses name somebody else."""
    actor = mark.unit.tags["actors"]
    if actor in CASE_MANAGERS or mark.unit.key in facts.keys:
        return False
    return actor != "client" or bool(facts.actors - CASE_MANAGERS)


def wrong_negation(case: Case) -> bool:
    """Something denied that the clauses affirm, or affirmed that they deny, or said to be absent and is not."""
    for i, mark in enumerate(case.marks):
        key, facts = mark.unit.key, case.facts(mark)
        if mark.absent:
            continue
        if key not in facts.keys:
            if _opposite(mark.unit.word, facts.keys):
                return True
            continue
        if mark.negated:
            if key not in facts.negated and _is_what_is_denied(case, i):
                return True
        elif key in facts.struck and not (mark.mention or mark.exclusive or _nominal(mark, facts.struck[key])):
            return True
    return _found_after_all(case)


def _opposite(word: str, held: frozenset[str]) -> bool:
    """ "Unintentional" where the clauses have "intentional"."""
    return any(word.startswith(prefix) and root(word.removeprefix(prefix)) in held for prefix in _OPPOSING)


def _is_what_is_denied(case: Case, at: int) -> bool:
    """Whether a negated mark is the first in its negation's reach that the clauses hold."""
    for mark in reversed(case.marks[: at + 1]):
        if not mark.negated or (mark is not case.marks[at] and carries(mark) and mark.unit.key in case.facts(mark).keys):
            return False
        if mark.head:
            return True
    return False


def _nominal(mark: Mark, struck: frozenset[str]) -> bool:
    """ "Exploitation" names what "not exploited" forbids without saying that it is done."""
    return not mark.modal and bool(_NOMINAL.search(mark.unit.word)) and not any(_NOMINAL.search(w) for w in struck)


def _found_after_all(case: Case) -> bool:
    """Whether a sentence of the register holds what the claim says is absent from it."""
    for body, keys in _absent_groups(case.marks):
        bodies = [body] if body else list(case.sentences)
        if any(_holds(s, keys) for b in bodies for s in case.sentences.get(b, ())):
            return True
    exclusive = [m for m in case.marks if m.exclusive and carries(m)]
    keys = {m.unit.key for m in exclusive}
    others = [b for b in case.sentences if exclusive and b != exclusive[0].body]
    return any(_holds(s, keys) for b in others for s in case.sentences[b])


def _absent_groups(marks: Sequence[Mark]) -> list[tuple[str, set[str]]]:
    """What is said to be absent, item by item, with the body whose text it is absent from."""
    groups: list[tuple[str, set[str]]] = []
    for i, mark in enumerate(marks):
        if not mark.absent:
            continue
        if i == 0 or not marks[i - 1].absent or mark.unit.comma or mark.unit.word in ("or", "nor"):
            groups.append((mark.body, set()))
        if mark.unit.key and mark.unit.key not in CASE_MANAGERS:
            groups[-1][1].add(mark.unit.key)
    return groups


def _holds(sentence: frozenset[str], keys: set[str]) -> bool:
    return bool(keys) and len(keys & sentence) >= _HELD * len(keys)
