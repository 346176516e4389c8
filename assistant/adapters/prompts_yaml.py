"""Reads the versioned prompt files (PyYAML)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import InvalidInput
from assistant.stages.prompts import Prompt, Prompts

FOLDER = Path(__file__).resolve().parent.parent / "prompts"
_FILE = re.compile(r"^(?P<name>[a-z]+)\.v(?P<version>\d+)\.yaml$")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    system: str
    user: str
    reasons: dict[str, str] = {}


def read_prompts(folder: Path = FOLDER) -> Prompts:
    """The newest version of each prompt; InvalidInput for a file that is missing or wrong."""
    return Prompts(write=_newest(folder, "write"), mend=_newest(folder, "mend"), rewrite=_newest(folder, "rewrite"))


def _newest(folder: Path, name: str) -> Prompt:
    versions = {int(m["version"]): p for p in folder.glob("*.yaml") if (m := _FILE.match(p.name)) and m["name"] == name}
    if not versions:
        raise InvalidInput(f"There is no prompt {name}.v1.yaml in {folder}.", "Install the project again with `make setup`.")
    path = versions[max(versions)]
    try:
        text = path.read_text(encoding="utf-8")
        parsed = _File.model_validate(yaml.safe_load(text))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise InvalidInput(f"The prompt {path} cannot be used: {error}", "Restore the file.") from error
    stamp = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Prompt(name=f"{path.stem}:{stamp}", system=parsed.system, user=parsed.user, reasons=parsed.reasons)
