"""From a setting to the judge of paraphrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.guide import Guide, reviewed_sentences, spanish_twins
from assistant.types import Clause
from evals.judge import OfflineJudge, WrittenJudge
from evals.metrics.context import Judge


def choose_judge(model: str, clauses: Sequence[Clause], guide: Guide, folder: Path) -> Judge:
    """The chat model "PROVIDER:MODEL" as a judge, its answers kept in `folder`; the offline judge where no model is named."""
    if model:
        from evals.judge_chat import ChatJudge

        return ChatJudge(model, folder / "judge")
    return OfflineJudge(clauses, guide.lexicon, spanish_twins(guide))


def written_judge(clauses: Sequence[Clause], guide: Guide) -> Judge:
    """The product's own judge of what a chat model wrote."""
    return WrittenJudge(clauses, guide.lexicon, spanish_twins(guide), reviewed_sentences(guide))
