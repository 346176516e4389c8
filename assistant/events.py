"""What an answer in the making tells, in order: stages, evidence, each clause before the text that uses it, statements, referrals.

In between, signs that a chat model is at work, which may be ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Answer, Clause, Language, Referral, Statement, Status


@dataclass(frozen=True, slots=True)
class StageDone:
    """A stage of the pipeline has ended."""

    name: str


@dataclass(frozen=True, slots=True)
class Writing:
    """A chat model is being waited for or has written another piece; whoever does not want the answer any more can stop here."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The status is decided, and so are the clauses that the answer rests on and the language that it is given in."""

    status: Status
    clauses: tuple[Clause, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that the next statement uses for the first time."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class Stated:
    """A verified statement, final."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Referred:
    """Someone to talk to."""

    referral: Referral


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer: every statement told, in the order told."""

    answer: Answer


Event = StageDone | Writing | Evidence | Cited | Stated | Referred | Done
