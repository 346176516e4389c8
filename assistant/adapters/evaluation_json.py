"""The published evaluation as a JSON file beside the corpus."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from assistant.errors import InvalidInput
from assistant.wire_evaluation import PublishedEvaluation

EVALUATION = "evaluation.json"
_PUBLISH = "Write it again with `ethics-desk evals publish`, or remove it."


def read_evaluation(corpus: Path) -> PublishedEvaluation | None:
    """The evaluation in a corpus folder, None where there is none; InvalidInput names every fault of a file that is wrong."""
    path = corpus / EVALUATION
    if not path.exists():
        return None
    try:
        return PublishedEvaluation.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InvalidInput(f"The evaluation {path} cannot be read: {error.strerror}.", _PUBLISH) from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise InvalidInput(f"{path} is no published evaluation: {faults}.", _PUBLISH) from error


def write_evaluation(evaluation: PublishedEvaluation, path: Path) -> None:
    """Write an evaluation to a file; InvalidInput where that cannot be done."""
    try:
        path.write_text(evaluation.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InvalidInput(
            f"The evaluation cannot be written to {path}: {error.strerror}.", "Give a file that you can write to."
        ) from error
