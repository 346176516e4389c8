"""Receipts and whole answers are read from the JSON that they were written as."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.receipts_json import parse_given, read_answer, read_given
from assistant.errors import InvalidInput
from assistant.receipts import Receipt, receipt_of
from assistant.schemas import AnswerOut, answer_out
from assistant.types import Versions
from assistant.verification import receipt_in
from tests.assistant.adapters.answers import PHRASES, answer

ANSWER = replace(answer(), versions=Versions(register="0a", guide="0b", verifier="0c"))
RECEIPT = receipt_of(ANSWER)
WHOLE = answer_out(ANSWER, PHRASES)
DOCUMENT: dict[str, Any] = json.loads(WHOLE.model_dump_json())


@pytest.mark.parametrize("given", [RECEIPT, WHOLE], ids=["receipt", "answer"])
def test_both_are_read(tmp_path: Path, given: Receipt | AnswerOut) -> None:
    """With a byte order mark too, and after another program wrote 1.0 as 1."""
    path = tmp_path / "file.json"
    path.write_text("\ufeff" + given.model_dump_json().replace("1.0", "1"), encoding="utf-8")
    assert read_given(path) == given


def test_an_answer_gives_the_receipt_that_it_was_given_with() -> None:
    """Put together from its fields."""
    assert receipt_in(WHOLE) == RECEIPT


def test_what_is_no_whole_answer_is_told(tmp_path: Path) -> None:
    """A receipt alone is none: a page cannot be made of it."""
    path = tmp_path / "file.json"
    path.write_text(RECEIPT.model_dump_json(), encoding="utf-8")
    with pytest.raises(InvalidInput, match="holds no answer: question: field required"):
        read_answer(path)
    path.write_text(WHOLE.model_dump_json(), encoding="utf-8")
    assert read_answer(path) == WHOLE


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"not json", b"[" * 100_000], ids=["empty", "no text", "no JSON", "too deep"])
def test_what_is_no_json_is_told(tmp_path: Path, content: bytes) -> None:
    """In one sentence, with what to give instead."""
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="is no JSON") as refused:
        read_given(path)
    assert "--json" in refused.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Or is a folder."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            read_given(path)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ([], "the document"),
        ("rcp_1", "the document"),
        ({}, "answer_id"),
        ({**DOCUMENT, "corpus": None}, "corpus"),
        ({**DOCUMENT, "receipt": {"id": 1}}, "receipt.id"),
        ({**DOCUMENT, "statements": [{"text": "Words."}]}, "statements.0.kind"),
        ({k: v for k, v in DOCUMENT.items() if k != "receipt"}, "answer_id"),
    ],
)
def test_what_is_no_receipt_is_told(document: Any, fault: str) -> None:
    """By the fields that are missing."""
    with pytest.raises(InvalidInput, match=r"holds no (receipt|answer)") as refused:
        parse_given(document, "file.json")
    assert fault in refused.value.message
    assert "\n" not in refused.value.message
