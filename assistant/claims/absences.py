"""Claims about what a text does not hold: "the slides do not mention X", "only the NACM code names X"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.claims.marks import Mark, ahead, is_source, reports, segment_start

TURNS = frozenset(("but", "though", "although", "while", "whereas"))
_AUXILIARIES = frozenset(("do", "does", "did", "is", "are", "was", "were"))
_NONE = frozenset(("no", "none", "nothing", "neither", "nor"))
_CONCLUSIONS = frozenset(("so", "therefore", "thus", "hence", "meaning", "because", "since"))
_TEXT = frozenset(("it", "they", "which", "that", "is", "are"))


def mark_absences(marks: Sequence[Mark]) -> None:
    """Mark what a negated reporting verb says is not in the text."""
    for i, mark in enumerate(marks):
        if mark.unit.tags.get("negators") != "not":
            continue
        start = _absence_start(marks, i)
        if start is not None:
            mark.silent = True
            for j in range(start, _report_end(marks, start)):
                marks[j].absent = True


def mark_exclusives(marks: Sequence[Mark]) -> None:
    """Mark what only one text is said to hold."""
    for i, mark in enumerate(marks):
        if mark.unit.tags.get("limiters") != "only":
            continue
        subject = next((j for j in ahead(marks, i) if marks[j].unit.tags.get("function") != "words"), None)
        if subject is None or "bodies" not in marks[subject].unit.tags:
            continue
        verb = next((j for j in ahead(marks, subject) if reports(marks, j)), None)
        if verb is not None:
            mark.silent = True
            for j in range(verb + 1, _report_end(marks, verb + 1)):
                marks[j].exclusive = True


def _absence_start(marks: Sequence[Mark], at: int) -> int | None:
    """Where what is absent begins, None if the negation is not about a text."""
    word = marks[at].unit.word
    auxiliary = at > 0 and marks[at - 1].unit.word in _AUXILIARIES
    after = next((i for i in ahead(marks, at) if "function" not in marks[i].unit.tags or is_source(marks[i])), None)
    if after is None or _turns_at_once(marks, at):
        return at + 1 if auxiliary or word in _NONE else None
    if word in _NONE and is_source(marks[after]):
        return after + 1
    if word in _NONE and reports(marks, at - 1) and not marks[at - 1].modal:
        return at + 1
    reporting = "framing" in marks[after].unit.tags and reports(marks, after) and _of_text(marks, at)
    return after + 1 if reporting and (auxiliary or not marks[at].modal) else None


def _turns_at_once(marks: Sequence[Mark], at: int) -> bool:
    """ "The slides do not, and say …": what is absent was named before."""
    following = marks[at + 1].unit if at + 1 < len(marks) else None
    return following is not None and following.comma and (following.word == "and" or following.word in TURNS)


def _of_text(marks: Sequence[Mark], at: int) -> bool:
    """Whether the words before a negation are about a text, not about somebody's act."""
    before = marks[segment_start(marks, at) : at]
    return any(is_source(m) or "bodies" in m.unit.tags or "labels" in m.unit.tags or m.unit.word in _TEXT for m in before)


def _report_end(marks: Sequence[Mark], start: int) -> int:
    """Where what is reported ends: with the segment, or at a turn to something else that a text says."""
    if start >= len(marks) or marks[start].unit.segment != marks[start - 1].unit.segment:
        return start
    for i in (start, *ahead(marks, start)):
        word, comma = marks[i].unit.word, marks[i].unit.comma
        if word in TURNS or word in _CONCLUSIONS or (word == "and" and (comma or reports(marks, i + 1) or reports(marks, i + 2))):
            return i
    return max(ahead(marks, start), default=start) + 1
