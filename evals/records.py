"""Reads a file of records, one JSON object a line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from assistant.errors import InvalidInput

_T = TypeVar("_T", bound=BaseModel)


def read_records(path: Path, record: type[_T], name: str) -> list[_T]:
    """The records of a JSONL file; InvalidInput names every wrong one. `name` is what one of them is called: "attack"."""
    try:
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        return TypeAdapter(list[record]).validate_json(f"[{','.join(lines)}]")  # type: ignore[valid-type]
    except OSError as error:
        raise InvalidInput(f"The file {path} cannot be read: {error.strerror}.", "Give the path of a JSONL file, or restore it.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8.", "Save it as UTF-8 text.") from error
    except ValidationError as error:
        faults = "; ".join(f"{name} {e['loc'][0] if e['loc'] else '?'}: {e['msg']}" for e in error.errors())
        raise InvalidInput(f"{path.name} is not a list of {name}s: {faults}.", "Correct these lines.") from error
