"""Reads the committed clause register."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ValidationError

from assistant.errors import CorpusFault
from assistant.types import Clause, Code


class _Register(BaseModel):
    codes: tuple[Code, ...]
    clauses: tuple[Clause, ...]


def read_register(path: Path) -> tuple[tuple[Code, ...], tuple[Clause, ...]]:
    """The codes and clauses of a register file; CorpusFault when it cannot be read."""
    try:
        register = _Register.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CorpusFault([f"{path.name} cannot be read: {error.strerror}"]) from error
    except ValidationError as error:
        raise CorpusFault([f"{path.name} is damaged: {error.error_count()} faults"]) from error
    return register.codes, register.clauses
