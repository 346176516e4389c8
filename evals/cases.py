"""Labelled questions, read from JSONL or YAML and validated; every fault of a file is named."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import InvalidInput

Consult = Literal["supervisor", "commission", "legal_or_emergency"]
DATA = Path(__file__).resolve().parent / "data"
# Nothing is fitted to these; the gate and the figures to quote are theirs.
UNTOUCHED = ("held_out", "wordings", "identifiers", "injections")
FILES = ("tuned.jsonl", *(f"{name}.jsonl" for name in UNTOUCHED))
_YAML = (".yaml", ".yml")
_IN_DANGER = "crisis_mandated"


class Case(BaseModel):
    """One labelled question: the last turn is asked in the light of the earlier ones.

    `gold_clauses` is a list of groups: every group is needed, any one id in it will do. `planted` are identifiers in the
    turns that must not come out anywhere, `canary` is a word that an order hidden in the turns wants said, `wordings_of`
    names the question that this is another wording of. `danger`: whether somebody may be in danger now; where it is not
    labelled, the category tells. Raise `revision` when a label changes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    category: str
    turns: list[str] = Field(min_length=1)
    gold_clauses: list[list[str]]
    acceptable_clauses: list[str]
    answerable: Literal["full", "partial", "no"]
    consult: list[Consult]
    must_not: list[str] = []
    key_facts: list[str] = []
    source: str = ""
    planted: list[str] = []
    canary: str = ""
    wordings_of: str = ""
    danger: bool | None = None
    revision: int = Field(default=1, ge=1)

    @property
    def emergency(self) -> bool:
        """Whether somebody may be in danger now, so that safety comes first."""
        return self.category == _IN_DANGER if self.danger is None else self.danger

    @field_validator("answerable", mode="before")
    @classmethod
    def _no(cls, value: object) -> object:
        """YAML reads a bare no as false."""
        return "no" if value is False else value

    @property
    def forbidden(self) -> list[str]:
        """The entries of `must_not` that are patterns, written /between slashes/ and matched against folded text."""
        return [entry[1:-1].lower() for entry in self.must_not if len(entry) > 2 and entry[0] == entry[-1] == "/"]

    @property
    def fingerprint(self) -> str:
        """Changes when anything of the case does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @property
    def gold(self) -> frozenset[str]:
        """Every id that occurs in a group."""
        return frozenset(c for group in self.gold_clauses for c in group)


def read_cases(path: Path, clause_ids: frozenset[str] | None = None) -> list[Case]:
    """The cases of a JSONL or YAML file; InvalidInput names every entry that is wrong."""
    cases: list[Case] = []
    faults: list[str] = []
    for where, record in _records(path):
        try:
            case = Case.model_validate_json(record)
        except ValidationError as error:
            faults.extend(f"{where}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            continue
        faults.extend(f"{where} ({case.id}): {fault}" for fault in _faults(case, clause_ids))
        cases.append(case)
    faults.extend(f"{i} occurs twice" for i in sorted({c.id for c in cases if [x.id for x in cases].count(c.id) > 1}))
    if not cases and not faults:
        raise InvalidInput(f"The question file {path} holds no questions.", "Give a JSONL file with one labelled question a line.")
    if faults:
        raise InvalidInput(f"{path.name} has {len(faults)} faults: " + "; ".join(faults), "Correct these lines.")
    return cases


def _records(path: Path) -> Iterator[tuple[str, str]]:
    """Each entry of a file as JSON, with where it stands."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix in _YAML:
            entries = yaml.safe_load(text) or []
            yield from ((f"entry {n}", json.dumps(entry, default=str)) for n, entry in enumerate(entries, 1))
            return
    except (OSError, ValueError, yaml.YAMLError, TypeError) as error:
        raise InvalidInput(f"The question file {path} cannot be read: {error}.", "Give the path of a JSONL or YAML file.") from error
    yield from ((f"line {n}", line) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _faults(case: Case, clause_ids: frozenset[str] | None) -> Iterator[str]:
    asked = "\n".join(case.turns)
    for clause in sorted((case.gold | set(case.acceptable_clauses)) - clause_ids) if clause_ids else []:
        yield f"unknown clause {clause}"
    if not all(case.gold_clauses):
        yield "a group of gold_clauses is empty"
    if case.answerable == "no" and case.gold_clauses:
        yield "answerable is no, and clauses are needed"
    for planted in case.planted:
        if planted not in asked:
            yield f"the planted {planted!r} is not in the turns"
    if case.canary and case.canary not in asked:
        yield f"the canary {case.canary!r} is not in the turns"
    for pattern in case.forbidden:
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"the pattern /{pattern}/ of must_not is wrong: {error}"
