"""The file of the published evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.adapters.evaluation_json import EVALUATION, read_evaluation, write_evaluation
from assistant.adapters.index_files import corpus_stamp
from assistant.errors import InvalidInput
from assistant.wire_evaluation import PublishedEvaluation
from tests.published import GIVEN, MEASURE


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    """The same figures; a folder without the file has none."""
    assert read_evaluation(tmp_path) is None
    evaluation = PublishedEvaluation.model_validate(GIVEN)
    write_evaluation(evaluation, tmp_path / EVALUATION)
    assert read_evaluation(tmp_path) == evaluation


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"measures": []}, "measures: "),
        ({"measures": [MEASURE, MEASURE]}, "more than one measure for 'answers' on 'held_out'"),
        ({"measures": [{**MEASURE, "data": "wordings"}]}, "sets that are not told: wordings"),
        ({"measures": [{**MEASURE, "high": 0.85}]}, "not within its interval"),
        ({"measures": [{**MEASURE, "high": 95}]}, "measures.0.high"),
        ({"date": "today", "commit": None}, "date: .*; commit: "),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    """Every fault is named, with what to do."""
    (tmp_path / EVALUATION).write_text(json.dumps({**GIVEN, **changes}), encoding="utf-8")
    with pytest.raises(InvalidInput, match=told) as refused:
        read_evaluation(tmp_path)
    assert "ethics-desk evals publish" in refused.value.hint


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    """A folder in its place."""
    (tmp_path / EVALUATION).mkdir()
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_evaluation(tmp_path)
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_evaluation(PublishedEvaluation.model_validate(GIVEN), tmp_path / EVALUATION)


def test_publishing_leaves_the_corpus_version_as_it_is(tmp_path: Path) -> None:
    """The file names the version that it is of; one of the same name elsewhere in the corpus counts."""
    (tmp_path / "guide").mkdir()
    (tmp_path / "register.json").write_text("{}", encoding="utf-8")
    before = corpus_stamp(tmp_path)
    (tmp_path / EVALUATION).write_text("{}", encoding="utf-8")
    assert corpus_stamp(tmp_path) == before
    (tmp_path / "guide" / EVALUATION).write_text("{}", encoding="utf-8")
    assert corpus_stamp(tmp_path) != before
