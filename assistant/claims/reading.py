"""Reads units as a claim about the codes or as a clause's own words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.absences import TURNS, mark_absences, mark_exclusives
from assistant.claims.lexicon import OWN_BODIES
from assistant.claims.marks import Mark, ahead, carries, segment_start, starts_segment
from assistant.claims.scan import Unit

_FINITE = frozenset(("is", "are", "was", "were", "will", "may", "must", "can", "should", "shall"))
_DISJUNCTIONS = frozenset(("or", "nor"))
_BOTH = frozenset(("both", "neither"))
_LISTED = 3
_RULE_WITHIN = 4


def read_claim(units: Sequence[Unit]) -> list[Mark]:
    """The marks of a sentence about the codes, in order."""
    marks = [Mark(u) for u in units]
    _bodies(marks)
    _strengths(marks, "")
    _mentions(marks)
    mark_absences(marks)
    mark_exclusives(marks)
    _negations(marks)
    _breaches(marks)
    return marks


def read_clause(units: Sequence[Unit], modal: str = "") -> list[Mark]:
    """The marks of a clause's own words; `modal` is the strength of what it names no strength for."""
    marks = [Mark(u) for u in units]
    _strengths(marks, modal)
    _negations(marks)
    return marks


def _bodies(marks: Sequence[Mark]) -> None:
    """Each unit is read as about the body named last; a segment's first body also covers the words before it."""
    current = ""
    for i, mark in enumerate(marks):
        if starts_segment(marks, i):
            current = _opening_body(marks, i, current)
        named = mark.unit.tags.get("bodies")
        if named in OWN_BODIES:
            current = named
        mark.body = current


def _opening_body(marks: Sequence[Mark], start: int, current: str) -> str:
    segment = [marks[start].unit, *(marks[j].unit for j in ahead(marks, start))]
    if segment[0].word in _BOTH or [u.word for u in segment[:2]] == ["the", "two"]:
        return ""
    return next((u.tags["bodies"] for u in segment if u.tags.get("bodies") in OWN_BODIES), current)


def _strengths(marks: Sequence[Mark], default: str) -> None:
    """Each unit stands under the modal before it, up to the next reporting verb or the segment's end."""
    current = default
    for i, mark in enumerate(marks):
        tags = mark.unit.tags
        if starts_segment(marks, i):
            current = default
        if "modals" in tags:
            current = tags["modals"]
        elif "framing" in tags and "synonyms" not in tags:
            current = default
        mark.modal = current


def _mentions(marks: Sequence[Mark]) -> None:
    """What follows "names" or "speaks of" is only mentioned, and so is what stands before it in a passive."""
    current = False
    for i, mark in enumerate(marks):
        tags = mark.unit.tags
        if tags.get("framing") == "mention":
            current = True
            before = marks[segment_start(marks, i) : i]
            if not any("modals" in m.unit.tags for m in before):
                for earlier in before:
                    earlier.mention = True
        elif starts_segment(marks, i) or "modals" in tags or tags.get("framing") == "tell":
            current = False
        mark.mention = current


def _negations(marks: Sequence[Mark]) -> None:
    for i, mark in enumerate(marks):
        kind = mark.unit.tags.get("negators")
        if kind is None or mark.silent or "neutral" in mark.unit.tags or (mark.unit.word == "nor" and mark.negated):
            continue
        end = _reach(marks, i, crosses=kind == "not")
        for j in range(i + 1, end):
            marks[j].negated = not marks[j].negated
        content = [j for j in range(i + 1, end) if carries(marks[j])]
        if content:
            marks[content[0]].head = True
            _strike(marks, content)


def _reach(marks: Sequence[Mark], at: int, *, crosses: bool) -> int:
    """Where a negation ends; it crosses commas only within a list joined by "or", and no finite verb after its object."""
    last = max(ahead(marks, at), default=at)
    joined = crosses and any(m.unit.word in _DISJUNCTIONS for m in marks[at + 1 : last + 1])
    seen = False
    for j in range(at + 1, last + 1):
        unit = marks[j].unit
        listed = unit.comma and (unit.word == "and" or (seen and not joined))
        if listed or unit.word in TURNS or (seen and unit.word in _FINITE):
            return j
        seen = seen or bool(unit.key)
    return last + 1


def _strike(marks: Sequence[Mark], content: Sequence[int]) -> None:
    """The words directly negated: the first, the one beside it, and those that "or" or a comma joins to it."""
    for place, j in enumerate(content):
        joined = marks[j - 1].unit.word in _DISJUNCTIONS or (marks[j].unit.comma and place < _LISTED)
        if place and not joined and j != content[0] + 1:
            return
        marks[j].struck = True


def _breaches(marks: Sequence[Mark]) -> None:
    """ "X breaks Rule 1" says that the rule forbids X: the rest of the segment is turned round."""
    for i, mark in enumerate(marks):
        near = list(ahead(marks, i))[:_RULE_WITHIN] if "breaches" in mark.unit.tags else []
        rule = next((j for j in near if marks[j].unit.word == "rule"), None)
        if rule is not None:
            mark.negated = True
            for j in (*range(segment_start(marks, i), i), *range(rule + 1, max(ahead(marks, i)) + 1)):
                marks[j].negated = not marks[j].negated
