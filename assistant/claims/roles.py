"""Who does what to whom, and whose a thing is, in a chat model's sentence and in its clauses."""

from __future__ import annotations

from assistant.claims.ground import OTHERS, Ground, Owned
from assistant.claims.lexicon import CASE_MANAGERS
from assistant.claims.marks import Mark, ahead, carries, segment_start
from assistant.claims.ties import joined, neighbours, placements
from assistant.claims.written import Written

_PASSIVE_WITHIN = 4
_TO_WITHIN = 4
_OF_WITHIN = 4
_BESIDE = 2
_BE = frozenset(("is", "are", "be", "being", "been"))
_NOMINAL = ("ing", "ion", "ions", "ment", "ance", "ence", "al")
_BEFORE_ACT = frozenset(("will", "must", "should", "may", "can", "do", "does", "also", "not", "commit", "commits", "to", "who", "that"))
_AUXILIARIES = frozenset(("will", "must", "should", "may", "can", "do", "also", "not"))
_TOWARD = frozenset(("to", "with", "for", "by", "from", "about", "on", "against", "toward", "of"))
_COMMITTING = frozenset(("commit", "commits", "committed"))
_ASKING = _COMMITTING | {"asks", "ask", "asked", "required", "expected", "expects", "calls", "owed", "commitment", "commitments"}
_DETERMINERS = frozenset(("a", "an", "the", "any", "each", "every", "all"))
_OBJECT_ENDS = frozenset(("and", "or", "while", "who", "which"))


def swapped(written: Written) -> bool:
    """Somebody who does what is done to them, or the other way round."""
    marks = written.case.marks
    return (
        any(_reversed(written, a, b) for a, b in neighbours(written))
        or any(_acts_unasked(written, i) for i, m in enumerate(marks) if _other(m))
        or any(_predicated(written, i) for i, m in enumerate(marks) if "labels" in m.unit.tags)
        or any(_misplaced(written, i) for i, m in enumerate(marks) if m.unit.key == "client" and written.carried(m))
        or any(_acts_otherwise(written, i) for i, m in enumerate(marks) if m.unit.key in CASE_MANAGERS)
        or any(_acted_upon(written, i) for i, m in enumerate(marks) if m.unit.key == "case_manager")
    )


def _other(mark: Mark) -> bool:
    """Whether a mark is somebody other than the case manager."""
    return mark.unit.key == "client" or mark.unit.tags.get("actors", "") not in ("", *CASE_MANAGERS)


def _reversed(written: Written, a: int, b: int) -> bool:
    """An act that is said after what it is done to, with nothing that makes it a passive or a noun, or before what it is not done to."""
    marks = written.case.marks
    one, other = marks[a], marks[b]
    found = [pair for g in written.of(one) for pair in placements(g, one, other)]
    before = bool(found) and all(q.at < p.at for p, q in found)
    if not before or (one.unit.key in written.acts) == (other.unit.key in written.acts):
        return False
    if one.unit.key in written.acts:
        return not joined(marks, a, b, but="to") and not one.unit.word.endswith(("ed", "ion"))
    if joined(marks, a, b, but="to"):
        return False
    passive = any(m.unit.word in _BE or m.unit.key in CASE_MANAGERS for m in marks[a + 1 : b])
    return not (passive or other.unit.word.endswith(_NOMINAL))


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
    opening = not any(carries(m) for m in marks[segment_start(marks, at) : at])
    acts = act.unit.key in written.acts and not act.unit.word.endswith(("ed", "ing", "ion"))
    theirs = any(o.owner == actor.unit.key and o.key == act.unit.key for o in written.owned)
    if theirs or not written.carried(act) or not (acts or opening):
        return False
    return not any(
        q.at == p.at + 1 and not q.joined
        for g in written.of(actor)
        for p in g.places.get(actor.unit.key, ())
        for q in g.places.get(act.unit.key, ())
    )


def _object(written: Written, at: int) -> bool:
    """Whether an act stands before somebody in the same breath, so that it is done to them."""
    marks = written.case.marks
    for i in range(at, 0, -1):
        if marks[i - 1].unit.word == "that" and marks[min(at + 1, len(marks) - 1)].unit.word != "to":
            return False
        if marks[i].unit.comma or marks[i - 1].unit.word in _OBJECT_ENDS or marks[i - 1].unit.segment != marks[at].unit.segment:
            return False
        if marks[i - 1].unit.key in written.acts:
            return True
    return False


