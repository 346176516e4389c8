"""The reviewed knowledge beside the clauses. It explains and helps to find; it is never quoted as the code."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.claims import Lexicon
from assistant.scenarios import Scenario
from assistant.types import Status, Who

_STRICT = {"extra": "forbid"}
# The signal raised by likeness to labelled emergencies rather than by words.
LIKELY_DANGER = "likely-danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A clause in plain language, in both languages; `brief` is a phrase, `gloss` a sentence."""

    __pydantic_config__ = _STRICT
    id: str
    gloss: str
    gloss_es: str
    brief: str
    brief_es: str
    key_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence that the clauses it lists entail."""

    __pydantic_config__ = _STRICT
    text: str
    text_es: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A true sentence on what the texts do not say."""

    __pydantic_config__ = _STRICT
    text: str
    text_es: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What the codes say, and do not say, on one subject of practice.

    `subject_named`: whether either text names the subject itself; where none does, as with gifts, a question about it can only be
    answered in part.
    """

    __pydantic_config__ = _STRICT
    id: str
    title: str
    title_es: str
    central: tuple[str, ...]
    says: tuple[Say, ...]
    bring: tuple[str, ...]
    bring_es: tuple[str, ...]
    related: tuple[str, ...] = ()
    consult: tuple[Who, ...] = ()
    silent: tuple[Absence, ...] = ()
    compare: Say | None = None
    terms: tuple[str, ...] = ()
    terms_es: tuple[str, ...] = ()
    subject_named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Starters:
    """Questions on a topic to start from, in both languages; they are offered, and nothing is learned from them."""

    __pydantic_config__ = _STRICT
    topic: str
    questions: tuple[str, ...]
    questions_es: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One detail that people ask for and the texts do not hold."""

    __pydantic_config__ = _STRICT
    id: str
    text: str
    text_es: str
    outcome: Status
    related: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    consult: tuple[Who, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """A mistaken belief about the codes and the sentence of the codes that corrects it."""

    __pydantic_config__ = _STRICT
    id: str
    patterns: tuple[str, ...]
    text: str
    text_es: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReason:
    """Why to talk to someone: given when one of its topics is recognised, a pattern is found or the status is one of its own.

    One that has none of these is the general one.
    """

    __pydantic_config__ = _STRICT
    who: Who
    why: str
    why_es: str
    clauses: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()

    @property
    def general(self) -> bool:
        """Whether it is the reason where no other one is."""
        return not (self.topics or self.patterns or self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRule:
    """When to name someone, besides a close likeness to labelled questions that do.

    Every condition that is stated must hold: one of the topics, of the cited clauses, of the statuses,
    a pattern in the folded text. `likely_above` is how alike such questions must still be.
    """

    __pydantic_config__ = _STRICT
    who: Who
    topics: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    patterns: tuple[str, ...] = ()
    unless_patterns: tuple[str, ...] = ()
    likely_above: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Words that show danger to a person now, and the safety steps that come first."""

    __pydantic_config__ = _STRICT
    id: str
    patterns: tuple[str, ...]
    steps: tuple[str, ...]
    steps_es: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Names people use for clauses: regular expressions, each matched from the start of a word of the folded text."""

    __pydantic_config__ = _STRICT
    phrases: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Words by which names of people are recognised, separated by white space, without accents."""

    __pydantic_config__ = _STRICT
    first_names: str
    surnames: str
    not_names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Someone else who may need to know: shown with an answer on one of its topics, or one that sends to someone in `consult`.

    With clauses, these entail the sentence; without, it is a suggestion of ours.
    """

    __pydantic_config__ = _STRICT
    id: str
    person: str
    person_es: str
    text: str
    text_es: str
    clauses: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    consult: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketGuide:
    """What a consultation packet says beside the answer: its texts by name and language, and who else may need to know.

    `words_es` are the register's words for forces and editions in Spanish.
    """

    __pydantic_config__ = _STRICT
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    words_es: dict[str, str] = field(default_factory=dict)
    others: tuple[Other, ...] = ()
    caution: Say = Say(text="", text_es="", clauses=())


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckQuestions:
    """Questions of the slide deck that a live room is asked, each word for word in the clause, and the minutes that they take."""

    __pydantic_config__ = _STRICT
    clause: str
    minutes: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStatement:
    """The sentence about continuing-education credit, word for word in the clause; `choice` is what stands for the word to be chosen."""

    __pydantic_config__ = _STRICT
    clause: str
    statement: str
    choice: str

    def chosen(self, word: str) -> str:
        """The sentence with the word that was chosen."""
        return self.statement.replace(self.choice, word)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveGuide:
    """What a live room takes from the slide deck."""

    __pydantic_config__ = _STRICT
    opening: DeckQuestions
    closing: DeckQuestions
    credit: CreditStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutGuide:
    """What the files that come out of a discussion say beside the cases and the clauses: wordings by name, those of the minutes apart."""

    __pydantic_config__ = _STRICT
    deck: dict[str, str] = field(default_factory=dict)
    deck_lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    minutes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole guide, as the index carries it."""

    glosses: tuple[Gloss, ...]
    topics: tuple[Topic, ...]
    silences: tuple[Silence, ...]
    premises: tuple[Premise, ...]
    reasons: tuple[ReferralReason, ...]
    rules: tuple[ReferralRule, ...]
    signals: tuple[Signal, ...]
    misuse: tuple[str, ...]
    frames: tuple[str, ...]
    requests: tuple[str, ...]
    aliases: tuple[Alias, ...]
    names: Names
    lexicon: Lexicon
    phrases: dict[str, dict[str, str]] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    packet: PacketGuide = field(default_factory=PacketGuide)
    starters: tuple[Starters, ...] = ()
    live: LiveGuide | None = None
    handouts: HandoutGuide = field(default_factory=HandoutGuide)

    def gloss(self, clause_id: str) -> Gloss:
        """The gloss of a clause; every clause has one (the build checks it)."""
        return next(g for g in self.glosses if g.id == clause_id)

    def topic(self, topic_id: str) -> Topic | None:
        """The topic of this id, if there is one."""
        return next((t for t in self.topics if t.id == topic_id), None)

    def scenario(self, scenario_id: str) -> Scenario | None:
        """The scenario of this id, if there is one."""
        return next((s for s in self.scenarios if s.id == scenario_id), None)


def spanish_twins(guide: Guide) -> dict[str, str]:
    """Every reviewed Spanish sentence that may be shown as a paraphrase, with the English one it stands for."""
    twins = {g.gloss_es: g.gloss for g in guide.glosses}
    twins |= {s.text_es: s.text for t in guide.topics for s in t.says}
    twins |= {t.compare.text_es: t.compare.text for t in guide.topics if t.compare}
    twins |= {p.text_es: p.text for p in guide.premises}
    asks, opening, linked = guide.phrases["nacm_asks"], guide.phrases["asks_you"], guide.phrases["also_asks_you"]
    twins |= {asks["es"].format(brief=g.brief_es): asks["en"].format(brief=g.brief) for g in guide.glosses}
    return twins | {es.replace(opening["es"], linked["es"], 1): en for es, en in twins.items() if es.startswith(opening["es"])}


def reviewed_sentences(guide: Guide) -> list[str]:
    """Every reviewed English text whose words a sentence about the clauses may use."""
    asks = guide.phrases.get("nacm_asks", {}).get("en", "{brief}")
    glosses = [text for g in guide.glosses for text in (g.gloss, asks.format(brief=g.brief))]
    says = [s.text for t in guide.topics for s in (*t.says, *([t.compare] if t.compare else []))]
    return [*glosses, *says, *(p.text for p in guide.premises), *(phrase.get("en", "") for phrase in guide.phrases.values())]


def fixed_wordings(guide: Guide) -> list[str]:
    """Every reviewed text, in both languages, that may be shown as guidance, gap or notice; {…} are filled in."""
    steps = [text for s in guide.signals for text in (*s.steps, *s.steps_es)]
    reasons = [text for r in guide.reasons for text in (r.why, r.why_es)]
    brought = [text for t in guide.topics for text in (*t.bring, *t.bring_es)]
    silent: list[Silence | Absence] = [*guide.silences, *(a for t in guide.topics for a in t.silent)]
    absences = [text for a in silent for text in (a.text, a.text_es)]
    return [*steps, *reasons, *brought, *absences, *(text for phrase in guide.phrases.values() for text in phrase.values())]
