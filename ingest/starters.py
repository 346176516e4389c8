"""Checks of the questions to start from; each fault is named with its topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from assistant.guide import Starters
from assistant.text import fold
from assistant.types import Example

_COUNT = range(2, 4)
_MOST_CHARACTERS = 120
_LISTS = ("questions", "questions_es")


def starter_faults(starters: Sequence[Starters], topics: Collection[str], taught: Iterable[Example]) -> Iterator[str]:
    """Every fault of the starters; `topics` are the ids that exist, `taught` the ways of asking that the index learns from."""
    known = {fold(e.text) for e in taught}
    named = Counter(s.topic for s in starters)
    yield from (f"starters.yaml: names the unknown topic {t}" for t in named if t not in topics)
    yield from (f"starters.yaml: names {t} {n} times" for t, n in named.items() if n > 1)
    yield from (f"starters.yaml: has no questions for the topic {t}" for t in sorted(set(topics) - set(named)))
    for entry in starters:
        for name in _LISTS:
            yield from (f"starters.yaml ({entry.topic}): {name}: {fault}" for fault in _faults(getattr(entry, name), known))
    every = Counter(fold(q) for s in starters for q in (*s.questions, *s.questions_es))
    yield from (f"starters.yaml: asks {question!r} {n} times" for question, n in every.items() if n > 1 and question)


def _faults(questions: Sequence[str], taught: Collection[str]) -> Iterator[str]:
    if len(questions) not in _COUNT:
        yield f"has {len(questions)} entries, not {_COUNT[0]} or {_COUNT[-1]}"
    for question in questions:
        if not question.strip():
            yield "holds an empty question"
        elif len(question) > _MOST_CHARACTERS:
            yield f"{question!r} has {len(question)} characters; at most {_MOST_CHARACTERS} fit"
        elif fold(question) in taught:
            yield f"{question!r} is one of the ways of asking that the index learns from"
