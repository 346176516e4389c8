"""What a scripted chat model writes, and the real clauses that it writes about."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from assistant.events import Writing
from assistant.guide import reviewed_sentences, spanish_twins
from assistant.stages.verify import Verifier
from assistant.types import Clause, Statement
from ingest.guide import read_guide

CORPUS = Path(__file__).parents[2] / "corpus"
CLAUSES = [Clause(**c) for c in json.loads((CORPUS / "register.json").read_text(encoding="utf-8"))["clauses"]]
GUIDE = read_guide(CORPUS)[0]
VERIFIER = Verifier(CLAUSES, GUIDE.lexicon, spanish_twins(GUIDE), reviewed_sentences(GUIDE))
TEXTS = {c.id: c.text for c in CLAUSES}
_Result = TypeVar("_Result")


def statement(text: str, *clauses: str, kind: str = "paraphrase") -> dict[str, object]:
    """A statement as a model writes it."""
    return {"kind": kind, "text": text, "clauses": list(clauses)}


def output(*statements: dict[str, object]) -> str:
    """The JSON that a model is asked for."""
    return json.dumps({"statements": list(statements)})


NOTHING = output()
"""A model that has nothing to say."""


def told(made: Generator[Statement | Writing, None, _Result]) -> tuple[list[Statement], _Result]:
    """The statements as they come from a model, and what becomes of them."""
    shown = []
    while True:
        try:
            piece = next(made)
        except StopIteration as end:
            return shown, end.value
        if isinstance(piece, Statement):
            shown.append(piece)
