"""The form of a scenario: names made ids, spaces put in order, and what is missing filled in, so that the rest can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from assistant.naming import Naming
from assistant.scenarios import Consultation, Facilitation, Option, Scenario, Step, Twist
from assistant.text import words
from assistant.types import Who

_PARAGRAPH = re.compile(r"\n\s*\n")
_LONGEST_ID = 60
_MINUTES = re.compile(r"[0-9]{1,4}")
_NAMELESS = "scenario"
_CLAUSES = {"options": ("speaks_for", "speaks_against"), "consult": ("clauses",), "twist": ("clauses",)}
"""The fields of each part that list clauses."""


def tidied(draft: Mapping[str, Any], clauses: Naming, topics: Naming) -> dict[str, Any]:
    """The draft with clauses and topics by their ids, spaces put in order, and ids for itself and its options where it has none.

    What has a wrong type, or names nothing, stays as it is, to be named as a fault.
    """
    made = {name: _spaced(value) for name, value in draft.items()}
    if "story" in draft:
        made["story"] = paragraphs(draft["story"])
    _name(made, "topics", topics)
    for field in ("central", "related"):
        _name(made, field, clauses)
    for name, fields in _CLAUSES.items():
        for part in _parts(made.get(name)):
            for field in fields:
                _name(part, field, clauses)
    for part in _parts(made.get("consult")):
        part.setdefault("clauses", [])
        if isinstance(part.get("who"), str):
            part["who"] = part["who"].lower()
    made["id"] = slug(made.get("id") or made.get("title"))
    _name_options(made.get("options"))
    _count_minutes(made.get("facilitator"))
    return made


def slug(text: Any) -> str:
    """Lower-case words of a text joined by hyphens, as an id; "scenario" where it has none."""
    joined = "-".join(re.sub(r"[^a-z0-9]", "", w) for w in words(text)) if isinstance(text, str) else ""
    return joined[:_LONGEST_ID].strip("-") or _NAMELESS


def one_line(text: str) -> str:
    """The text with single spaces."""
    return " ".join(text.split())


def paragraphs(text: Any) -> Any:
    """A text of several paragraphs with single spaces, and an empty line between two."""
    return "\n\n".join(one_line(p) for p in _PARAGRAPH.split(text) if p.strip()) if isinstance(text, str) else text


def completed(draft: Mapping[str, Any]) -> Scenario:
    """A scenario of all that can be read of a tidied draft; what is missing or of a wrong type is empty."""
    facilitator, twist = _mapping(draft.get("facilitator")), _mapping(draft.get("twist"))
    return Scenario(
        id=_text(draft.get("id")),
        title=_text(draft.get("title")),
        story=_text(draft.get("story")),
        topics=_texts(draft.get("topics")),
        central=_texts(draft.get("central")),
        related=_texts(draft.get("related")),
        prompts=tuple(map(_text, _list(draft.get("prompts")))),
        options=tuple(map(_option, _list(draft.get("options")))),
        consult=tuple(map(_consultation, _list(draft.get("consult")))),
        twist=Twist(text=_text(twist.get("text")), clauses=_texts(twist.get("clauses"))),
        facilitator=Facilitation(
            minutes=_number(facilitator.get("minutes")),
            steps=tuple(map(_step, _list(facilitator.get("steps")))),
            notes=tuple(map(_text, _list(facilitator.get("notes")))),
        ),
    )


def _spaced(value: Any) -> Any:
    """A copy with single spaces in every text."""
    match value:
        case str():
            return one_line(value)
        case list():
            return [_spaced(v) for v in value]
        case dict():
            return {k: _spaced(v) for k, v in value.items()}
        case _:
            return value


def _name(part: dict[str, Any], field: str, naming: Naming) -> None:
    """Put ids in the place of names in a list, or in a text that lists them."""
    value = part.get(field)
    if isinstance(value, str):
        part[field] = naming.listed(value)
    elif isinstance(value, list):
        part[field] = [i for v in value for i in (naming.listed(v) if isinstance(v, str) else [v])]


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """The mappings in a list, or the one mapping."""
    yield from (p for p in (value if isinstance(value, list) else [value]) if isinstance(p, dict))


def _name_options(options: Any) -> None:
    for part in _parts(options):
        part["id"] = slug(part["id"]) if part.get("id") else ""
    taken = {p["id"] for p in _parts(options)}
    for part in _parts(options):
        if not part["id"]:
            name = slug(" ".join(words(_text(part.get("text")))[:5]))
            part["id"] = next(i for i in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if i not in taken)
            taken.add(part["id"])


def _count_minutes(facilitator: Any) -> None:
    """Minutes written as texts are numbers, and those of all steps together need not be added up by hand."""
    steps = list(_parts(_mapping(facilitator).get("steps")))
    for part in [*_parts(facilitator), *steps]:
        minutes = part.get("minutes")
        if isinstance(minutes, str) and _MINUTES.fullmatch(minutes):
            part["minutes"] = int(minutes)
    if isinstance(facilitator, dict) and facilitator.get("minutes") is None:
        facilitator["minutes"] = sum(_number(s.get("minutes")) for s in steps)


def _option(value: Any) -> Option:
    part = _mapping(value)
    return Option(
        id=_text(part.get("id")),
        text=_text(part.get("text")),
        speaks_for=_texts(part.get("speaks_for")),
        speaks_against=_texts(part.get("speaks_against")),
    )


def _consultation(value: Any) -> Consultation:
    part = _mapping(value)
    # Whether there is such a person is a matter of the form.
    return Consultation(who=cast(Who, _text(part.get("who"))), why=_text(part.get("why")), clauses=_texts(part.get("clauses")))


def _step(value: Any) -> Step:
    part = _mapping(value)
    return Step(text=_text(part.get("text")), minutes=_number(part.get("minutes")))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(v for v in _list(value) if isinstance(v, str))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
