"""Our assistant as an answerer, in this process."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from assistant.pipeline import Assistant
from assistant.schemas import answer_out
from assistant.stages.coverage import FEATURES
from evals.replies import Reply, reply_of
from evals.sameness import EXTRACTIVE


class OurAnswerer:
    """Answers with the given assistant; whatever it logs meanwhile is part of the reply, to be searched for identifiers."""

    kind: Literal["assistant"] = "assistant"

    def __init__(self, assistant: Assistant, name: str = "ethics-desk") -> None:
        self._assistant = assistant
        self.name = name

    def describe(self) -> dict[str, str]:
        """The embedder, the corpus, and who writes the explanations: "extractive", or a chat model with its prompts."""
        parts = self._assistant.parts
        told = {"embedder": parts.embedder.name, "corpus": parts.version, "generator": EXTRACTIVE}
        if parts.generator is not None:
            told |= {"generator": parts.generator.model_name, "prompts": ", ".join(parts.generator.prompts)}
        return told

    def reply(self, turns: Sequence[str]) -> Reply:
        """The assistant's answer."""
        parts = self._assistant.parts
        with _logged() as lines:
            answer = self._assistant.answer(turns)
        scores = answer.trace.outcome
        absent = parts.models.absent.probability(scores) if scores.keys() >= set(FEATURES) else None
        return reply_of(
            answer_out(answer, parts.guide.phrases),
            ranked=[p.clause_id for p in answer.trace.passages],
            absent=absent,
            model="" if parts.generator is None else parts.generator.model_name,
            dropped=answer.trace.dropped,
            logged="\n".join(lines),
        )


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Every line that our packages log meanwhile, at any level."""
    handler, log = _Lines(), logging.getLogger("assistant")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
