"""A receipt is the same for the same answer, and another for any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.receipts import Receipt, checksum, receipt_of
from assistant.schemas import answer_out
from assistant.types import Answer, Trace, Versions
from tests.assistant.adapters.answers import PHRASES, answer

VERSIONS = Versions(register="0a", guide="0b", verifier="0c")
ANSWER = replace(answer(), versions=VERSIONS)
RECEIPT = receipt_of(ANSWER)


def test_a_receipt_holds_what_verifying_needs_and_nothing_of_the_question() -> None:
    """The statements with their verdicts, and every version."""
    assert [(s.text, s.verdict, s.citations) for s in RECEIPT.statements] == [(s.text, s.verdict, s.citations) for s in ANSWER.statements]
    assert (RECEIPT.corpus_version, RECEIPT.register_version, RECEIPT.guide_version) == ("0123456789ab", "0a", "0b")
    assert (RECEIPT.verifier_version, RECEIPT.generator, RECEIPT.answer_id) == ("0c", "extractive", "ans_1")
    assert ANSWER.question not in RECEIPT.model_dump_json()


def test_the_same_answer_has_the_same_receipt() -> None:
    """However long it took, and whether or not it went through JSON in between."""
    slower = replace(ANSWER, trace=Trace(timings_ms={"total": 99.0}), question="Something else?")
    assert receipt_of(slower) == RECEIPT
    assert Receipt.model_validate_json(RECEIPT.model_dump_json()) == RECEIPT
    assert checksum(RECEIPT) == RECEIPT.id


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "ans_2"},
        {"version": "ba9876543210"},
        {"generator": "openai:model"},
        {"versions": replace(VERSIONS, register="1a")},
        {"versions": replace(VERSIONS, guide="1b")},
        {"versions": replace(VERSIONS, verifier="1c")},
        {"statements": ANSWER.statements[:-1]},
        {"statements": (*ANSWER.statements[1:], ANSWER.statements[0])},
        {"statements": (*ANSWER.statements[:-1], replace(ANSWER.statements[-1], source="model"))},
    ],
)
def test_another_answer_has_another_receipt(changes: dict[str, Any]) -> None:
    """Whatever it is that differs."""
    assert receipt_of(replace(ANSWER, **changes)).id != RECEIPT.id


@given(number=st.integers(0, len(RECEIPT.statements) - 1), text=st.text(st.characters(exclude_categories=())))
def test_any_change_of_a_text_is_found(number: int, text: str) -> None:
    """The checksum no longer fits, whatever the text was changed to."""
    statements = list(RECEIPT.statements)
    changed = text != statements[number].text
    statements[number] = statements[number].model_copy(update={"text": text})
    receipt = RECEIPT.model_copy(update={"statements": tuple(statements)})
    assert (checksum(receipt) != receipt.id) == changed


def test_an_answers_json_names_its_receipt() -> None:
    """With the versions, which are nowhere else in it."""
    named = answer_out(ANSWER, PHRASES).receipt
    assert named.model_dump() == {"id": RECEIPT.id, "register_version": "0a", "guide_version": "0b", "verifier_version": "0c"}


def test_an_answer_of_any_kind_has_a_receipt() -> None:
    """Also one that was made by hand, without versions."""
    bare: Answer = answer("declined")
    assert receipt_of(bare).id.startswith("rcp_")
    assert receipt_of(bare).id != RECEIPT.id
