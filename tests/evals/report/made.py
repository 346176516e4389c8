"""Small runs made by hand, for the tests of the reports."""

from __future__ import annotations

from typing import Any

from assistant.types import Dropped, ModelCall
from evals.metrics import score
from evals.replies import ModelWork, Reply
from evals.runner import Result
from evals.runs import Run, RunRecord
from tests.evals.made import CONTEXT, case, quoted, reply, said

LABELS = {"NACM-7": "NACM 7", "NACM-8": "NACM 8", "NACM-15": "NACM 15"}


def result(name: str, given: Reply | None = None, *, data: str = "", seconds: float = 0.1, **label: Any) -> Result:
    """A case with its scored reply; refused when there is none."""
    labelled = case(id=name, **label)
    if given is None:
        return Result(case=labelled, scores=(), seconds=seconds, error="The endpoint did not answer.", data=data)
    return Result(case=labelled, scores=tuple(score(labelled, given, CONTEXT)), seconds=seconds, reply=given, data=data)


def run(*results: Result, **changes: Any) -> Run:
    """A run of these results."""
    fields: dict[str, Any] = {
        "answerer": "ours",
        "kind": "assistant",
        "models": {"embedder": "small", "corpus": "c0ffee"},
        "judge": "words",
        "datasets": {"held_out": "abc123"},
        "cases": len(results),
        "commit": "0123456789abcdef",
        "dirty": False,
        "code": "feed",
        "started": "2026-01-02T03:04:05+00:00",
        "seed": 1,
        "python": "3.11",
        "machine": "Linux x86_64",
        "seconds": 1.5,
        "peak_memory_mib": 100.0,
    }
    return Run(record=RunRecord.model_validate({**fields, **changes}), results=results)


MODELS = {"corpus": "c", "embedder": "e", "generator": "extractive"}
MADE_UP = "<b>Report it.</b>"


def without_model(*results: Result) -> Run:
    """A run of the assistant without a chat model."""
    return run(*results, answerer="extractive", models=MODELS)


def with_model(*results: Result) -> Run:
    """The same results in the words of a chat model, of which one sentence each was caught."""
    call = ModelCall(purpose="write", model="m", prompt="write.v1", milliseconds=1500.0, input_tokens=300, output_tokens=40, outcome="done")
    drop = Dropped(text=MADE_UP, citations=("NACM-7",), reason="low_support")
    work = ModelWork(model="openai:small", outcome="shown", caught=(drop,), calls=(call,))
    worded = said("paraphrase", "Strive for healthy relationships.", "NACM-7").model_copy(update={"source": "model"})
    changed = [
        r.model_copy(
            update={"reply": r.reply.model_copy(update={"work": work, "statements": (worded, *r.reply.statements), "text": worded.text})}
        )
        for r in results
        if r.reply is not None
    ]
    return run(*changed, answerer="generated", models={**MODELS, "generator": "openai:small"})


def right(name: str = "RIGHT-1", **changes: Any) -> Result:
    """Cites what is needed."""
    return result(name, reply(quoted("NACM-7"), absent=0.05), **changes)


def wrong(name: str = "WRONG-1", **changes: Any) -> Result:
    """Cites another clause first and is sure of it."""
    return result(name, reply(quoted("NACM-20"), absent=0.1), **changes)


def silent(name: str = "SILENT-1", **changes: Any) -> Result:
    """Abstains where the texts do not answer."""
    given = reply(status="not_in_codes", text="Not in the codes.", absent=0.95)
    return result(name, given, answerable="no", gold_clauses=[], category="out_of_scope", **changes)


def refused(name: str = "REFUSED-1", **changes: Any) -> Result:
    """Got no reply."""
    return result(name, **changes)
