"""Checks of the discussion scenarios; each fault is named with its file and field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePath
from typing import Any

from assistant.claims import Lexicon
from assistant.scenarios import Scenario
from assistant.text import fold

_STORY_WORDS = range(60, 151)
_COUNTS = {"prompts": range(3, 5), "options": range(3, 5)}
_FILLED = ("topics", "central", "related", "consult")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def misnamed(documents: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """A fault for each file whose id is not its name; names of files are unique, so ids are too."""
    for label, document in documents:
        name = PurePath(label).stem
        if document.get("id") != name:
            yield f"{label}: id: {document.get('id')!r} is not the name of the file, {name!r}"
        elif not _SLUG.fullmatch(name):
            yield f"{label}: id: {name!r} must be lower-case words joined by hyphens"


def scenario_faults(scenarios: Iterable[Scenario], clauses: Collection[str], topics: Collection[str], lexicon: Lexicon) -> Iterator[str]:
    """Every fault of the scenarios; `clauses` and `topics` are the ids that exist, `lexicon` holds the patterns of verdicts."""
    verdicts = [p for patterns in lexicon.verdicts.values() for p in patterns]
    for scenario in scenarios:
        found = [*_form(scenario), *_clauses(scenario, clauses), *_topics(scenario, topics), *_wording(scenario, verdicts)]
        yield from (f"scenarios/{scenario.id}.yaml ({scenario.id}): {fault}" for fault in found)


def _form(scenario: Scenario) -> Iterator[str]:
    words = len(scenario.story.split())
    if words not in _STORY_WORDS:
        yield f"story: has {words} words, not {_STORY_WORDS[0]} to {_STORY_WORDS[-1]}"
    for field, allowed in _COUNTS.items():
        count = len(getattr(scenario, field))
        if count not in allowed:
            yield f"{field}: has {count} entries, not {allowed[0]} to {allowed[-1]}"
    yield from (f"{field}: is empty" for field in _FILLED if not getattr(scenario, field))
    yield from (f"{field}: is empty" for field, text in scenario.texts() if not text.strip())
    yield from (f"options: the id {i!r} is given {n} times" for i, n in Counter(o.id for o in scenario.options).items() if n > 1)
    yield from _timing(scenario)


def _timing(scenario: Scenario) -> Iterator[str]:
    facilitator = scenario.facilitator
    yield from (f"facilitator.steps.{n}.minutes: must be 1 or more" for n, step in enumerate(facilitator.steps) if step.minutes < 1)
    taken = sum(step.minutes for step in facilitator.steps)
    if taken != facilitator.minutes:
        yield f"facilitator.minutes: is {facilitator.minutes}, but the steps take {taken}"
    if not facilitator.notes:
        yield "facilitator.notes: is empty"


def _clauses(scenario: Scenario, known: Collection[str]) -> Iterator[str]:
    heart, around = set(scenario.central), set(scenario.related)
    argued = list(scenario.argued())
    lists = [("central", scenario.central), ("related", scenario.related), *argued]
    for field, ids in lists:
        yield from (f"{field}: names the unknown clause {c}" for c in ids if c not in known)
        yield from (f"{field}: names {c} {n} times" for c, n in Counter(ids).items() if n > 1)
    yield from (f"related: {c} is central already" for c in sorted(heart & around))
    for field, ids in argued:
        yield from (f"{field}: {c} is neither central nor related" for c in ids if c in known and c not in heart | around)
        if not ids and not field.startswith("consult."):
            yield f"{field}: names no clause"
    for n, option in enumerate(scenario.options):
        both = sorted(set(option.speaks_for) & set(option.speaks_against))
        yield from (f"options.{n}: {c} speaks both for and against it" for c in both)
    used = {c for _, ids in argued for c in ids}
    yield from (f"central: no option, consultation or twist rests on {c}" for c in scenario.central if c not in used)


def _topics(scenario: Scenario, known: Collection[str]) -> Iterator[str]:
    yield from (f"topics: names the unknown topic {t}" for t in scenario.topics if t not in known)


def _wording(scenario: Scenario, verdicts: Iterable[str]) -> Iterator[str]:
    for field, text in scenario.texts():
        folded = fold(text)
        yield from (f"{field}: {found[0]!r} reads like a verdict" for p in verdicts if (found := search(p, folded)))


def search(pattern: str, text: str) -> re.Match[str] | None:
    """Where a pattern of verdicts is found, if it is."""
    try:
        return re.search(pattern, text)
    except re.error:
        return None  # a broken pattern is a fault of the lexicon, and named there
