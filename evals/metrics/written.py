"""Whether what a chat model wrote, and the answerer showed, is backed by the clauses that it cites."""

from __future__ import annotations

from collections.abc import Iterable

from evals.cases import Case
from evals.metrics.context import Context, Judge
from evals.replies import Reply, Said
from evals.scores import Score

_CLAIMING = ("quote", "paraphrase")


def supported(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Each sentence of the model's that is shown is held against the register once more, by the product's own verifier."""
    said = _written(reply)
    if said:
        yield _score("written supported", said, context, context.written or context.judge)


def seconded(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """The same sentences in the opinion of a judge that does not share the verifier's blind spots, where there is one."""
    said = _written(reply)
    if said and context.second is not None:
        yield _score("written seconded", said, context, context.second)


def _written(reply: Reply) -> list[Said]:
    return [s for s in reply.statements if s.source == "model" and s.kind in _CLAIMING]


def _score(metric: str, said: list[Said], context: Context, judge: Judge) -> Score:
    found = [(s, _wrong(s, context, judge)) for s in said]
    wrong = [f"{s.text[:80]!r} citing {list(s.citations)}: {why}" for s, why in found if why]
    return Score(metric=metric, hits=len(said) - len(wrong), total=len(said), reason="; ".join(wrong))


def _wrong(said: Said, context: Context, judge: Judge) -> str:
    """What is wrong with the sentence, "" where nothing is."""
    evidence = [context.clauses[c] for c in said.citations if c in context.clauses]
    if not evidence or len(evidence) < len(said.citations):
        return "no such clause"
    if said.kind == "quote":
        return "" if any(said.text in text for text in evidence) else "not verbatim"
    passed, _, why = judge.support(said.text, evidence)
    return "" if passed else why or "not supported"
