"""The reviewed words behind the verifier, as corpus/guide/lexicon.yaml holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CASE_MANAGERS = frozenset(("case_manager", "certified", "health_professional", "member"))
COMMON_ACTORS = CASE_MANAGERS | {"client"}
OWN_BODIES = frozenset(("NACM", "CCMC"))

_STRICT = {"extra": "forbid"}

Phrases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Each section maps names to the words and phrases that belong to them."""

    __pydantic_config__ = _STRICT
    synonyms: Phrases = field(default_factory=dict)
    actors: Phrases = field(default_factory=dict)
    bodies: Phrases = field(default_factory=dict)
    framing: Phrases = field(default_factory=dict)
    function: Phrases = field(default_factory=dict)
    negators: Phrases = field(default_factory=dict)
    neutral: Phrases = field(default_factory=dict)
    limiters: Phrases = field(default_factory=dict)
    modals: Phrases = field(default_factory=dict)
    forces: Phrases = field(default_factory=dict)
    hedges: Phrases = field(default_factory=dict)
    universals: Phrases = field(default_factory=dict)
    restrictors: Phrases = field(default_factory=dict)
    conditions: Phrases = field(default_factory=dict)
    pivots: Phrases = field(default_factory=dict)
    labels: Phrases = field(default_factory=dict)
    numbers: Phrases = field(default_factory=dict)
    units: Phrases = field(default_factory=dict)
    breaches: Phrases = field(default_factory=dict)
    verdicts: Phrases = field(default_factory=dict)

    def phrases(self) -> Mapping[str, Phrases]:
        """The sections that hold words; `verdicts` holds regular expressions."""
        return {s: getattr(self, s) for s in self.__dataclass_fields__ if s != "verdicts"}
