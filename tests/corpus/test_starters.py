"""Every question to start from leads to an answer, and none is a copy of what measures the assistant."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.text import fold
from assistant.types import Example, Language
from evals.cases import DATA, read_cases
from evals.similarity import leaks
from ingest.guide import read_guide

GUIDE, _ = read_guide(Path(__file__).parents[2] / "corpus")


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_is_answered_from_its_topic(assistant: Assistant, language: Language) -> None:
    """The codes speak to it, at least in part: a clause at the heart of its topic is cited, and the first one belongs to it."""
    lost = {}
    for starters in GUIDE.starters:
        topic = next(t for t in GUIDE.topics if t.id == starters.topic)
        for question in starters.questions if language == "en" else starters.questions_es:
            answer = assistant.answer([question])
            cited = [c.id for c in answer.citations]
            spoken = answer.status in ("answered", "partial") and {*cited} & {*topic.central}
            if not spoken or cited[0] not in (*topic.central, *topic.related) or answer.language != language:
                lost[question] = (answer.status, cited)
    assert lost == {}


def test_none_repeats_a_question_that_measures() -> None:
    """No question to start from is a near-copy of an evaluation question."""
    written = [
        Example(text=q, central=(), related=(), status="answered", topics=(), consult=(), source=f"starters {s.topic}")
        for s in GUIDE.starters
        for q in (*s.questions, *s.questions_es)
    ]
    asked = [c for name in ("tuned.jsonl", "held_out.jsonl") for c in read_cases(DATA / name)]
    assert leaks(asked, written) == []


def test_no_spanish_question_is_left_in_english() -> None:
    """The two lists of a topic share no question."""
    assert [s.topic for s in GUIDE.starters if {fold(q) for q in s.questions} & {fold(q) for q in s.questions_es}] == []
