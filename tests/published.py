"""A published evaluation made by hand, as JSON."""

from __future__ import annotations

from typing import Any

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
