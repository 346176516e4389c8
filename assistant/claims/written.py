"""A chat model's sentence before its clauses: whether every word, and every clause that it cites, is there for something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.claims.evidence import Case
from assistant.claims.ground import Ground, Owned
from assistant.claims.lexicon import CASE_MANAGERS, OWN_BODIES
from assistant.claims.marks import Mark
from assistant.claims.vocabulary import forms

_CHECKED = ("bodies", "numbers", "negators", "modals", "forces", "universals", "neutral", "pivots")
_FEWEST = 2
_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence of a chat model before the clauses that it cites.

    `acts`, `free`, `kept`, `named` and `side_by_side` are the lexicon's: keys of verbs that begin a duty, words with their keys that
    need no clause, what must be said along with which keys, the body that each form stands for, and keys that reviewed texts have
    beside one another. `both`, `links` and `owned` are of the sentence: whether it speaks of both texts, the kinds of link between
    its statements, and what it gives to somebody.
    """

    text: str
    case: Case
    grounds: Sequence[Ground]
    acts: frozenset[str]
    free: frozenset[tuple[str, str]]
    kept: Mapping[str, frozenset[str]]
    named: Mapping[str, str]
    side_by_side: frozenset[tuple[str, str]]
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
        if not ((unit.word, unit.key) in written.free or any(form(unit.word) in g.forms for g in grounds) or _labelled(mark)):
            return True
    return said < min(_FEWEST, max(len(g.places) for g in written.grounds))


def truncated(written: Written) -> bool:
    """A word of the clauses without the one that completes it there: "crisis" for "crisis prevention"."""
    marks = written.case.marks
    said = {m.unit.key for m in marks}
    for mark, after in zip(marks, (*marks[1:], None), strict=True):
        if mark.unit.word.endswith("ing") or (after is not None and written.carried(after) and not after.unit.comma):
            continue
        grounds = [g for g in written.of(mark) if written.carried(mark) and mark.unit.key in g.places]
        if grounds and all(mark.unit.key in g.partners and not g.partners[mark.unit.key] & said for g in grounds):
            return True
    return False


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
    held = {m.unit.key if written.carried(m) else form(m.unit.word) for m in marks if (m.unit.word, m.unit.key) not in written.free}
    return frozenset(held - {"", "client"})


def _labelled(mark: Mark) -> bool:
    """Bodies, numbers, negations and the like have checks of their own."""
    return any(s in mark.unit.tags for s in _CHECKED) or mark.unit.word[0].isdigit()


def form(word: str) -> str:
    """What a word shares with its inflected forms."""
    return "".join(forms(word)[:1])
