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
class Writing:
    """What holds for sentences that a chat model wrote, beside what holds for reviewed ones.

    `openings`: ways to begin that say nothing. `plain`: words that a sentence may use though its clauses do not; every other word
    needs a clause. `variants`: other forms of the clauses' words. `acts`: verbs that begin a duty of their own. `links`: what ties
    statements together, by kind; the kind must occur in the clause. `kept`: what must be said along with which words, by the key or
    mark that is to be kept. `codes`: words for one body's text, by body; `both`: ways to speak of both. `rulings`, `consultation`
    and `absence`: what such a sentence may not say at all. `samples`: sentences that show what may stand side by side. `openings`,
    `links`, `both`, `rulings`, `consultation` and `absence` hold regular expressions on folded text.
    """

    __pydantic_config__ = _STRICT
    openings: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    links: Phrases = field(default_factory=dict)
    kept: Phrases = field(default_factory=dict)
    codes: Phrases = field(default_factory=dict)
    both: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()
    consultation: tuple[str, ...] = ()
    absence: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


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
    writing: Writing = field(default_factory=Writing)

    def phrases(self) -> Mapping[str, Phrases]:
        """The sections that hold words; `verdicts` holds regular expressions, `writing` what holds for a chat model's sentences only."""
        return {s: getattr(self, s) for s in self.__dataclass_fields__ if s not in ("verdicts", "writing")}
