"""Whether a sentence ties things together as its clauses do: who does what to whom, and each duty with its own object."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.ground import Ground, Place
from assistant.claims.lexicon import CASE_MANAGERS
from assistant.claims.marks import Mark, ahead
from assistant.claims.written import Written

_WITHIN = 5
_PASSIVE_WITHIN = 4
_JOINTS = frozenset(("and", "or", "to", "by", "while", "that", "who", "when", "if", "which", "as", "nor"))
_TURNS = frozenset(("and", "while", "but"))
_BE = frozenset(("is", "are", "be", "being", "been"))
_NOMINAL = ("ing", "ion", "ions", "ment", "ance", "ence", "al")
_BEFORE_ACT = frozenset(("will", "must", "should", "may", "can", "do", "does", "also", "not", "commit", "commits", "to", "who", "that"))
_TOWARD = frozenset(("to", "with", "for", "by", "from", "about", "on", "against", "toward", "of"))
_ASKING = frozenset(("asks", "ask", "asked", "required", "expected", "expects", "commits", "calls", "owed", "commitment", "commitments"))
_DETERMINERS = frozenset(("a", "an", "the", "any", "each", "every", "all"))
_OBJECT_ENDS = frozenset(("and", "or", "while", "who", "which"))


def mixed(written: Written) -> bool:
    """Things said in one breath that no clause says together."""
    return any(not _tied(written, a, b) for a, b in _neighbours(written))


def swapped(written: Written) -> bool:
    """Somebody who does what is done to them, or the other way round."""
    marks = written.case.marks
    return (
        any(_reversed(written, a, b) for a, b in _neighbours(written))
        or any(_acts_unasked(written, i) for i, m in enumerate(marks) if m.unit.tags.get("actors", "") not in ("", *CASE_MANAGERS))
        or any(_acts_otherwise(written, i) for i, m in enumerate(marks) if m.unit.word == "you")
        or any(_acted_upon(written, i) for i, m in enumerate(marks) if m.unit.key == "case_manager")
    )


def _neighbours(written: Written) -> list[tuple[int, int]]:
    """The places of what is said, two by two, within a sentence."""
    marks = written.case.marks
    held = [i for i, m in enumerate(marks) if written.carried(m)]
    return [(a, b) for a, b in zip(held, held[1:], strict=False) if marks[a].unit.sentence == marks[b].unit.sentence]


def _tied(written: Written, a: int, b: int) -> bool:
    marks = written.case.marks
    one, other = marks[a], marks[b]
    grounds = [g for g in written.of(one) if one.unit.key in g.places and other.unit.key in g.places]
    if any(_placements(g, one, other) for g in grounds):
        return True
    if not _joined(marks, a, b):
        return False
    if grounds:
        return True
    return _new_statement(written, a, b)


def _placements(ground: Ground, one: Mark, other: Mark) -> list[tuple[Place, Place]]:
    """Where both stand in one duty of the clause, near one another; somebody served may stand anywhere in it."""
    loose = bool({"client", ground.term} & {one.unit.key, other.unit.key})
    pairs = ((p, q) for p in ground.places.get(one.unit.key, ()) for q in ground.places.get(other.unit.key, ()))
    return [(p, q) for p, q in pairs if loose or (p.duty == q.duty and abs(p.at - q.at) <= _WITHIN)]


def _joined(marks: Sequence[Mark], a: int, b: int) -> bool:
    between = [m.unit for m in marks[a + 1 : b + 1]]
    return marks[a].unit.segment != marks[b].unit.segment or any(u.comma for u in between) or any(u.word in _JOINTS for u in between)


def _new_statement(written: Written, a: int, b: int) -> bool:
    """Whether another duty begins between two places, so that another clause may speak from there."""
    marks = written.case.marks
    between = [m.unit for m in marks[a + 1 : b + 1]]
    turn = marks[a].unit.segment != marks[b].unit.segment or any(u.comma or u.word in _TURNS for u in between)
    key = marks[b].unit.key
    subject = any(u.key in CASE_MANAGERS or "bodies" in u.tags or "labels" in u.tags for u in between if u.key != key)
    return turn and (subject or key in written.acts or any(g.first(key) for g in written.grounds))


def _reversed(written: Written, a: int, b: int) -> bool:
    """An act that is said after what it is done to, with nothing that makes it a passive or a noun."""
    marks = written.case.marks
    one, other = marks[a], marks[b]
    if other.unit.key not in written.acts or one.unit.key in written.acts or _joined(marks, a, b):
        return False
    if other.unit.word.endswith(_NOMINAL) or any(m.unit.word in _BE or m.unit.key in CASE_MANAGERS for m in marks[a + 1 : b]):
        return False
    found = [pair for g in written.of(one) for pair in _placements(g, one, other)]
    return bool(found) and all(q.at < p.at for p, q in found)


def _acts_unasked(written: Written, at: int) -> bool:
    """Whether somebody other than the case manager is the one who acts, and the clauses do not say so."""
    marks = written.case.marks
    actor = marks[at]
    if _object(written, at):
        return False
    after = at + 1
    while after < len(marks) and marks[after].unit.word in _BEFORE_ACT and not marks[after].unit.comma:
        after += 1
    if after >= len(marks) or marks[after].unit.comma or marks[after].unit.segment != actor.unit.segment:
        return False
    act = marks[after]
    if act.unit.key not in written.acts or act.unit.word.endswith(("ed", "ing", "ion")):
        return False
    if not written.carried(act):
        return False
    return not any(
        q.at == p.at + 1 and not q.joined
        for g in written.of(actor)
        for p in g.places.get(actor.unit.key, ())
        for q in g.places.get(act.unit.key, ())
    )


def _acts_otherwise(written: Written, at: int) -> bool:
    """ "You choose …": whether the case manager is said to do what is no act of the clauses."""
    marks = written.case.marks
    following = (marks[i] for i in ahead(marks, at))
    act = next((m for m in following if m.unit.word not in _BEFORE_ACT and not m.unit.word.endswith("ly")), None)
    return act is not None and not act.unit.comma and written.carried(act) and act.unit.key not in written.acts


def _object(written: Written, at: int) -> bool:
    """Whether an act stands before somebody in the same breath, so that it is done to them."""
    marks = written.case.marks
    for i in range(at, 0, -1):
        if marks[i].unit.comma or marks[i - 1].unit.word in _OBJECT_ENDS or marks[i - 1].unit.segment != marks[at].unit.segment:
            return False
        if marks[i - 1].unit.key in written.acts:
            return True
    return False


def _acted_upon(written: Written, at: int) -> bool:
    """Whether something is done to the case manager that the clauses do not do."""
    marks = written.case.marks
    if _suffers(written, at):
        return True
    if at == 0 or marks[at].unit.comma or marks[at].unit.segment != marks[at - 1].unit.segment:
        return False
    before = next((m.unit for m in reversed(marks[:at]) if m.unit.word not in _DETERMINERS), marks[at - 1].unit)
    asked = any(m.unit.word in _ASKING for m in marks[max(0, at - 2) : at])
    done = before.key in written.acts or (before.word in _TOWARD and not asked)
    return done and not asked and not any(g.addressed for g in written.of(marks[at]))


def _suffers(written: Written, at: int) -> bool:
    """ "You are not exploited": whether a passive of the clauses' own acts is about the case manager, and theirs is not."""
    marks = written.case.marks
    following = [marks[i] for i in ahead(marks, at)][:_PASSIVE_WITHIN]
    be = next((n for n, m in enumerate(following) if m.unit.word in _BE), None)
    done = next((m for m in following[be + 1 :] if m.unit.word not in ("not", "also")), None) if be is not None else None
    if done is None or any(m.unit.key for m in following[:be]) or not done.unit.word.endswith(("ed", "en")):
        return False
    return done.unit.key in written.acts and written.carried(done) and not (written.case.facts(marks[at]).patients & CASE_MANAGERS)
