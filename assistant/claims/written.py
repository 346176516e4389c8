"""Where a chat model's sentence leaves its clauses though its words are theirs: what is not grounded, tied or owned as they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.evidence import Case
from assistant.claims.ground import OTHERS, Ground, Owned
from assistant.claims.lexicon import CASE_MANAGERS, OWN_BODIES
from assistant.claims.marks import Mark, ahead, carries, demanded
from assistant.claims.vocabulary import forms

_MARKED = ("limiters", "restrictors", "conditions", "hedges")
_CHECKED = ("bodies", "numbers", "negators", "modals", "forces", "universals", "neutral", "pivots")
_FEWEST = 2
_SHARE = 0.5
_BESIDE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence of a chat model before the clauses that it cites.

    `free` are the words, with their keys, that need no clause; `kept`, `named` and `owned` hold what must be said along with which keys, the body that
    each word stands for, and the keys that the sentence gives to somebody.
    """

    text: str
    case: Case
    grounds: Sequence[Ground]
    acts: frozenset[str]
    free: frozenset[tuple[str, str]]
    kept: Mapping[str, frozenset[str]]
    named: Mapping[str, str]
    both: bool
    links: frozenset[str]
    owned: Sequence[Owned]

    def of(self, mark: Mark) -> list[Ground]:
        """The grounds that a mark is held against: those of the body whose text is reported, else all."""
        return [g for g in self.grounds if g.code == mark.body] or list(self.grounds)

    def carried(self, mark: Mark) -> bool:
        """Whether a mark says something of its own that the clauses hold."""
        key = mark.unit.key
        return bool(key) and key not in CASE_MANAGERS and any(key in g.places for g in self.of(mark))


def unnamed_body(written: Written) -> bool:
    """A body named, in whatever words, of which no clause is cited."""
    cited = {g.code for g in written.grounds}
    if written.both and not cited >= OWN_BODIES:
        return True
    held = frozenset[str]().union(*(g.forms for g in written.grounds))
    return any(form not in held and written.named.get(form, "") not in ("", *cited) for form in forms(written.text))


def ungrounded(written: Written) -> bool:
    """A word that neither stands in the clauses nor needs none."""
    said = 0
    for mark in written.case.marks:
        unit, grounds = mark.unit, written.of(mark)
        if written.carried(mark):
            said += 1
            continue
        if unit.key == "certified" and any(g.certified or g.code == "CCMC" for g in grounds):
            continue
        if unit.key in CASE_MANAGERS - {"certified", "member", "health_professional"}:
            continue
        if not ((unit.word, unit.key) in written.free or any(_form(unit.word) in g.forms for g in grounds) or _labelled(mark)):
            return True
    return said < min(_FEWEST, max(len(g.places) for g in written.grounds))


def _form(word: str) -> str:
    return "".join(forms(word)[:1])


def _labelled(mark: Mark) -> bool:
    """Bodies, numbers, negations and the like have checks of their own."""
    return any(s in mark.unit.tags for s in _CHECKED) or mark.unit.word[0].isdigit()


def unstated_strength(written: Written) -> bool:
    """ "Must" or "may" where the clauses have neither."""
    for mark in written.case.marks:
        strength = mark.unit.tags.get("modals", "")
        if strength in ("must", "permit") and not any(strength in g.names for g in written.of(mark)):
            return True
        if strength == "permit" and strength not in _strengths(written, mark):
            return True
    return any(
        need in ("effort", "permit", "need", "last") and need not in names and keys & said for names, need, keys, said in _kept(written)
    )


def _strengths(written: Written, mark: Mark) -> frozenset[str]:
    """How strongly the clauses ask for what a modal asks for; whatever they ask with where they do not hold it."""
    marks = written.case.marks
    at = next(i for i, m in enumerate(marks) if m is mark)
    facts = written.case.facts(mark)
    return facts.strengths.get(demanded(marks, at), frozenset(n for section, n in facts.names if section == "modals"))


def unstated_reach(written: Written) -> bool:
    """A generality, a limit or a tie between statements that the clauses lack, or one of theirs that is left out."""
    for mark in written.case.marks:
        tags, grounds = mark.unit.tags, written.of(mark)
        for section in _MARKED:
            if section in tags and not any({tags[section], mark.unit.key, _form(mark.unit.word)} & (g.names | g.forms) for g in grounds):
                return True
        if "universals" in tags and not any(_form(mark.unit.word) in g.forms or tags["universals"] in g.names for g in grounds):
            return True
    if any(need not in names and keys & said for names, need, keys, said in _kept(written)):
        return True
    stated = frozenset[str]().union(*(g.links for g in written.grounds))
    conditioned = any(need in g.names and need in _names(written) for g in written.grounds for need in written.kept)
    return bool(written.links - stated - ({"condition"} if conditioned else set()) - {"cause"})


def unstated_cause(written: Written) -> bool:
    """A reason or a conclusion that the clauses do not draw."""
    return "cause" in written.links and not any("cause" in g.links for g in written.grounds)


def _names(written: Written) -> frozenset[str]:
    units = [m.unit for m in written.case.marks]
    return frozenset(n for u in units for n in (u.key, u.tags.get("hedges", ""), u.tags.get("modals", "")) if n)


def _kept(written: Written) -> list[tuple[frozenset[str], str, frozenset[str], frozenset[str]]]:
    """What is to be said along with which keys, of the clauses that hold both, with the names and keys of the sentence."""
    names = _names(written)
    return [(names, need, keys & g.places.keys(), names) for g in written.grounds for need, keys in written.kept.items() if need in g.names]


def idle(written: Written) -> bool:
    """A cited clause without which everything said would still stand."""
    bodies = {m.body for m in written.case.marks}
    for ground in written.grounds:
        body = ground.code if ground.code in bodies else ""
        rest = [g for g in written.grounds if g is not ground and (not body or g.code == body)]
        said = _said(written, body)
        others = frozenset[str]().union(*(g.places.keys() | g.forms for g in rest))
        held = said & (ground.places.keys() | ground.forms)
        if not held or (len(written.grounds) > 1 and not held - others and len(held) < _SHARE * len(said)):
            return True
    return False


def _said(written: Written, body: str) -> frozenset[str]:
    """What is said of a body's text, or of any, by key, and by form where a word has no key and is not free; the people served apart."""
    marks = [m for m in written.case.marks if "bodies" not in m.unit.tags and (not body or m.body in ("", body))]
    held = {m.unit.key if written.carried(m) else _form(m.unit.word) for m in marks if (m.unit.word, m.unit.key) not in written.free}
    return frozenset(held - {"", "client"})


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
