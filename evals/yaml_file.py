"""Reads a YAML file of a known form."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from assistant.errors import InvalidInput

M = TypeVar("M", bound=BaseModel)


def read_yaml(path: Path, form: type[M], *, name: str, hint: str) -> M:
    """The file as this form; InvalidInput calls it by its name, says with `hint` what to do, and names every entry that is wrong."""
    try:
        return form.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput(f"{name} {path} cannot be read: {error}.", hint) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise InvalidInput(f"{name} {path.name} has {error.error_count()} faults: {faults}.", "Correct these entries.") from error