def _acts_otherwise(written: Written, at: int) -> bool:
    """ "You choose …", "asks you to choose …": whether the case manager is said to do what is no act of the clauses."""
    marks = written.case.marks
    following = [marks[i] for i in ahead(marks, at)]
    act = next((m for m in following if m.unit.word not in _AUXILIARIES and not m.unit.word.endswith("ly")), None)
    to = next((n for n, m in enumerate(following[:_TO_WITHIN]) if m.unit.word == "to"), None)
    if act is not None and to is not None and (act.unit.word == "to" or act.unit.word in _ASKING):
        if any(m.unit.word in _COMMITTING for m in marks[max(0, at - 1) : at + to + 1]):
            return False
        act = next((m for m in following[to + 1 :] if m.unit.word not in _AUXILIARIES and not m.unit.word.endswith("ly")), None)
    elif marks[at].unit.word != "you" and any(carries(m) or m.unit.word in _TOWARD for m in marks[segment_start(marks, at) : at]):
        return False
    return act is not None and not act.unit.comma and written.carried(act) and act.unit.key not in written.acts


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


def _predicated(written: Written, at: int) -> bool:
    """Whether a kind of clause is said to do what the clauses say of another kind."""
    marks = written.case.marks
    label = marks[at].unit.tags["labels"]
    grounds = [g for g in written.of(marks[at]) if any(name == label for name, _ in g.predicates)]
    following = [marks[i] for i in ahead(marks, at)]
    told = next((n for n, m in enumerate(following) if "framing" in m.unit.tags or m.unit.key in CASE_MANAGERS), len(following))
    act = next((m for m in following[:told] if m.unit.key in written.acts and written.carried(m)), None)
    return bool(grounds) and act is not None and not any((label, act.unit.key) in g.predicates for g in grounds)


def _misplaced(written: Written, at: int) -> bool:
    """Whether the people served are what an act is done to, or whose a thing is, and the clauses have them elsewhere."""
    marks = written.case.marks
    before = next((i for i in range(at - 1, -1, -1) if marks[i].unit.word not in _DETERMINERS), -1)
    after = marks[at + 1] if at + 1 < len(marks) else None
    possessive = after is not None and written.carried(after) and not after.unit.comma and after.unit.key not in written.acts
    if before < 0 or possessive or marks[at].unit.comma or marks[before].unit.segment != marks[at].unit.segment:
        return False
    if marks[before].unit.word in _TOWARD and before:
        thing = marks[before - 1]
        return written.carried(thing) and not any(_belongs(g, thing, marks[at]) for g in written.of(thing))
    act = marks[before]
    return act.unit.key in written.acts and written.carried(act) and not any(_near(g, act, marks[at], 1) for g in written.of(act))


def _belongs(ground: Ground, thing: Mark, owner: Mark) -> bool:
    """Whether the clause gives a thing to others than the case manager, or has it near its owner."""
    near = _near(ground, thing, owner, _OF_WITHIN) or _near(ground, owner, thing, _OF_WITHIN)
    return near or OTHERS in ground.owners.get(thing.unit.key, ())


def _near(ground: Ground, one: Mark, other: Mark, within: int) -> bool:
    """Whether one stands at most so far before the other in the clause."""
    return any(0 < q.at - p.at <= within for p in ground.places.get(one.unit.key, ()) for q in ground.places.get(other.unit.key, ()))


def wrong_owner(written: Written) -> bool:
    """Something given to the case manager that the clauses give to others, or the other way round, or to nobody."""
    for owned in written.owned:
        stated = frozenset[str]().union(*(g.owners.get(owned.key, frozenset()) for g in written.grounds))
        if stated and owned.whose not in stated:
            return True
        if not stated and owned.whose == OTHERS and not any(_beside(g, owned) for g in written.grounds):
            return True
    return False


def _beside(ground: Ground, owned: Owned) -> bool:
    """Whether the clause has the owner right beside what is theirs, or something that it does not hold at all."""
    owners, things = ground.places.get(owned.owner, ()), ground.places.get(owned.key, ())
    return not things or any(abs(p.at - q.at) <= _BESIDE for p in owners for q in things)
