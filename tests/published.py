"""A published evaluation made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.adapters.evaluation_json import EVALUATION, write_evaluation
from assistant.wire_evaluation import PublishedEvaluation

MEASURE = {"metric": "answers", "data": "held_out", "rate": 0.9, "low": 0.8, "high": 0.95, "n": 40}
GIVEN: dict[str, Any] = {
    "date": "2026-01-05",
    "program_version": "0.1.0",
    "commit": "2b7e1516",
    "corpus_version": "0123456789ab",
    "generator": "extractive",
    "labelled": "By the project itself.",
    "sets": [{"name": "held_out", "n": 50, "what": "Questions."}],
    "measures": [MEASURE],
}


def corpus_with_evaluation(folder: Path, **changes: Any) -> Path:
    """A new corpus folder with this evaluation and nothing else; enough for a desk whose index is built."""
    folder.mkdir()
    write_evaluation(PublishedEvaluation.model_validate({**GIVEN, **changes}), folder / EVALUATION)
    return folder
