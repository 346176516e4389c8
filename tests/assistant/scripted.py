"""What a scripted chat model writes, and the real clauses that it writes about."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from assistant.claims import Lexicon
from assistant.types import Clause

CORPUS = Path(__file__).parents[2] / "corpus"
CLAUSES = [Clause(**c) for c in json.loads((CORPUS / "register.json").read_text(encoding="utf-8"))["clauses"]]
LEXICON = TypeAdapter(Lexicon).validate_python(yaml.safe_load((CORPUS / "guide" / "lexicon.yaml").read_text(encoding="utf-8")))
TEXTS = {c.id: c.text for c in CLAUSES}


def statement(text: str, *clauses: str, kind: str = "paraphrase") -> dict[str, object]:
    """A statement as a model writes it."""
    return {"kind": kind, "text": text, "clauses": list(clauses)}


def output(*statements: dict[str, object]) -> str:
    """The JSON that a model is asked for."""
    return json.dumps({"statements": list(statements)})


NOTHING = output()
"""A model that has nothing to say."""
