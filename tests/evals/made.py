"""Labelled questions, replies and judges made by hand over the real register, for the tests of what is measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml
from pydantic import TypeAdapter

from assistant.claims import Lexicon
from assistant.settings import default_corpus
from assistant.text import words
from assistant.types import StatementKind
from evals.cases import Case
from evals.metrics import score
from evals.metrics.context import Context
from evals.replies import Reply, Said
from tests.assistant.adapters.answers import CLAUSES

TEXTS = {c.id: c.text for c in CLAUSES}
_CONTENT_LETTERS = 5


class WordJudge:
    """Supports a claim when the evidence holds every word of it that has five letters or more."""

    name = "words"

    def support(self, claim: str, evidence: Sequence[str]) -> tuple[bool, float, str]:
        """Whether no long word is missing, the share that is there, and the missing ones."""
        wanted = {w for w in words(claim) if len(w) >= _CONTENT_LETTERS}
        missing = wanted - set(words(" ".join(evidence)))
        return not missing, 1 - len(missing) / max(len(wanted), 1), ", ".join(sorted(missing))


CONTEXT = Context(clauses=TEXTS, judge=WordJudge())


def lexicon() -> Lexicon:
    """The verifier's words, without the rest of the guide, which takes long to check."""
    text = (default_corpus() / "guide" / "lexicon.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Lexicon).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))


def case(**changes: Any) -> Case:
    """A labelled question."""
    fields: dict[str, Any] = {
        "id": "Q-1",
        "category": "vignette",
        "turns": ["q"],
        "gold_clauses": [["NACM-7", "NACM-8"]],
        "acceptable_clauses": ["NACM-15"],
        "answerable": "full",
        "consult": [],
    }
    return Case.model_validate({**fields, **changes})


def said(kind: StatementKind, text: str, *citations: str) -> Said:
    """A sentence that cites these clauses."""
    return Said(text=text, kind=kind, citations=citations)


def quoted(clause: str) -> Said:
    """A whole clause, quoted."""
    return said("quote", TEXTS[clause], clause)


def reply(*statements: Said, **changes: Any) -> Reply:
    """A reply that says these sentences; its text and its cited clauses are theirs unless given."""
    cited = tuple(dict.fromkeys(c for s in statements for c in s.citations))
    return Reply(**{"status": "answered", "text": text_of(statements), "statements": statements, "cited": cited, **changes})


def text_of(statements: Iterable[Said]) -> str:
    """Sentences as their reader sees them."""
    return "\n".join(s.text for s in statements)


def scored(labelled: Case, given: Reply, context: Context = CONTEXT) -> dict[str, tuple[float, float]]:
    """Hits and total by metric."""
    return {s.metric: (s.hits, s.total) for s in score(labelled, given, context)}


def reasons(labelled: Case, given: Reply, context: Context = CONTEXT) -> dict[str, str]:
    """What each metric says that was missed."""
    return {s.metric: s.reason for s in score(labelled, given, context)}
