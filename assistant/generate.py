"""Lets a chat model write the explanation, and gives on only what the verifier passes."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from time import monotonic, perf_counter

from assistant.budget import TokenBudget
from assistant.errors import ChatModelFailed
from assistant.events import Writing
from assistant.ports import ChatModel, ChatRequest, Chunk
from assistant.stages.drafts import DraftReader, Written, read_question
from assistant.stages.prompts import MOST_STATEMENTS, Instructions, tokens
from assistant.stages.rewrite import joins_only
from assistant.stages.verify import Verifier
from assistant.types import Clause, Dropped, Generation, ModelCall, Question, Statement, StatementKind

log = logging.getLogger(__name__)

MOST_OFFERED = 6
_SENTENCES_A_CLAUSE = 2
# A second round in less time than this would only make the reader wait.
_LEAST_SECONDS = 2.0
_REWRITE_SHARE = 0.25
_REPEATED = "repeated"
_NOTHING_YET = Chunk()
# What a model may write: gaps, guidance and notices are ours.
_KINDS: dict[str, StatementKind] = {"paraphrase": "paraphrase", "quote": "quote"}
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What became of an explanation: the statements to show, what was dropped and why, and the calls.

    `waiting` are statements on other clauses that may be shown after one of ours on the main clause, where the model has none.
    """

    outcome: Generation
    statements: tuple[Statement, ...] = ()
    waiting: tuple[Statement, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    calls: tuple[ModelCall, ...] = ()

    @property
    def written(self) -> tuple[Statement, ...]:
        """All that the model wrote and the reader sees."""
        return (*self.statements, *self.waiting)


@dataclass(slots=True)
class _Work:
    """One explanation in the making; `held` waits for the first sentence on the main clause."""

    offered: tuple[str, ...]
    ends: float
    shown: list[Statement] = field(default_factory=list)
    held: list[Statement] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    calls: list[ModelCall] = field(default_factory=list)

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.ends - monotonic()


class StatementGenerator:
    """Asks one chat model about one corpus.

    `seconds` is how long it may take for one answer; `price` is what a million tokens read and a million written cost.
    """

    def __init__(
        self,
        model: ChatModel,
        instructions: Instructions,
        verifier: Verifier,
        clauses: Sequence[Clause],
        *,
        budget: TokenBudget,
        seconds: float,
        price: tuple[float, float] | None = None,
    ) -> None:
        self._model = model
        self._instructions = instructions
        self._verifier = verifier
        self._clauses = tuple(clauses)
        self._budget = budget
        self._seconds = seconds
        self._price = price

    @property
    def model_name(self) -> str:
        """The model, as the answers name it."""
        return self._model.name

    @property
    def prompts(self) -> tuple[str, ...]:
        """The prompts in use, each with its version and checksum."""
        return self._instructions.names

    def explain(self, question: Question, cited: Sequence[str], spent: float = 0.0) -> Generator[Statement | Writing, None, Explained]:
        """Verified sentences on the cited clauses, each as soon as it may be shown, the main clause's first; then what became of it.

        In between comes a sign of each piece, and of each moment without one, so that the call can be ended by closing the generator.
        What fails is asked for once more, with the reasons. `spent` is how many seconds went to a rewriting before. Nothing is raised when
        the model fails.
        """
        if self._budget.exhausted(question.turns):
            return Explained(outcome="budget")
        work = _Work(offered=tuple(cited[:MOST_OFFERED]), ends=monotonic() + self._seconds - spent)
        failed = False
        try:
            wrong = yield from self._round(work, self._instructions.write(question, work.offered, work.left))
            if wrong and work.left > _LEAST_SECONDS:
                yield from self._round(work, self._instructions.mend(wrong, work.offered, work.left))
        except ChatModelFailed as error:
            log.warning("%s", error.message)
            failed = True
        finally:
            self._budget.use(question.turns, _tokens_used(work.calls))
        return Explained(
            outcome="shown" if work.shown or work.held else "failed" if failed else "unsupported",
            statements=tuple(work.shown),
            waiting=tuple(work.held),
            dropped=tuple(work.dropped),
            calls=tuple(work.calls),
        )

    def rewrite(self, question: Question) -> Generator[Writing, None, tuple[Question, tuple[ModelCall, ...]]]:
        """The question with a rewriting that stands alone, where the model gives one that adds nothing; else as it is.

        Before that comes a sign of each piece, and of each moment without one, so that the call can be ended by closing the generator.
        """
        if self._budget.exhausted(question.turns):
            return question, ()
        work = _Work(offered=(), ends=monotonic() + self._seconds * _REWRITE_SHARE)
        text = ""
        try:
            with closing(self._pieces(work, self._instructions.rewrite(question, work.left))) as pieces:
                for piece in pieces:
                    yield Writing()
                    text += piece
        except ChatModelFailed as error:
            log.warning("%s", error.message)
            text = ""
        finally:
            self._budget.use(question.turns, _tokens_used(work.calls))
        text = read_question(text)
        kept = replace(question, rewritten=text) if joins_only(text, question) else question
        return kept, tuple(work.calls)

    def _round(self, work: _Work, request: ChatRequest) -> Generator[Statement | Writing, None, list[Dropped]]:
        """One output, sentence by sentence; returns what failed and may be asked for again."""
        reader = DraftReader(self._clauses)
        before = len(work.dropped)
        with closing(self._pieces(work, request)) as pieces:
            for piece in pieces:
                yield Writing()
                for written in reader.feed(piece):
                    yield from self._passed(work, written)
                if reader.full or len(work.shown) >= MOST_STATEMENTS:
                    break
        for written in reader.finish():
            yield from self._passed(work, written)
        return [d for d in work.dropped[before:] if d.reason != _REPEATED]

    def _passed(self, work: _Work, written: Written) -> Iterator[Statement]:
        """What may be shown now that this was written: nothing, the sentence, or with it those that waited for it."""
        statement, reason = self._judged(work, written)
        if statement is None:
            log.info("dropped a generated sentence: %s", reason)
            work.dropped.append(Dropped(text=written.text, citations=written.citations, reason=reason))
            return
        # Words of the clause alone explain nothing.
        explains_main = statement.kind == "paraphrase" and work.offered[0] in statement.citations
        if not work.shown and not explains_main:
            work.held.append(statement)
            return
        ready = [statement, *work.held][: MOST_STATEMENTS - len(work.shown)]
        work.held.clear()
        work.shown += ready
        yield from ready

    def _judged(self, work: _Work, written: Written) -> tuple[Statement | None, str]:
        """The statement, or the check that it failed."""
        kind = _KINDS.get(written.kind)
        if kind is None:
            return None, "kind"
        if not written.citations:
            return None, "no_citation"
        so_far = [*work.shown, *work.held]
        told = Counter(c for s in so_far for c in s.citations)
        if any(s.text == written.text for s in so_far) or all(told[c] >= _SENTENCES_A_CLAUSE for c in written.citations):
            return None, _REPEATED
        statement = Statement(
            text=written.text,
            kind=kind,
            citations=written.citations,
            verdict="verbatim" if kind == "quote" else "entailed",
            source="model",
        )
        verdict = self._verifier.generated(statement, work.offered)
        return (replace(statement, score=round(verdict.score, 3)), "") if verdict.passed else (None, verdict.reason)

    def _pieces(self, work: _Work, request: ChatRequest) -> Generator[str, None, None]:
        """The text of one call as it comes, empty where nothing has come for a moment; the call is recorded however it ends."""
        start = perf_counter()
        seen: list[Chunk] = []
        outcome = "done"
        try:
            with closing(self._model.stream(request)) as chunks:
                for chunk in chunks:
                    if chunk != _NOTHING_YET:
                        seen.append(chunk)
                    yield chunk.text
        except ChatModelFailed as error:
            outcome = error.message
            raise
        finally:
            work.calls.append(self._call(request, seen, (perf_counter() - start) * 1000, outcome))

    def _call(self, request: ChatRequest, seen: Sequence[Chunk], milliseconds: float, outcome: str) -> ModelCall:
        """The record of a call; tokens that the model did not count are estimated from the texts, where it wrote anything."""
        cached = any(c.cached for c in seen)
        counts = bool(seen) and not cached
        read = sum(c.input_tokens for c in seen) or (tokens(request.system + request.user) if counts else 0)
        written = sum(c.output_tokens for c in seen) or (tokens("".join(c.text for c in seen)) if counts else 0)
        cost = None if self._price is None else (read * self._price[0] + written * self._price[1]) / _MILLION
        return ModelCall(
            purpose=request.purpose,
            model=self._model.name,
            prompt=request.prompt,
            milliseconds=round(milliseconds, 1),
            input_tokens=read,
            output_tokens=written,
            outcome=outcome,
            cached=cached,
            cost=cost,
        )


def _tokens_used(calls: Sequence[ModelCall]) -> int:
    return sum(c.input_tokens + c.output_tokens for c in calls)
