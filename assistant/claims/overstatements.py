"""Where a claim says more, or less, than its clauses: how strongly they ask, and how far they reach."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.evidence import Case
from assistant.claims.marks import Mark, ahead, demanded
from assistant.claims.relations import Rank, ranks


def wrong_strength(case: Case) -> bool:
    """More or less demanded, allowed or hedged than in the clauses."""
    for i, mark in enumerate(case.marks):
        if mark.absent:
            continue
        tags = mark.unit.tags
        if "modals" in tags and _wrong_modal(case, i):
            return True
        if "hedges" in tags and ("hedges", tags["hedges"]) not in case.facts(mark).names:
            return True
        if "forces" in tags and _wrong_force(case, i):
            return True
    return False


def _wrong_modal(case: Case, at: int) -> bool:
    facts, strength = case.facts(case.marks[at]), case.marks[at].unit.tags["modals"]
    anywhere = frozenset(name for section, name in facts.names if section == "modals")
    found = facts.strengths.get(demanded(case.marks, at), anywhere)
    if strength == "permit":
        return "permit" not in found and bool(found & {"duty", "must"})
    if found == {"permit"}:
        return True
    if strength != "must" or "must" in found | anywhere:
        return False
    hedged = ("hedges", "effort") in facts.names and not any("hedges" in m.unit.tags for m in case.marks)
    return hedged or not facts.binding


def _wrong_force(case: Case, at: int) -> bool:
    mark = case.marks[at]
    facts, force = case.facts(mark), mark.unit.tags["forces"]
    if mark.negated:
        force = "mandatory" if force != "mandatory" else "advisory"
    forces = {f for label, f in facts.pairs if label == _label_called(case.marks, at)}
    return ("forces", force) not in facts.names or (bool(forces) and force not in forces)


def _label_called(marks: Sequence[Mark], at: int) -> str:
    """The kind of clause that is called advisory or mandatory: named right after, else last before."""
    if at + 1 < len(marks) and "labels" in marks[at + 1].unit.tags:
        return marks[at + 1].unit.tags["labels"]
    sentence = marks[at].unit.sentence
    before = [m.unit.tags["labels"] for m in marks[:at] if m.unit.sentence == sentence and "labels" in m.unit.tags]
    return before[-1] if before else ""


def wrong_scope(case: Case) -> bool:
    """A limit, condition, order or generality that the clauses do not state."""
    if any(_reversed(rank, case.by_body[""].ranks) for rank in ranks(case.marks)):
        return True
    for i, mark in enumerate(case.marks):
        tags, facts = mark.unit.tags, case.facts(mark)
        if mark.absent or mark.silent or "neutral" in tags:
            continue
        if "limiters" in tags and ("limiters", tags["limiters"]) not in facts.names and not _limits_nothing(case.marks, i):
            return True
        if "restrictors" in tags and mark.unit.word not in facts.words:
            return True
        if "conditions" in tags and mark.unit.key not in facts.keys and not (mark.negated and mark.head):
            return True
        if "universals" in tags and _too_general(case, i):
            return True
    return False


def _reversed(rank: Rank, stated: Sequence[Rank]) -> bool:
    """Whether what the clauses put first is put second."""
    return any(rank[1] & first or rank[0] & second for first, second in stated)


def _limits_nothing(marks: Sequence[Mark], at: int) -> bool:
    """ "Only advisory" says no more than "advisory"."""
    return at + 1 < len(marks) and "forces" in marks[at + 1].unit.tags


def _too_general(case: Case, at: int) -> bool:
    """ "All" or "always" where the clauses say neither; "any" may stand for "a"."""
    facts, name = case.facts(case.marks[at]), case.marks[at].unit.tags["universals"]
    if name == "always":
        return ("universals", "always") not in facts.names
    following = [case.marks[j].unit for j in ahead(case.marks, at)]
    over = next((u.key for u in following if u.key), "")
    label = next((u.tags["labels"] for u in following if "labels" in u.tags), "")
    if name == "any" or over in ("certified", "member") or {over, label} & facts.universal:
        return False
    return over in facts.keys or ("universals", "each") not in facts.names
