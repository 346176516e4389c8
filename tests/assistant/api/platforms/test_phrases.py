"""The sentences that the desk says to a chat beside its answers."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.api.platforms.phrases import Name, help_for, phrase
from assistant.pipeline import Assistant
from assistant.types import Language, Statement

VALUES = {"seconds": 5, "reason": "No words.", "limit": 8000, "request_id": "req_1"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", get_args(Name))
def test_every_sentence_is_there_in_both_languages(small_assistant: Assistant, name: Name, language: Language) -> None:
    """With its values put in, and without a verdict in the codes' name."""
    said = phrase(name, language, **VALUES)
    assert said
    assert "{" not in said
    assert small_assistant.parts.verifier.statement(Statement(text=said, kind="guidance")).passed


def test_the_languages_differ() -> None:
    """No sentence was forgotten in translation."""
    assert [n for n in get_args(Name) if phrase(n, "en", **VALUES) == phrase(n, "es", **VALUES)] == []


def test_a_question_is_no_call_for_help() -> None:
    """Only the words alone are."""
    assert help_for("help") != help_for(" Ayuda ") != ""
    assert help_for("Help me with a gift") == ""
