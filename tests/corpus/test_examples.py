"""The labelled questions are as the assistant reads them, and none of them is among those that measure it."""

from __future__ import annotations

from pathlib import Path

from assistant.stages.mask import Masker
from assistant.text import words
from evals.cases import DATA, read_cases
from evals.danger import read_danger
from ingest.guide import read_guide

GUIDE, EXAMPLES = read_guide(Path(__file__).parents[2] / "corpus")
MASKER = Masker.of(GUIDE.names)


def test_examples_hold_no_identifiers() -> None:
    """A question is masked before it is compared, so an example with a name in it would never be met in its own words."""
    written = [e.text for e in EXAMPLES if e.source.startswith("examples/")]
    assert len(written) > 5000
    assert [text for text in written if MASKER.mask(text).text != text] == []


def test_what_measures_does_not_teach() -> None:
    """No evaluation question of more than a few words is in the guide, whatever its case and punctuation."""
    taught = {" ".join(words(e.text)) for e in EXAMPLES}
    asked = [c.turns[-1] for name in ("tuned.jsonl", "held_out.jsonl") for c in read_cases(DATA / name)]
    asked += [c.turns[-1] for c in read_danger()]
    assert [text for text in asked if len(words(text)) > 5 and " ".join(words(text)) in taught] == []
