"""A run in the shapes that other evaluation tools read. The files hold the questions as they were asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import InvalidInput
from evals.cases import Case
from evals.replies import Reply
from evals.runner import Result
from evals.runs import Run

# As many as our own retriever hands on; ragas has a model judge each context.
_RETRIEVED = 10
_MARK = re.compile(r"\A\[\w+\]\s*")


def export_ragas(run: Run, clauses: Mapping[str, str], path: Path) -> None:
    """Write one ragas `SingleTurnSample` a line, for `EvaluationDataset.from_jsonl`; `clauses` maps ids to texts.

    ragas reads the columns off the first line and takes a list for a conversation with answers, so that every line has every
    field and the turns are joined. A refused case has an empty response.
    """
    _write(path, (_ragas(r, clauses) for r in run.results))


def export_langsmith(run: Run, clauses: Mapping[str, str], path: Path) -> None:
    """Write one LangSmith example a line, each as `Client.create_examples(examples=…)` takes it; `clauses` maps ids to texts.

    An example has inputs and reference outputs, and the client refuses one that has outputs besides (langsmith 0.15): what the
    run answered, and how it scored, is in the metadata. The category is the split.
    """
    _write(path, (_langsmith(r, run, clauses) for r in run.results))


def _ragas(result: Result, clauses: Mapping[str, str]) -> dict[str, Any]:
    case, reply = result.case, result.reply
    retrieved = [c for c in _retrieved(reply) if c in clauses] if reply else []
    # Any clause of a group will do: the one that was found stands for its group, so that another choice is no miss.
    wanted = [next((c for c in retrieved if c in group), group[0]) for group in case.gold_clauses]
    wanted = [c for c in dict.fromkeys(wanted) if c in clauses]
    return {
        "user_input": "\n\n".join(case.turns),
        "retrieved_contexts": [clauses[c] for c in retrieved],
        "retrieved_context_ids": retrieved,
        "response": reply.text if reply else "",
        "reference": _reference(case, clauses),
        "reference_contexts": [clauses[c] for c in wanted],
        "reference_context_ids": wanted,
    }


def _retrieved(reply: Reply) -> list[str]:
    """The first of the retriever's order, and whatever is cited besides."""
    return list(dict.fromkeys((*reply.ranked[:_RETRIEVED], *reply.cited)))


def _langsmith(result: Result, run: Run, clauses: Mapping[str, str]) -> dict[str, Any]:
    case = result.case
    label = case.model_dump(include={"answerable", "gold_clauses", "acceptable_clauses", "consult", "key_facts", "must_not"})
    return {
        "inputs": {"question": case.turns[-1], "earlier_turns": case.turns[:-1]},
        "reference_outputs": {
            "answer": _reference(case, clauses),
            "contexts": {c: clauses[c] for c in sorted(case.gold) if c in clauses},
            **label,
        },
        "metadata": {
            **case.model_dump(include={"id", "category", "source", "revision"}),
            "fingerprint": case.fingerprint,
            "run": run.record.model_dump(include={"answerer", "models", "judge", "commit", "started"}),
            "reply": result.reply.model_dump(mode="json", include={"text", "status", "cited", "consult", "gaps"}) if result.reply else None,
            "model": result.reply.work.model_dump(mode="json") if result.reply and result.reply.work else None,
            "error": result.error,
            "scores": {s.metric: s.hits / s.total for s in result.scores if s.total},
        },
        "split": case.category,
    }


def _reference(case: Case, clauses: Mapping[str, str]) -> str:
    """The facts that a good answer holds, as sentences; without any, the clauses that are needed."""
    facts = [_MARK.sub("", f).rstrip(".") + "." for f in case.key_facts]
    return " ".join(facts) or "\n".join(clauses[g[0]] for g in case.gold_clauses if g[0] in clauses)


def _write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.", "Give a path in a folder that you can write to.") from error
