"""Puts into words what a chat model is asked for; texts that people wrote go in as JSON strings, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from string import Template

from assistant.ports import ChatRequest
from assistant.types import Clause, Dropped, Question

MOST_STATEMENTS = 6
# Cautious: English prose has four characters a token and more, ids and JSON fewer.
_CHARACTERS_A_TOKEN = 3
_WRITE_TOKENS, _MEND_TOKENS, _REWRITE_TOKENS = 700, 400, 150
_EARLIER_TURNS = 4
_CLAUSES_A_STATEMENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt file: `name` holds its version and checksum; `reasons` puts the checks of the verifier into words."""

    name: str
    system: str
    user: str
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """The prompts in use, one for each purpose."""

    write: Prompt
    mend: Prompt
    rewrite: Prompt


class Instructions:
    """Makes requests for one corpus and a model that reads at most `context` tokens."""

    def __init__(self, prompts: Prompts, clauses: Sequence[Clause], context: int) -> None:
        self._prompts = prompts
        self._clauses = {c.id: c for c in clauses}
        self._register = "The clauses of both codes, each after its id:\n\n" + register_text(clauses)
        self._context = context

    @property
    def names(self) -> tuple[str, ...]:
        """The prompts with their versions and checksums."""
        return tuple(p.name for p in (self._prompts.write, self._prompts.mend, self._prompts.rewrite))

    def write(self, question: Question, offered: Sequence[str], seconds: float) -> ChatRequest:
        """A request for sentences that explain the offered clauses; the whole register goes along where it fits."""
        prompt = self._prompts.write
        asked = Template(prompt.user).substitute(clauses=self._listed(offered), turns=_turns(question))
        whole = Template(prompt.system).substitute(register=self._register)
        fits = tokens(whole) + tokens(asked) + _WRITE_TOKENS <= self._context
        system = whole if fits else Template(prompt.system).substitute(register="").replace("\n\n\n", "\n")
        return ChatRequest(
            purpose="write",
            prompt=prompt.name,
            system=system.strip(),
            user=asked.strip(),
            schema=_statements_schema(offered),
            most_tokens=_WRITE_TOKENS,
            seconds=seconds,
        )

    def mend(self, failed: Sequence[Dropped], offered: Sequence[str], seconds: float) -> ChatRequest:
        """A request to write again what failed, with the reasons."""
        prompt = self._prompts.mend
        told = [{"text": f.text, "clauses": list(f.citations), "reason": prompt.reasons.get(f.reason, f.reason)} for f in failed]
        user = Template(prompt.user).substitute(clauses=self._listed(offered), failed=json.dumps(told, ensure_ascii=False))
        return ChatRequest(
            purpose="mend",
            prompt=prompt.name,
            system=prompt.system.strip(),
            user=user.strip(),
            schema=_statements_schema(offered),
            most_tokens=_MEND_TOKENS,
            seconds=seconds,
        )

    def rewrite(self, question: Question, seconds: float) -> ChatRequest:
        """A request for the last turn as a question that stands alone."""
        prompt = self._prompts.rewrite
        return ChatRequest(
            purpose="rewrite",
            prompt=prompt.name,
            system=prompt.system.strip(),
            user=Template(prompt.user).substitute(turns=_turns(question)).strip(),
            schema=_object(question={"type": "string"}),
            most_tokens=_REWRITE_TOKENS,
            seconds=seconds,
        )

    def _listed(self, ids: Sequence[str]) -> str:
        # Without the words that the clauses go on from ("I commit to"): a small model would copy them.
        named = (self._clauses[i] for i in ids)
        return "\n".join(f"- {c.id} ({c.code} {c.kind}): {_text(c)}" for c in named)


def tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    return len(text) // _CHARACTERS_A_TOKEN + 1


def _turns(question: Question) -> str:
    """The last turn, after the earlier ones only where it leans on them."""
    leans = question.standalone != question.text
    turns = [*question.turns[-1 - _EARLIER_TURNS : -1], question.text] if leans else [question.text]
    return json.dumps(turns, ensure_ascii=False)


def register_text(clauses: Sequence[Clause]) -> str:
    """The clauses in their order, each a line after its id, under their section and the words that they go on from."""
    lines: list[str] = []
    for (code, section, force, stem), group in groupby(clauses, lambda c: (c.code, c.section, c.force, c.stem)):
        lines += ["", f"## {code}: {section} ({force})", *([f"Each goes on from “{stem}”"] if stem else []), ""]
        lines += [f"- {c.id}: {_text(c)}" for c in group]
    return "\n".join(lines).strip()


def _text(clause: Clause) -> str:
    return " ".join(clause.text.split())


def _statements_schema(offered: Sequence[str]) -> dict[str, object]:
    statement = _object(
        # A quote is understood where a model gives one; one that is held to the schema would call its own words so.
        kind={"type": "string", "enum": ["paraphrase"]},
        text={"type": "string"},
        clauses={"type": "array", "items": {"type": "string", "enum": list(offered)}, "minItems": 1, "maxItems": _CLAUSES_A_STATEMENT},
    )
    return _object(statements={"type": "array", "items": statement, "maxItems": MOST_STATEMENTS})


def _object(**properties: object) -> dict[str, object]:
    """A JSON schema of the kind that every provider's strict mode takes: all fields required, no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
