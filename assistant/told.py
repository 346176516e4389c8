"""The statements of one answer as they are told: each verified first, each clause named before the text that uses it."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from assistant.events import Cited, Event, Stated, Writing
from assistant.stages.verify import Verifier
from assistant.types import Clause, Dropped, Section, Statement

log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Told:
    """The statements told so far, and those that the verifier did not pass."""

    def __init__(self, verifier: Verifier, clauses: Mapping[str, Clause]) -> None:
        self._verifier = verifier
        self._clauses = clauses
        self._cited: set[str] = set()
        self.kept: list[Statement] = []
        self.dropped: list[Dropped] = []

    def say(self, statements: Iterable[Statement], section: Section) -> Iterator[Event]:
        """Tell those of our own statements that the verifier passes."""
        for statement in statements:
            verdict = self._verifier.statement(statement)
            if verdict.passed:
                yield from self.keep(replace(statement, section=section, score=round(verdict.score, 3)))
            else:
                log.warning("dropped a %s citing %s: %s", statement.kind, statement.citations, verdict.reason)
                self.dropped.append(Dropped(text=statement.text, citations=statement.citations, reason=verdict.reason))

    def follow(self, made: Generator[Statement | Writing, None, _Result]) -> Generator[Event, None, _Result]:
        """Tell verified statements as they are made, and give on what their maker returns; it is closed when this is."""
        with closing(made):
            while True:
                try:
                    piece = next(made)
                except StopIteration as end:
                    result: _Result = end.value
                    return result
                if isinstance(piece, Writing):
                    yield piece
                else:
                    yield from self.keep(piece)

    def keep(self, statement: Statement) -> Iterator[Event]:
        """Tell a statement that was verified, after the clauses that it is the first to use."""
        self.kept.append(statement)
        for clause_id in statement.citations:
            if clause_id not in self._cited:
                self._cited.add(clause_id)
                yield Cited(self._clauses[clause_id])
        yield Stated(statement)
