"""Units with what surrounds them: negation, strength, and whether a text is said to hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.claims.lexicon import COMMON_ACTORS
from assistant.claims.scan import Unit


@dataclass(slots=True)
class Mark:
    """A unit with what surrounds it.

    `negated`: within the reach of an odd number of negations; `head`: the first word of such a reach; `struck`:
    directly negated; `modal`: the strength under which it stands (must, duty, permit or ""); `absent`: said not to be
    in the text; `exclusive`: said to be in one text only; `mention`: only said to be spoken of; `silent`: already
    understood as part of one of these; `body`: the body whose text is reported, "" for any.
    """

    unit: Unit
    negated: bool = False
    head: bool = False
    struck: bool = False
    modal: str = ""
    absent: bool = False
    exclusive: bool = False
    mention: bool = False
    silent: bool = False
    body: str = ""


def ahead(marks: Sequence[Mark], at: int) -> Iterator[int]:
    """The indices after `at` in the same segment."""
    segment = marks[at].unit.segment
    for i in range(at + 1, len(marks)):
        if marks[i].unit.segment != segment:
            return
        yield i


def starts_segment(marks: Sequence[Mark], at: int) -> bool:
    """Whether a segment begins with this mark."""
    return at == 0 or marks[at].unit.segment != marks[at - 1].unit.segment


def segment_start(marks: Sequence[Mark], at: int) -> int:
    """The index of the first mark of the segment."""
    segment = marks[at].unit.segment
    while at and marks[at - 1].unit.segment == segment:
        at -= 1
    return at


def demanded(marks: Sequence[Mark], at: int) -> str:
    """The key of what a modal demands: the first content after it that is not whom it binds."""
    return next((marks[j].unit.key for j in ahead(marks, at) if carries(marks[j])), "")


def carries(mark: Mark) -> bool:
    """Whether a mark carries a claim of its own, not only who it is about."""
    return bool(mark.unit.key) and mark.unit.key not in COMMON_ACTORS


def reports(marks: Sequence[Mark], at: int) -> bool:
    """Whether the mark is a verb that reports or demands: "says", "names", "asks", "will"."""
    tags = marks[at].unit.tags if 0 <= at < len(marks) else {}
    return "modals" in tags or ("framing" in tags and "synonyms" not in tags)


def is_source(mark: Mark) -> bool:
    """Whether the mark names a text as such: "code", "slides", "clause"."""
    return mark.unit.tags.get("function") == "sources"
