"""Checks of a discussion scenario: one list of rules for the corpus and for what a facilitator writes herself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.claims import Lexicon
from assistant.scenarios import Scenario
from assistant.text import fold

STORY_WORDS = range(60, 151)
COUNTS = {"prompts": range(3, 5), "options": range(3, 5)}
_FILLED = ("topics", "central", "consult")
_LONGEST = {"story": 1_500, "title": 100}
_LONGEST_OTHER = 400
"""Characters of a text: what is longer nobody reads from a screen."""
_MOST = {"topics": 8, "central": 10, "related": 20, "consult": 5}
_MOST_NOTED = 12
"""Entries of a list, several times what a case of the guide has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFault:
    """What is wrong with one field: `field` leads to it, such as "options.0.text"; `line` is where it stands in a text that was read.

    One that does not block is a remark: the corpus is refused for it all the same, while a facilitator's own scenario can be presented.
    """

    field: str
    detail: str
    blocks: bool = True
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.field}: {self.detail}"


class ScenarioRules:
    """What a scenario is held against: the clauses and topics that there are, and what reads like a verdict."""

    def __init__(self, clauses: Collection[str], topics: Collection[str], lexicon: Lexicon) -> None:
        self._clauses = frozenset(clauses)
        self._topics = frozenset(topics)
        self._verdicts = [p for patterns in lexicon.verdicts.values() for p in patterns]

    def faults(self, scenario: Scenario) -> Iterator[ScenarioFault]:
        """Every fault of the content of a scenario that has its form."""
        yield from _form(scenario)
        yield from _bounds(scenario)
        yield from _timing(scenario)
        yield from self._lists(scenario)
        yield from _sides(scenario)
        yield from (_fault("topics", f"names the unknown topic {t}") for t in scenario.topics if t not in self._topics)
        yield from self._wording(scenario)

    def _lists(self, scenario: Scenario) -> Iterator[ScenarioFault]:
        """Faults of the lists of clauses: what they name, and whether it is there only once."""
        heart, around = set(scenario.central), set(scenario.related)
        argued = list(scenario.argued())
        for field, ids in [("central", scenario.central), ("related", scenario.related), *argued]:
            yield from (_fault(field, f"names the unknown clause {c}") for c in ids if c not in self._clauses)
            yield from (_fault(field, f"names {c} {n} times") for c, n in Counter(ids).items() if n > 1)
        yield from (_fault("related", f"{c} is central already") for c in sorted(heart & around))
        for field, ids in argued:
            outside = [c for c in ids if c in self._clauses and c not in heart | around]
            yield from (_fault(field, f"{c} is neither central nor related") for c in outside)
            if not ids and not field.startswith("consult."):
                yield _remark(field, "names no clause")
        used = {c for _, ids in argued for c in ids}
        yield from (_remark("central", f"no option, consultation or twist rests on {c}") for c in scenario.central if c not in used)

    def _wording(self, scenario: Scenario) -> Iterator[ScenarioFault]:
        for field, text in scenario.texts():
            folded = fold(text)
            yield from (_fault(field, f"{found[0]!r} reads like a verdict") for p in self._verdicts if (found := search(p, folded)))


def search(pattern: str, text: str) -> re.Match[str] | None:
    """Where a pattern of verdicts is found, if it is."""
    try:
        return re.search(pattern, text)
    except re.error:
        return None  # a broken pattern is a fault of the lexicon, and named there


def _fault(field: str, detail: str) -> ScenarioFault:
    return ScenarioFault(field=field, detail=detail)


def _remark(field: str, detail: str) -> ScenarioFault:
    return ScenarioFault(field=field, detail=detail, blocks=False)


def _form(scenario: Scenario) -> Iterator[ScenarioFault]:
    words = len(scenario.story.split())
    if words not in STORY_WORDS:
        yield _fault("story", f"has {words} words, not {STORY_WORDS[0]} to {STORY_WORDS[-1]}")
    for field, allowed in COUNTS.items():
        count = len(getattr(scenario, field))
        if count not in allowed:
            yield _fault(field, f"has {count} {'entry' if count == 1 else 'entries'}, not {allowed[0]} to {allowed[-1]}")
    yield from (_fault(field, "is empty") for field in _FILLED if not getattr(scenario, field))
    if not scenario.related:
        yield _remark("related", "is empty")
    yield from (_fault(field, "is empty") for field, text in scenario.texts() if not text.strip())
    yield from (_fault("options", f"the id {i!r} is given {n} times") for i, n in _repeated([o.id for o in scenario.options]))


def _bounds(scenario: Scenario) -> Iterator[ScenarioFault]:
    """What is too much for a screen, or for the minutes of the discussion that the case is made for."""
    for field, text in scenario.texts():
        most = _LONGEST.get(field, _LONGEST_OTHER)
        if len(text) > most:
            yield _fault(field, f"has {len(text):,} characters, not at most {most:,}")
    leading = scenario.facilitator
    lists = [(name, len(getattr(scenario, name)), most) for name, most in _MOST.items()]
    lists += [("facilitator.steps", len(leading.steps), _MOST_NOTED), ("facilitator.notes", len(leading.notes), _MOST_NOTED)]
    yield from (_fault(field, f"has {count} entries, not at most {most}") for field, count, most in lists if count > most)


def _repeated(ids: Sequence[str]) -> Iterator[tuple[str, int]]:
    yield from ((i, n) for i, n in Counter(ids).items() if n > 1)


def _timing(scenario: Scenario) -> Iterator[ScenarioFault]:
    facilitator = scenario.facilitator
    short = [n for n, step in enumerate(facilitator.steps) if step.minutes < 1]
    yield from (_fault(f"facilitator.steps.{n}.minutes", "must be 1 or more") for n in short)
    taken = sum(step.minutes for step in facilitator.steps)
    if taken != facilitator.minutes:
        yield _fault("facilitator.minutes", f"is {facilitator.minutes}, but the steps take {taken}")
    if not facilitator.steps:
        yield _fault("facilitator.steps", "is empty")
    if not facilitator.notes:
        yield _remark("facilitator.notes", "is empty")


def _sides(scenario: Scenario) -> Iterator[ScenarioFault]:
    for n, option in enumerate(scenario.options):
        both = sorted(set(option.speaks_for) & set(option.speaks_against))
        yield from (_fault(f"options.{n}", f"{c} speaks both for and against it") for c in both)
        if not option.speaks_for and not option.speaks_against:
            yield _fault(f"options.{n}", "no clause speaks for it or against it")
