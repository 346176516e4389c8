"""Answers and receipts from JSON, to be verified again (pydantic)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.errors import InvalidInput
from assistant.receipts import Receipt
from assistant.schemas import AnswerOut

_HINT = "Give a file with the JSON of a receipt or of a whole answer, as `ethics-desk ask --json` prints it."
_ANSWER_HINT = "Give a file with the JSON of a whole answer, as `ethics-desk ask --json` prints it."


def read_given(path: Path) -> Receipt | AnswerOut:
    """The receipt or the whole answer in a file; InvalidInput when there is neither."""
    return parse_given(_document(path, _HINT), str(path))


def read_answer(path: Path) -> AnswerOut:
    """The whole answer in a file; InvalidInput when there is none."""
    document = _document(path, _ANSWER_HINT)
    try:
        return AnswerOut.model_validate(document)
    except ValidationError as error:
        raise InvalidInput(f"{path} holds no answer: {_faults(error)}.", _ANSWER_HINT) from error


def parse_given(document: Any, source: str) -> Receipt | AnswerOut:
    """The receipt or the whole answer that a document is; InvalidInput names every field that is wrong."""
    whole = isinstance(document, Mapping) and isinstance(document.get("receipt"), Mapping)
    try:
        return AnswerOut.model_validate(document) if whole else Receipt.model_validate(document)
    except ValidationError as error:
        raise InvalidInput(f"{source} holds no {'answer' if whole else 'receipt'}: {_faults(error)}.", _HINT) from error


def _document(path: Path, hint: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.", hint) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path} is no JSON.", hint) from error


def _faults(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'the document'}: {e['msg'].lower()}" for e in error.errors()[:5])
