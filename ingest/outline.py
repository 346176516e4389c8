"""The outline file: how each source divides into clauses, as reviewed data."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CorpusFault


class Part(BaseModel):
    """A part of a source under one heading, and how it splits into clauses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str
    section: str
    split: Literal["whole", "bullets", "terms", "numbered", "rules"]
    id: str
    kind: str
    force: str
    label: str = ""
    labels: list[str] = []
    intro_id: str = ""
    intro_label: str = ""
    stem: str = ""
    force_from: list[str] = []
    ends_before: str = ""


class CodeOutline(BaseModel):
    """One source file and its parts, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    edition: str
    file: str
    sha256: str
    parts: list[Part]


class Outline(BaseModel):
    """All sources of the corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: list[CodeOutline]


def read_outline(path: Path) -> Outline:
    """Read and validate the outline; CorpusFault names every fault."""
    try:
        return Outline.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CorpusFault([f"{path.name} cannot be read: {error.strerror}"]) from error
    except yaml.YAMLError as error:
        raise CorpusFault([f"{path.name} is not valid YAML: {error}"]) from error
    except ValidationError as error:
        faults = [f"{path.name}, {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise CorpusFault(faults) from error
