"""The cases of a report, each with what is to be seen when it is opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.metrics.referral import NAMED_BY
from evals.replies import ModelWork, Said
from evals.runner import Result
from evals.runs import Run
from evals.scores import Score

ANY, REFUSED = "any", "refused"
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?<!\*)\*([^*\n]+)\*(?!\*)")
_HEADING = re.compile(r"\*\*[^*\n]+\*\*|#+ [^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A clause or person with a word on how it came out; `good` is None where it is neither a hit nor a miss."""

    name: str
    word: str
    good: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of a reply; its text has no marks of emphasis left."""

    kind: Literal["heading", "quote", "text"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an answerer made of a case; `ours` is our assistant, in whatever set-up."""

    answerer: str
    result: Result
    ours: bool

    @property
    def blocks(self) -> list[Block]:
        """The reply paragraph by paragraph, as a reader of its markdown sees it."""
        text = self.result.reply.text if self.result.reply else ""
        return [_block(part.strip()) for part in re.split(r"\n\s*\n", text) if part.strip()]

    @property
    def work(self) -> ModelWork | None:
        """What a chat model did for the reply."""
        return self.result.reply.work if self.result.reply else None

    @property
    def written(self) -> list[Said]:
        """The sentences of the reply that a chat model wrote."""
        return [s for s in self.result.reply.statements if s.source == "model"] if self.result.reply else []

    @property
    def missed(self) -> list[Score]:
        """The scores that leave something to be desired, the whole misses first."""
        return sorted((s for s in self.result.scores if s.missed), key=lambda s: s.hits > 0)

    @property
    def met(self) -> list[str]:
        """The metrics that leave nothing to be desired; those that had nothing to count are left out."""
        return [s.metric for s in self.result.scores if s.total and not s.missed]

    @property
    def verdict(self) -> str:
        """How many scores are missed, wholly or in part, in words."""
        if self.result.error:
            return REFUSED
        whole = sum(not s.hits for s in self.missed)
        counts = ((whole, "missed"), (len(self.missed) - whole, "partly met"))
        return ", ".join(f"{n} {word}" for n, word in counts if n) or "all met"

    @property
    def colour(self) -> Literal["good", "part", "bad"]:
        """Stands beside the words, never alone."""
        if self.result.error or any(not s.hits for s in self.missed):
            return "bad"
        return "part" if self.missed else "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Outcome):
    """A case as the first run that has it answered it, and what the other runs made of it."""

    others: tuple[Outcome, ...]

    @property
    def filters(self) -> list[str]:
        """What the page's filter of misses finds the case by."""
        refused = [REFUSED] if self.result.error else []
        found = [*refused, *(s.metric for s in self.missed)]
        return [ANY, *found] if found else []

    @property
    def cited(self) -> list[Marked]:
        """The clauses of the reply in order; where no clause is needed, nothing can be said of them."""
        case, reply = self.result.case, self.result.reply
        marks = []
        for clause in reply.cited if reply else ():
            if clause in case.gold:
                marks.append(Marked(name=clause, word="needed", good=True))
            elif clause in case.acceptable_clauses:
                marks.append(Marked(name=clause, word="acceptable", good=None))
            else:
                marks.append(Marked(name=clause, word="needless" if case.gold_clauses else "", good=False if case.gold_clauses else None))
        return marks

    @property
    def gold(self) -> list[tuple[list[str], bool]]:
        """Each needed group, and whether one of its clauses is cited."""
        cited = set(self.result.reply.cited) if self.result.reply else set()
        return [(group, bool(cited & set(group))) for group in self.result.case.gold_clauses]

    @property
    def consult(self) -> list[Marked]:
        """The people that are needed: named or missed."""
        named = set(self.result.reply.consult) if self.result.reply else set()
        found = [(who, bool(NAMED_BY[who] & named)) for who in self.result.case.consult]
        return [Marked(name=who.replace("_", " "), word="named" if good else "missed", good=good) for who, good in found]

    @property
    def beside(self) -> list[Outcome]:
        """The replies of our assistant that another of its set-ups worded otherwise, to be read side by side; none where all agree."""
        replied = [o for o in (self, *self.others) if o.ours and o.result.reply is not None]
        texts = {o.result.reply.text for o in replied if o.result.reply is not None}
        return replied if len(texts) > 1 else []


def entries(runs: Sequence[Run]) -> list[Entry]:
    """One for each case of each data set, in the order of the runs."""
    found: dict[tuple[str, str], list[Outcome]] = {}
    for run in runs:
        for result in run.results:
            outcome = Outcome(answerer=run.record.answerer, result=result, ours=run.record.kind == "assistant")
            found.setdefault((result.data, result.case.id), []).append(outcome)
    return [Entry(answerer=first.answerer, result=first.result, ours=first.ours, others=tuple(others)) for first, *others in found.values()]


def _block(text: str) -> Block:
    if _HEADING.fullmatch(text):
        return Block(kind="heading", text=text.strip("*# "))
    quoted = text.startswith(">")
    if quoted:
        text = "\n".join(line.removeprefix(">").strip() for line in text.splitlines())
    return Block(kind="quote" if quoted else "text", text=_EMPHASIS.sub(lambda m: m[1] or m[2], text))
