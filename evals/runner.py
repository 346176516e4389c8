"""Asks an answerer every case and scores each reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from assistant.errors import EthicsDeskError
from evals.cases import Case
from evals.metrics import score
from evals.metrics.context import Context
from evals.replies import Answerer, Reply
from evals.scores import Score

# One case in this many is asked twice, to see whether the same comes back.
_ASKED_AGAIN = 10
_FIRST_DIGITS = 4


class Result(BaseModel):
    """One case with its reply and scores; `error` is set instead of a reply when the answerer refused or failed.

    `data` names the file that the case is from.
    """

    model_config = ConfigDict(frozen=True)

    case: Case
    scores: tuple[Score, ...]
    seconds: float
    reply: Reply | None = None
    error: str = ""
    data: str = ""


def run_cases(
    cases: Iterable[Case], answerer: Answerer, context: Context, *, done: Mapping[str, Result] | None = None, data: str = ""
) -> Iterator[Result]:
    """The result of each case; what is in `done` by the case's fingerprint is not asked again. A failure is a row, not a crash."""
    for case in cases:
        known = (done or {}).get(case.fingerprint)
        yield (known or _run(case, answerer, context)).model_copy(update={"data": data})


def _run(case: Case, answerer: Answerer, context: Context) -> Result:
    start = perf_counter()
    try:
        reply = answerer.reply(case.turns)
    except EthicsDeskError as error:
        return Result(case=case, scores=(), seconds=perf_counter() - start, error=error.message)
    seconds = perf_counter() - start
    try:
        scores = [*score(case, reply, context), *_asked_again(case, reply, answerer)]
    except EthicsDeskError as error:
        return Result(case=case, scores=(), seconds=seconds, reply=reply, error=f"not judged: {error.message}")
    return Result(case=case, scores=tuple(scores), seconds=seconds, reply=reply)


def _asked_again(case: Case, reply: Reply, answerer: Answerer) -> Iterator[Score]:
    """Whether a second asking brings the same text, status, citations and people."""
    if int(case.fingerprint[:_FIRST_DIGITS], 16) % _ASKED_AGAIN:
        return
    try:
        second = answerer.reply(case.turns)
    except EthicsDeskError as error:
        yield Score(metric="deterministic", hits=0, total=1, reason=f"refused the second time: {error.message}")
        return
    parts: tuple[tuple[str, Callable[[Reply], object]], ...] = (
        ("text", lambda r: r.text),
        ("status", lambda r: r.status),
        ("citations", lambda r: r.cited),
        ("people", lambda r: r.consult),
    )
    changed = [name for name, of in parts if of(second) != of(reply)]
    yield Score(metric="deterministic", hits=int(not changed), total=1, reason=f"changed: {', '.join(changed)}")
