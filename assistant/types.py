"""The records that pass between the stages: frozen, with their invariants checked when made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["answered", "partial", "not_in_codes", "out_of_scope", "emergency", "declined"]
StatementKind = Literal["quote", "paraphrase", "guidance", "gap", "notice"]
Verdict = Literal["verbatim", "entailed", "authored"]
Who = Literal["supervisor", "commission", "legal", "emergency"]
Language = Literal["en", "es"]
Source = Literal["authored", "model"]
Generation = Literal["", "shown", "unsupported", "failed", "budget"]
Section = Literal["safety", "short", "quotes", "gaps", "consult", "bring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of ethics as one source file holds it."""

    id: str
    title: str
    edition: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a code: its verbatim text and where it stands in the source file.

    `start` and `end` are character offsets of the text in the file (end exclusive).
    """

    id: str
    label: str
    code: str
    section: str
    kind: str
    force: str
    text: str
    start: int
    end: int
    stem: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"clause {self.id} has no text")
        if not 0 <= self.start < self.end:
            raise ValueError(f"clause {self.id} has the impossible range {self.start}..{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A labelled way of asking, from the guide.

    `central` is a tuple of groups: each group is needed, any one id in it will do.
    """

    text: str
    central: tuple[tuple[str, ...], ...]
    related: tuple[str, ...]
    status: Status
    topics: tuple[str, ...]
    consult: tuple[Who, ...]
    silence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as processed: identifiers masked, earlier turns taken into account.

    `text` is what the last turn says; `standalone` adds the earlier turns it depends on; `rewritten` says both in one sentence, where
    a chat model did so.
    """

    text: str
    standalone: str
    language: Language
    turns: tuple[str, ...] = ()
    rewritten: str = ""

    @property
    def sought(self) -> str:
        """What clauses are searched for."""
        return self.rewritten or self.standalone


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A clause with its chances: `central` that the question is about it, `score` that citing it is right."""

    clause_id: str
    score: float
    central: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of the answer, with the clauses that support it; `source` tells who wrote it, the project or a chat model."""

    text: str
    kind: StatementKind
    citations: tuple[str, ...] = ()
    verdict: Verdict = "authored"
    score: float = 1.0
    section: Section = "short"
    source: Source = "authored"

    def __post_init__(self) -> None:
        if self.kind in ("quote", "paraphrase") and not self.citations:
            raise ValueError(f"a {self.kind} needs a citation: {self.text[:60]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Someone to talk to, and why."""

    who: Who
    why: str
    clause_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the asker should know about how the question was handled."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A statement that failed verification, and the check it failed."""

    text: str
    citations: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One call of a chat model: what for, how long, how many tokens, what it cost and how it ended.

    `outcome` is "done" or what went wrong; `cost` is in the currency of the price that is set, None where none is; a `cached`
    call cost nothing.
    """

    purpose: str
    model: str
    prompt: str
    milliseconds: float
    input_tokens: int
    output_tokens: int
    outcome: str
    cached: bool = False
    cost: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What happened on the way to an answer, for developers and for the evaluation.

    `timings_ms` is how long each stage took, `started_ms` when it began, from the beginning of the whole.
    `generation` says what became of a chat model's explanation: "" where none was asked for, "shown", or why ours stands instead.
    """

    timings_ms: Mapping[str, float] = field(default_factory=dict)
    started_ms: Mapping[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    outcome: Mapping[str, float] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()
    topics: tuple[str, ...] = ()
    calls: tuple[ModelCall, ...] = ()
    generation: Generation = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Checksums of what an answer was made and checked with: the clauses, the guide, and the verifier with its lexicon."""

    register: str = ""
    guide: str = ""
    verifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to one question; see schemas.py for its JSON."""

    id: str
    question: str
    status: Status
    language: Language
    statements: tuple[Statement, ...]
    citations: tuple[Clause, ...]
    consult: tuple[Referral, ...]
    gaps: tuple[str, ...]
    notices: tuple[Notice, ...]
    bring: tuple[str, ...]
    generator: str
    version: str
    codes: tuple[Code, ...]
    trace: Trace
    versions: Versions = field(default_factory=Versions)

    def __post_init__(self) -> None:
        used = {c for s in self.statements for c in s.citations}
        extra = {c.id for c in self.citations} - used
        if extra:
            raise ValueError(f"cited but used by no statement: {sorted(extra)}")
