"""Labelled questions, read from JSONL and validated; every fault of a file is named."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import InvalidInput

Consult = Literal["supervisor", "commission", "legal_or_emergency"]
DATA = Path(__file__).resolve().parent / "data"


class Case(BaseModel):
    """One labelled question: the last turn is asked in the light of the earlier ones.

    `gold_clauses` is a list of groups: every group is needed, any one id in it will do.
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

    @property
    def gold(self) -> frozenset[str]:
        """Every id that occurs in a group."""
        return frozenset(c for group in self.gold_clauses for c in group)


def read_cases(path: Path, clause_ids: frozenset[str] | None = None) -> list[Case]:
    """The cases of a JSONL file; InvalidInput names every line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The question file {path} cannot be read: {error}.", "Give the path of a JSONL file.") from error
    cases: list[Case] = []
    faults: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            faults.extend(f"line {number}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            continue
        unknown = sorted((case.gold | set(case.acceptable_clauses)) - clause_ids) if clause_ids else []
        faults.extend(f"line {number} ({case.id}): unknown clause {c}" for c in unknown)
        cases.append(case)
    faults.extend(f"{i} occurs twice" for i in sorted({c.id for c in cases if [x.id for x in cases].count(c.id) > 1}))
    if not cases and not faults:
        raise InvalidInput(f"The question file {path} holds no questions.", "Give a JSONL file with one labelled question a line.")
    if faults:
        raise InvalidInput(f"{path.name} has {len(faults)} faults: " + "; ".join(faults), "Correct these lines.")
    return cases
