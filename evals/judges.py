"""From a setting to the judge of paraphrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.guide import Guide, reviewed_sentences, spanish_twins
from assistant.types import Clause
from evals.judge import OfflineJudge, WrittenJudge
from evals.metrics.context import Judge


def choose_judge(model: str, clauses: Sequence[Clause], guide: Guide, folder: Path, *, consent: bool) -> Judge:
    """The chat model "PROVIDER:MODEL" as a judge, its answers kept in `folder`; the offline judge where no model is named.

    InvalidInput when the model is not on this machine and nobody consented to that: it reads sentences of answers.
    """
    if model:
        from assistant.adapters.chat_providers import check, place_of
        from evals.judge_chat import ChatJudge

        # Whether there is a key is for the judge to find out, who says which model has none.
        check(place_of(model, ""), key=True, consent=consent)
        return ChatJudge(model, folder / "judge")
    return OfflineJudge(clauses, guide.lexicon, spanish_twins(guide))


def written_judge(clauses: Sequence[Clause], guide: Guide) -> Judge:
    """The product's own judge of what a chat model wrote."""
    return WrittenJudge(clauses, guide.lexicon, spanish_twins(guide), reviewed_sentences(guide))
