"""Runs an answerer over labelled cases and scores every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from assistant.errors import EthicsDeskError
from assistant.pipeline import Assistant
from assistant.schemas import AnswerOut, answer_out
from evals.cases import Case
from evals.metrics import Score, score

Answerer = Callable[[Sequence[str]], tuple[AnswerOut, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case with its answer; `error` is set instead when the answerer refused the input."""

    case: Case
    scores: tuple[Score, ...]
    seconds: float
    dropped: int = 0
    answer: AnswerOut | None = None
    error: str = ""


def answerer(assistant: Assistant) -> Answerer:
    """The assistant as the runner calls it: turns in; the answer and how many statements were dropped out."""

    def ask(turns: Sequence[str]) -> tuple[AnswerOut, int]:
        answer = assistant.answer(turns)
        return answer_out(answer, assistant.parts.guide.phrases), len(answer.trace.dropped)

    return ask


def run_cases(cases: Iterable[Case], ask: Answerer, clause_texts: Mapping[str, str]) -> Iterator[Result]:
    """Answer and score each case; a refused input is a row, not a crash."""
    for case in cases:
        start = perf_counter()
        try:
            answer, dropped = ask(case.turns)
        except EthicsDeskError as error:
            yield Result(case=case, scores=(), seconds=perf_counter() - start, error=error.message)
            continue
        seconds = perf_counter() - start
        yield Result(case=case, scores=tuple(score(case, answer, clause_texts)), seconds=seconds, dropped=dropped, answer=answer)
