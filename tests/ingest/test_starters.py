"""A question to start from that breaks a rule is refused, and every fault is named with its topic."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import CorpusFault
from assistant.guide import Starters
from assistant.settings import default_corpus
from ingest.checks import load_corpus
from ingest.guide import read_guide
from ingest.starters import starter_faults
from tests.corpora import edit_yaml

GUIDE, EXAMPLES = read_guide(default_corpus())
TOPICS = {t.id for t in GUIDE.topics}
GIFTS = next(s for s in GUIDE.starters if s.topic == "gifts")


def faults_of(gifts: Starters) -> list[str]:
    """The faults of all starters with these ones for gifts."""
    changed = [gifts if s is GIFTS else s for s in GUIDE.starters]
    return list(starter_faults(changed, TOPICS, EXAMPLES))


def test_the_committed_ones_have_no_fault() -> None:
    """Each topic has its questions, none of them empty, too long, asked twice or taught."""
    assert faults_of(GIFTS) == []


@pytest.mark.parametrize(
    ("gifts", "fault"),
    [
        (replace(GIFTS, topic="presents"), "starters.yaml: names the unknown topic presents"),
        (replace(GIFTS, topic="presents"), "starters.yaml: has no questions for the topic gifts"),
        (replace(GIFTS, topic="burnout"), "starters.yaml: names burnout 2 times"),
        (replace(GIFTS, questions=GIFTS.questions[:1]), "starters.yaml (gifts): questions: has 1 entries, not 2 or 3"),
        (replace(GIFTS, questions_es=GIFTS.questions_es * 2), "starters.yaml (gifts): questions_es: has 4 entries, not 2 or 3"),
        (replace(GIFTS, questions=(*GIFTS.questions, " ")), "starters.yaml (gifts): questions: holds an empty question"),
        (
            replace(GIFTS, questions=(*GIFTS.questions, "a" * 121)),
            f"starters.yaml (gifts): questions: {'a' * 121!r} has 121 characters; at most 120 fit",
        ),
        (
            replace(GIFTS, questions=(*GIFTS.questions, "IS taking care of myself an ethics thing?")),
            "starters.yaml: asks 'is taking care of myself an ethics thing?' 2 times",
        ),
        (
            replace(GIFTS, questions=(*GIFTS.questions, "Gift policy case manager code")),
            "starters.yaml (gifts): questions: 'Gift policy case manager code' is one of the ways of asking that the index learns from",
        ),
    ],
    ids=["unknown topic", "topic without", "topic twice", "too few", "too many", "empty", "long", "asked twice", "taught"],
)
def test_a_fault_is_named(gifts: Starters, fault: str) -> None:
    """The topic, the list and what is wrong with it."""
    assert fault in faults_of(gifts)


def test_the_corpus_is_refused_for_a_field_that_does_not_exist(corpus: Path) -> None:
    """The file is read strictly."""
    edit_yaml(corpus / "guide" / "starters.yaml", "  questions_es:", "  preguntas:")
    with pytest.raises(CorpusFault) as error:
        load_corpus(corpus)
    assert error.value.faults == [
        "starters.yaml, starters 1 (): questions_es: Field required",
        "starters.yaml, starters 1 (): preguntas: Unexpected keyword argument",
    ]
