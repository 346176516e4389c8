"""Cases for a discussion: what happened, ways to act, and the clauses that speak for and against each. None says what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.types import Who

_STRICT = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to act that a room may vote for, with the clauses that speak for it and against it."""

    __pydantic_config__ = _STRICT
    id: str
    text: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """Whom to talk to about the case, why, and the clauses that the reason rests on."""

    __pydantic_config__ = _STRICT
    who: Who
    why: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Twist:
    """News that changes the case, and the clauses that it brings to the fore."""

    __pydantic_config__ = _STRICT
    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a discussion and the minutes it takes."""

    __pydantic_config__ = _STRICT
    text: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilitation:
    """What is for the facilitator's eyes: the steps, which take `minutes` together, and what to look out for."""

    __pydantic_config__ = _STRICT
    minutes: int
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One case: a story to be read aloud, what to ask about it, and the clauses at its heart and around it."""

    __pydantic_config__ = _STRICT
    id: str
    title: str
    story: str
    topics: tuple[str, ...]
    central: tuple[str, ...]
    related: tuple[str, ...]
    prompts: tuple[str, ...]
    options: tuple[Option, ...]
    consult: tuple[Consultation, ...]
    twist: Twist
    facilitator: Facilitation

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that somebody reads, each with the field it stands in."""
        yield from (("title", self.title), ("story", self.story), ("twist.text", self.twist.text))
        yield from ((f"prompts.{n}", prompt) for n, prompt in enumerate(self.prompts))
        yield from ((f"options.{n}.text", option.text) for n, option in enumerate(self.options))
        yield from ((f"consult.{n}.why", consultation.why) for n, consultation in enumerate(self.consult))
        yield from ((f"facilitator.steps.{n}.text", step.text) for n, step in enumerate(self.facilitator.steps))
        yield from ((f"facilitator.notes.{n}", note) for n, note in enumerate(self.facilitator.notes))

    def argued(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The clauses that the parts of the case rest on, each list with the field it stands in."""
        for n, option in enumerate(self.options):
            yield f"options.{n}.speaks_for", option.speaks_for
            yield f"options.{n}.speaks_against", option.speaks_against
        yield from ((f"consult.{n}.clauses", consultation.clauses) for n, consultation in enumerate(self.consult))
        yield "twist.clauses", self.twist.clauses
