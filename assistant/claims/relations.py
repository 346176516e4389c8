"""What a text counts, whom it binds, and what it puts before what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.claims.marks import Mark, ahead, carries, demanded, segment_start
from assistant.claims.scan import Unit

_TO_WITHIN = 5
_BE_WITHIN = 3
_AUXILIARIES = frozenset(("will", "should", "must", "shall", "may", "can", "could", "might", "is", "are", "have", "has"))
_PARTICIPLES = ("ed", "en", "kept", "made", "held", "told", "sent", "sought", "lost", "put", "met", "done")
_PRONOUNS = frozenset(("they", "it", "he", "she", "this", "that", "which"))
_LABEL_JOINTS = frozenset(("to", "and", "or"))

Rank = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number of a text and the content keys beside it; `kind` is set where it is a label ("rule" of "Rule 6")."""

    value: str
    near: frozenset[str]
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom the modal at an index binds, and to what; `passive` when it is something to be done to them."""

    at: int
    actor: str
    demanded: str
    passive: bool


def quantities(marks: Sequence[Mark], reach: int) -> Iterable[Quantity]:
    """The numbers of a text with up to `reach` content keys after them, or before them where none follow."""
    kind = ""
    for i, mark in enumerate(marks):
        value = _value(marks, i)
        if not value:
            kind = kind if mark.unit.word in _LABEL_JOINTS else ""
            continue
        kind = _label_before(marks, i) or kind
        before = [m.unit.key for m in marks[:i] if m.unit.key and m.unit.segment == mark.unit.segment]
        near = _until_number(marks, i)[:reach] or before[-reach:]
        yield Quantity(value=value, near=frozenset(near), kind=kind)


def subjects(marks: Sequence[Mark]) -> Iterable[Subject]:
    """Whom each modal of a text binds; modals without an actor are left out."""
    for i, mark in enumerate(marks):
        if "modals" not in mark.unit.tags or mark.silent:
            continue
        following = [marks[j].unit for j in ahead(marks, i)]
        actors = [] if mark.unit.word in _AUXILIARIES else _objects(following)
        if not actors and not (i and marks[i - 1].unit.word in _PRONOUNS):
            actors = [m.unit.tags["actors"] for m in marks[segment_start(marks, i) : i] if "actors" in m.unit.tags][-1:]
        if actors:
            yield Subject(at=i, actor=actors[0], demanded=demanded(marks, i), passive=_passive([u.word for u in following]))


def ranks(marks: Sequence[Mark]) -> Iterable[Rank]:
    """What a text puts first and what second, around words such as "above"; what stands on both sides is left out."""
    for i, mark in enumerate(marks):
        if "pivots" in mark.unit.tags:
            first = frozenset(m.unit.key for m in marks[:i] if m.unit.segment == mark.unit.segment and carries(m))
            second = frozenset(marks[j].unit.key for j in ahead(marks, i) if carries(marks[j]))
            yield first - second, second - first


def _objects(following: Sequence[Unit]) -> list[str]:
    """The actors between a verb and its "to" ("asks you to"), or after its "of" ("required of you")."""
    words = [u.word for u in following[:_TO_WITHIN]]
    end = words.index("to") if "to" in words else len(words) if words[:1] == ["of"] else 0
    return [u.tags["actors"] for u in following[:end] if "actors" in u.tags]


def _value(marks: Sequence[Mark], at: int) -> str:
    unit = marks[at].unit
    if unit.word == "one":
        return "1" if at + 1 < len(marks) and "units" in marks[at + 1].unit.tags else ""
    return unit.word if unit.word[0].isdigit() else unit.tags.get("numbers", "")


def _label_before(marks: Sequence[Mark], at: int) -> str:
    """The word that makes a number a label; "NACM 28 commitments" has none."""
    if at == 0 or (at + 1 < len(marks) and "labels" in marks[at + 1].unit.tags):
        return ""
    before = marks[at - 1].unit
    return before.word if "labels" in before.tags else before.tags.get("bodies", "").lower()


def _until_number(marks: Sequence[Mark], at: int) -> list[str]:
    keys: list[str] = []
    for j in ahead(marks, at):
        if _value(marks, j):
            break
        if marks[j].unit.key:
            keys.append(marks[j].unit.key)
    return keys


def _passive(following: Sequence[str]) -> bool:
    """ "Clients must not be exploited": the one named before is not the one who must."""
    after_be = following.index("be") + 1 if "be" in following[:_BE_WITHIN] else len(following)
    return after_be < len(following) and following[after_be].endswith(_PARTICIPLES)
