"""Whether a sentence ties things together as its clauses do, each duty with its own object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.claims.ground import Ground, Place
from assistant.claims.lexicon import CASE_MANAGERS
from assistant.claims.marks import Mark
from assistant.claims.written import Written

_WITHIN = 3
_JOINTS = frozenset(("and", "or", "to", "by", "while", "that", "who", "when", "if", "which", "as", "nor", "part", "ways"))
_TURNS = frozenset(("and", "while", "but"))


def mixed(written: Written) -> bool:
    """Things said in one breath that no clause says together."""
    return any(not _tied(written, a, b) for a, b in neighbours(written)) or any(not _of_one_clause(written, run) for run in _runs(written))


def neighbours(written: Written) -> list[tuple[int, int]]:
    """The places of what is said, two by two, within a sentence; the people served may be named anywhere, so they tie nothing."""
    marks = written.case.marks
    held = [i for i, m in enumerate(marks) if written.carried(m) and m.unit.key != "client"]
    return [(a, b) for a, b in pairwise(held) if marks[a].unit.sentence == marks[b].unit.sentence]


def placements(ground: Ground, one: Mark, other: Mark) -> list[tuple[Place, Place]]:
    """Where both stand in one duty of the clause, near one another; what the clause defines stands near everything."""
    loose = ground.term in (one.unit.key, other.unit.key)
    pairs = ((p, q) for p in ground.places.get(one.unit.key, ()) for q in ground.places.get(other.unit.key, ()))
    return [(p, q) for p, q in pairs if loose or (p.duty == q.duty and 0 < _apart(ground, p, q) <= _WITHIN)]


def joined(marks: Sequence[Mark], a: int, b: int, but: str = "") -> bool:
    """Whether a comma, another segment or a joining word other than `but` stands between two places."""
    between = [m.unit for m in marks[a + 1 : b + 1]]
    joints = _JOINTS - {but} - (set() if marks[b].unit.word.endswith("ing") else {"by"})
    return marks[a].unit.segment != marks[b].unit.segment or any(u.comma for u in between) or any(u.word in joints for u in between)


def _tied(written: Written, a: int, b: int) -> bool:
    """Whether a clause has two things together, or another statement begins between them."""
    marks = written.case.marks
    one, other = marks[a], marks[b]
    grounds = [g for g in written.of(one) if one.unit.key in g.places and other.unit.key in g.places]
    if b == a + 1 and not other.unit.comma and one.unit.key not in written.acts and one.unit.segment == other.unit.segment:
        turned = any(other.unit.key in g.partners.get(one.unit.key, ()) for g in grounds)
        return turned or (one.unit.key, other.unit.key) in written.side_by_side or any(_adjoin(g, one, other) for g in grounds)
    if any(placements(g, one, other) for g in grounds):
        return True
    if not joined(marks, a, b):
        return any(_helped(g, marks, a, b) and {one.unit.key, other.unit.key} <= written.acts for g in grounds)
    if grounds:
        return True
    return _new_statement(written, a, b)


def _apart(ground: Ground, p: Place, q: Place) -> int:
    """How far two places lie apart, where the items of a list count as one."""
    low, high = sorted((p.at, q.at))
    return sum(at not in ground.joined for at in range(low + 1, high)) + (high > low)


def _helped(ground: Ground, marks: Sequence[Mark], a: int, b: int) -> bool:
    """ "Help individuals use …": whether somebody stands between two acts that the clause has in this order."""
    between = any("actors" in m.unit.tags for m in marks[a + 1 : b])
    return between and min(p.at for p in ground.places[marks[a].unit.key]) < max(q.at for q in ground.places[marks[b].unit.key])


def _adjoin(ground: Ground, one: Mark, other: Mark) -> bool:
    """Whether the clause has the one right before the other, but for items of a list between them."""
    pairs = ((p, q) for p in ground.places.get(one.unit.key, ()) for q in ground.places.get(other.unit.key, ()))
    return any(q.at == p.at + 1 or (0 < q.at - p.at <= _WITHIN and _listed(ground, p, q)) for p, q in pairs)


def _listed(ground: Ground, p: Place, q: Place) -> bool:
    """Whether the second place is an item of a list, or all between the two are."""
    return q.at in ground.joined or all(at in ground.joined for at in range(p.at + 1, q.at))


def _new_statement(written: Written, a: int, b: int) -> bool:
    """Whether another duty begins between two places, so that another clause may speak from there."""
    marks = written.case.marks
    between = [m.unit for m in marks[a + 1 : b + 1]]
    turn = marks[a].unit.segment != marks[b].unit.segment or any(u.comma or u.word in _TURNS for u in between)
    key = marks[b].unit.key
    subject = any(u.key in CASE_MANAGERS or "bodies" in u.tags or "labels" in u.tags for u in between if u.key != key)
    return turn and (subject or key in written.acts or any(g.first(key) for g in written.grounds))


def _runs(written: Written) -> Iterable[list[Mark]]:
    """What is said, cut where a comma or an "and" may begin something else."""
    run: list[Mark] = []
    for i, mark in enumerate(written.case.marks):
        before = written.case.marks[i - 1].unit if i else mark.unit
        if run and (mark.unit.comma or mark.unit.word in _TURNS or mark.unit.segment != before.segment):
            yield run
            run = []
        if written.carried(mark):
            run.append(mark)
    yield run


def _of_one_clause(written: Written, run: Sequence[Mark]) -> bool:
    """Whether one clause holds all of a run."""
    keys = {m.unit.key for m in run}
    return not run or any(keys <= g.places.keys() for g in written.of(run[0]))
