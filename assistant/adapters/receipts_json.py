"""Receipts from JSON: a receipt, or a whole answer from which one can be put together (pydantic)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import InvalidInput
from assistant.receipts import Receipt

_HINT = "Give a file with the JSON of a receipt or of a whole answer, as `ethics-desk ask --json` prints it."
_VERSIONS = ("register_version", "guide_version", "verifier_version")


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file; InvalidInput when there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", _HINT) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path} is no JSON.", _HINT) from error
    return parse_receipt(document, str(path))


def parse_receipt(document: Any, source: str) -> Receipt:
    """The receipt that a document is, or that belongs to the answer that it is; InvalidInput names every field that is wrong."""
    fields = document
    if isinstance(document, Mapping) and isinstance(document.get("receipt"), Mapping):
        fields = _of_answer(document)
    try:
        return Receipt.model_validate(fields)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the document'}: {e['msg'].lower()}" for e in error.errors()[:5])
        raise InvalidInput(f"{source} holds no receipt: {faults}.", _HINT) from error


def _of_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt's fields from an answer's."""
    made, corpus = answer["receipt"], answer.get("corpus")
    return {
        "id": made.get("id"),
        "answer_id": answer.get("id"),
        "corpus_version": corpus.get("version") if isinstance(corpus, Mapping) else None,
        **{name: made.get(name) for name in _VERSIONS},
        "generator": answer.get("generator"),
        "statements": answer.get("statements"),
    }
