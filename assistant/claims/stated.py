"""Where a chat model's sentence says more, or less, than its clauses though its words are theirs."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.claims.marks import Mark, ahead, carries, demanded
from assistant.claims.written import Written, form

_MARKED = ("limiters", "restrictors", "conditions", "hedges")
_RESERVES = ("effort", "permit", "need", "last")


def unstated_strength(written: Written) -> bool:
    """ "Must" or "may" where the clauses have neither."""
    for mark in written.case.marks:
        strength = mark.unit.tags.get("modals", "")
        if strength in ("must", "permit") and not any(strength in g.names for g in written.of(mark)):
            return True
        if strength == "permit" and strength not in _strengths(written, mark):
            return True
    return any(need in _RESERVES for need in unkept(written))


def _strengths(written: Written, mark: Mark) -> frozenset[str]:
    """How strongly the clauses ask for what a modal asks for; whatever they ask with where they do not hold it."""
    marks = written.case.marks
    at = next(i for i, m in enumerate(marks) if m is mark)
    facts = written.case.facts(mark)
    return facts.strengths.get(demanded(marks, at), frozenset(n for section, n in facts.names if section == "modals"))


def unstated_reach(written: Written) -> bool:
    """A generality, a limit or a tie between statements that the clauses lack, or one of theirs that is left out."""
    for i, mark in enumerate(written.case.marks):
        tags, grounds = mark.unit.tags, written.of(mark)
        if "neutral" in tags and not any(tags["neutral"] in g.names for g in grounds):
            return True
        for section in _MARKED:
            if section in tags and not any({tags[section], mark.unit.key, form(mark.unit.word)} & (g.names | g.forms) for g in grounds):
                return True
        if "universals" in tags and not _general(written, i):
            return True
    if any(True for _ in unkept(written)):
        return True
    stated = frozenset[str]().union(*(g.links for g in written.grounds))
    conditioned = any(need in g.names and need in _names(written) for g in written.grounds for need in written.kept)
    return bool(written.links - stated - ({"condition"} if conditioned else set()) - {"cause"})


def _general(written: Written, at: int) -> bool:
    """Whether a clause that holds what follows a generality is as general."""
    marks = written.case.marks
    mark = marks[at]
    over = next((marks[j].unit.key for j in ahead(marks, at) if written.carried(marks[j])), "")
    grounds = [g for g in written.of(mark) if not over or over in g.places]
    return any(form(mark.unit.word) in g.forms or mark.unit.tags["universals"] in g.names for g in grounds)


def unstated_cause(written: Written) -> bool:
    """A reason or a conclusion that the clauses do not draw."""
    return "cause" in written.links and not any("cause" in g.links for g in written.grounds)


def wrong_quantity(written: Written) -> bool:
    """A number before something that the clauses do not count with it."""
    marks = written.case.marks
    for i, mark in enumerate(marks):
        if i and {"labels", "bodies"} & marks[i - 1].unit.tags.keys():
            continue
        value = mark.unit.word if mark.unit.word[0].isdigit() else mark.unit.tags.get("numbers", "")
        following = next((marks[j].unit.key for j in ahead(marks, i) if carries(marks[j])), "")
        counted = [q.near for q in written.case.by_body[""].quantities if q.value == value]
        if value and following and counted and not any(following in near for near in counted):
            return True
    return False


def widened_subject(written: Written) -> bool:
    """ "You" or "case managers" where the clauses speak of board certified case managers only."""
    certified = all(g.certified for g in written.grounds)
    units = [m.unit for m in written.case.marks]
    told = any(u.key == "certified" or "bodies" in u.tags or "labels" in u.tags for u in units)
    return certified and not told and any(u.key == "case_manager" for u in units)


def unkept(written: Written) -> Iterable[str]:
    """What no clause leaves out when it says some word of the sentence, and the sentence does."""
    names = _names(written)
    for mark in written.case.marks:
        said = {mark.unit.key or mark.unit.word}
        grounds = [g for g in written.of(mark) if said & g.names]
        left = [[n for n, keys in written.kept.items() if said & keys and n in g.names and n not in names] for g in grounds]
        if left and all(left):
            yield left[0][0]


def _names(written: Written) -> frozenset[str]:
    units = [m.unit for m in written.case.marks]
    return frozenset(n for u in units for n in (u.key, u.word, u.tags.get("hedges", ""), u.tags.get("modals", "")) if n)
