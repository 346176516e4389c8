"""What the desk says to a chat beside its answers: a fixed list of sentences in both languages (PyYAML)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.types import Language

Name = Literal["reading", "help", "too_often", "busy", "not_ready", "too_late", "unreadable", "failed", "danger", "cut"]
_FILE = Path(__file__).with_name("phrases.yaml")
_HELP: dict[str, tuple[Language, ...]] = {"": ("en", "es"), "help": ("en",), "?": ("en", "es"), "ayuda": ("es",)}


class _Spoken(BaseModel):
    model_config = ConfigDict(extra="forbid")

    en: str
    es: str


def phrase(name: Name, language: Language, **values: object) -> str:
    """A sentence in a language, with the values put in."""
    spoken = _phrases()[name]
    return (spoken.es if language == "es" else spoken.en).format(**values)


def help_for(text: str) -> str:
    """The help that a text asks for, in both languages where it does not tell which; "" for a text that is a question."""
    return "\n\n".join(phrase("help", spoken) for spoken in _HELP.get(text.strip().lower(), ()))


@cache
def _phrases() -> dict[Name, _Spoken]:
    return TypeAdapter(dict[Name, _Spoken]).validate_python(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
