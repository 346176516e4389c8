"""Receipts are read from what they were written as, and from whole answers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.receipts_json import parse_receipt, read_receipt
from assistant.errors import InvalidInput
from assistant.receipts import receipt_of
from assistant.schemas import answer_out
from assistant.types import Versions
from tests.assistant.adapters.answers import PHRASES, answer

ANSWER = replace(answer(), versions=Versions(register="0a", guide="0b", verifier="0c"))
RECEIPT = receipt_of(ANSWER)
DOCUMENT: dict[str, Any] = json.loads(answer_out(ANSWER, PHRASES).model_dump_json())


@pytest.mark.parametrize("document", [RECEIPT.model_dump(mode="json"), DOCUMENT], ids=["receipt", "answer"])
def test_a_receipt_is_read_from_both(tmp_path: Path, document: dict[str, Any]) -> None:
    """With a byte order mark too, and after another program wrote 1.0 as 1."""
    path = tmp_path / "file.json"
    path.write_text("\ufeff" + json.dumps(document).replace("1.0", "1"), encoding="utf-8")
    assert read_receipt(path) == RECEIPT


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not json", b"[" * 100_000], ids=["empty", "no text", "no JSON", "too deep"])
def test_what_is_no_json_is_told(tmp_path: Path, content: bytes) -> None:
    """In one sentence, with what to give instead."""
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="is no JSON") as refused:
        read_receipt(path)
    assert "--json" in refused.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Or is a folder."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            read_receipt(path)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ([], "the document"),
        ("rcp_1", "the document"),
        ({}, "answer_id"),
        ({**DOCUMENT, "corpus": None}, "corpus_version"),
        ({**DOCUMENT, "receipt": {}}, "register_version"),
        ({**DOCUMENT, "statements": [{"text": "Words."}]}, "statements.0.kind"),
        ({k: v for k, v in DOCUMENT.items() if k != "receipt"}, "answer_id"),
    ],
)
def test_what_is_no_receipt_is_told(document: Any, fault: str) -> None:
    """By the fields that are missing."""
    with pytest.raises(InvalidInput, match="holds no receipt") as refused:
        parse_receipt(document, "file.json")
    assert fault in refused.value.message
    assert "\n" not in refused.value.message
