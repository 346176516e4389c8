"""The texts of corpus/guide/foreign: what is no part of a question, and what is, though it sounds alike."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import CorpusFault

HONEST_FILE = "honest.yaml"
_SLOT = re.compile(r"\{([a-z_]+)\}")


class Group(BaseModel):
    """Texts of one kind: each is used `times` times, its places in braces filled anew; `shuffled` rows are drawn from their words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    times: int
    texts: list[str]
    shuffled: int = 0


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: list[Group] = []
    slots: dict[str, list[str]] = {}


class ForeignTexts:
    """What a folder of foreign and honest texts holds; CorpusFault names every fault of its files."""

    def __init__(self, folder: Path) -> None:
        faults: list[str] = []
        self._files = {p.name: _read(p, faults) for p in sorted(folder.glob("*.yaml"))}
        if HONEST_FILE not in self._files:
            faults.append(f"{folder.name} lacks {HONEST_FILE}")
        if faults:
            raise CorpusFault(faults)
        self._slots = {name: parts for file in self._files.values() for name, parts in file.slots.items()}

    def honest(self) -> list[str]:
        """The texts that are to be kept, as often as they count."""
        return [t for g in self._files[HONEST_FILE].groups for t in g.texts * g.times]

    def foreign(self, chance: random.Random) -> list[str]:
        """The texts that are to go, with their places filled."""
        groups = [g for name, file in self._files.items() if name != HONEST_FILE for g in file.groups]
        texts = [self.filled(t, chance) for g in groups for t in g.texts for _ in range(g.times)]
        return [*texts, *(row for g in groups for row in _shuffled(g, chance))]

    def filled(self, text: str, chance: random.Random) -> str:
        """The text with a part in each place; a place that no slot fills stays as it is."""

        def part(match: re.Match[str]) -> str:
            parts = self._slots.get(match.group(1))
            return self.filled(chance.choice(parts), chance) if parts else match.group()

        return _SLOT.sub(part, text)


def _read(path: Path, faults: list[str]) -> _File:
    """The file, or an empty one with its faults noted."""
    try:
        return _File.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        faults.append(f"foreign/{path.name} cannot be read: {' '.join(str(error).split())}")
    except ValidationError as error:
        faults.extend(f"foreign/{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return _File()


def _shuffled(group: Group, chance: random.Random) -> Iterator[str]:
    words = _SLOT.sub("", " ".join(group.texts)).split()
    for _ in range(group.shuffled):
        yield " ".join(chance.choice(words) for _ in range(chance.randint(3, 9)))
