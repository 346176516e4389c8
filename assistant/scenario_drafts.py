"""A facilitator's own scenario as she has it so far: put into its form, and checked with every fault named at once."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.errors import InvalidInput
from assistant.guide import Guide
from assistant.naming import Naming
from assistant.scenario_checks import ScenarioFault, ScenarioRules
from assistant.scenario_shapes import completed, tidied
from assistant.scenarios import Scenario
from assistant.stages.identifiers import shaped
from assistant.types import Clause

Draft = dict[str, Any]
"""The fields of a scenario by their names, as far as they are there; any of them may be missing or of a wrong type."""

MOST_CHARACTERS = 64_000
"""Of a draft as JSON, and of a text that is read: several times those of the longest scenario that has no fault."""
_DEEPEST = 8
_LARGEST = 10**6
_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SCENARIO = TypeAdapter(Scenario)
_WORDED = {
    "missing": "is missing",
    "unexpected_keyword_argument": "is not a field of a scenario",
    "string_type": "must be a text",
    "tuple_type": "must be a list",
    "dataclass_type": "must hold fields",
}
_IDENTIFIERS = {
    "number": "the number of a record or an account",
    "phone": "a phone number",
    "email": "a mail address",
    "url": "an address on the web",
    "address": "an address",
    "date": "a date",
    "age": "an age over 89",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """A draft in its form, with what is wrong with it; `scenario` is there when it has no fault, remarks or not.

    `readable` is what can be read of it in any case, with nothing where something is missing.
    """

    draft: Draft
    readable: Scenario
    scenario: Scenario | None
    faults: tuple[ScenarioFault, ...]
    remarks: tuple[ScenarioFault, ...]


class DraftChecker:
    """Checks drafts against one corpus."""

    def __init__(self, clauses: Sequence[Clause], guide: Guide) -> None:
        self._clauses = Naming.of_clauses(clauses)
        self._topics = Naming({name: t.id for t in guide.topics for name in (t.title_es, t.title, t.id)})
        self._rules = ScenarioRules({c.id for c in clauses}, {t.id for t in guide.topics}, guide.lexicon)

    def check(self, draft: Mapping[str, Any], lines: Mapping[str, int] | None = None) -> CheckedDraft:
        """All faults and remarks, of form and of content; `lines` says in which line of a text a field stands.

        InvalidInput for what is too large or nested too deeply to be a scenario.
        """
        tidy = tidied(storable(draft), self._clauses, self._topics)
        misshapen = list(_misshapen(tidy))
        spoilt = {fault.field for fault in misshapen}
        whole = completed(tidy)
        content = [f for f in self._rules.faults(whole) if not _under(f.field, spoilt)]
        found = [_placed(f, lines or {}) for f in (*misshapen, *content, *_identifiers(whole))]
        faults = tuple(f for f in found if f.blocks)
        scenario = None if faults else _SCENARIO.validate_python(tidy)
        return CheckedDraft(draft=tidy, readable=whole, scenario=scenario, faults=faults, remarks=tuple(f for f in found if not f.blocks))


def storable(draft: Mapping[str, Any]) -> Draft:
    """A draft as JSON can hold it: without what is no character, no number beyond use; InvalidInput for what is too large."""
    clean: Draft = _clean(dict(draft), _DEEPEST)
    if len(json.dumps(clean, ensure_ascii=False)) > MOST_CHARACTERS:
        raise InvalidInput(f"The scenario has more than {MOST_CHARACTERS:,} characters.", "Shorten it; a story has at most 150 words.")
    return clean


def _clean(value: Any, depth: int) -> Any:
    if depth == 0:
        raise InvalidInput("The scenario is nested too deeply.", "docs/own-scenarios.md shows its form.")
    match value:
        case str():
            return _UNREADABLE.sub(" ", value)
        case Mapping():
            return {_UNREADABLE.sub(" ", str(k)): _clean(v, depth - 1) for k, v in value.items()}
        case list() | tuple():
            return [_clean(v, depth - 1) for v in value]
        case float() if math.isfinite(value) and value.is_integer() and abs(value) <= _LARGEST:
            return int(value)
        case float():
            return None
        case int() if abs(value) > _LARGEST:
            return None
        case _:
            return value


def _misshapen(draft: Draft) -> Iterator[ScenarioFault]:
    """The fields that are missing, unknown or of a wrong type."""
    try:
        _SCENARIO.validate_python(draft)
    except ValidationError as error:
        for e in error.errors(include_url=False, include_input=False):
            field = ".".join(map(str, e["loc"]))
            yield ScenarioFault(field=field, detail=_WORDED.get(e["type"]) or _expected(e["type"], e.get("ctx", {})))


def _expected(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "literal_error":
        return f"must be {context['expected']}"
    return "must be a whole number" if kind.startswith("int") else "has a form that cannot be read"


def _under(field: str, spoilt: Collection[str]) -> bool:
    """Whether a field, or one that it is part of, is named already."""
    parts = field.split(".")
    return any(".".join(parts[:n]) in spoilt for n in range(1, len(parts) + 1))


def _placed(fault: ScenarioFault, lines: Mapping[str, int]) -> ScenarioFault:
    """The fault with the line of its field, or of the nearest one around it that has a line."""
    parts = fault.field.split(".")
    known = (lines.get(".".join(parts[:n])) for n in range(len(parts), 0, -1))
    return replace(fault, line=next((line for line in known if line), None))


def _identifiers(scenario: Scenario) -> Iterator[ScenarioFault]:
    """A remark on each field that seems to hold what could tell who a real person is; names are left, for a story has people in it."""
    for field, text in scenario.texts():
        found = {span.kind: text[span.start : span.end] for span in reversed(shaped(text)) if span.kind in _IDENTIFIERS}
        for kind, words in found.items():
            detail = f"{words!r} looks like {_IDENTIFIERS[kind]}; change it if it is a real person's"
            yield ScenarioFault(field=field, detail=detail, blocks=False)
