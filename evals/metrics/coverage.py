"""Whether the reply answers what the texts answer, abstains where they do not, and tells what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.text import fold, stem, words
from evals.cases import Case
from evals.metrics.context import Context
from evals.replies import Reply
from evals.scores import Score

ABSTAINING = frozenset(("not_in_codes", "out_of_scope", "declined"))
_MARKED = "["
_SHARED = 0.6
_FEWEST_LETTERS = 4


def abstaining(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Over-answering where the answer is not in the texts; over-refusing where it is."""
    abstained = reply.status in ABSTAINING
    if case.answerable == "no":
        yield Score(metric="abstains", hits=int(abstained), total=1, reason=f"status {reply.status}")
    else:
        yield Score(metric="answers", hits=int(not abstained), total=1, reason=f"status {reply.status}")


def gaps(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Where a part of what is asked is not in the texts, whether the reply says that something is missing."""
    if case.answerable == "partial" and reply.status != "emergency":
        told = bool(reply.gaps) or reply.status == "partial"
        yield Score(metric="gap told", hits=int(told), total=1, reason=f"status {reply.status}, no gap named")


def key_facts(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """The facts that a good answer holds: a fact counts when most of its content words stand in the reply or the quoted clauses.

    Facts marked "[gap]" or "[action]" describe behaviour, which other metrics see to.
    """
    facts = [f for f in case.key_facts if not f.startswith(_MARKED)]
    if not facts or case.answerable == "no":
        return
    said = _content(reply.text + " " + " ".join(context.clauses.get(c, "") for c in reply.cited))
    missing = [f for f in facts if (wanted := _content(f)) and len(wanted & said) / len(wanted) < _SHARED]
    yield Score(metric="key facts", hits=len(facts) - len(missing), total=len(facts), reason=f"missing {missing}")


def _content(text: str) -> set[str]:
    return {stem(w).rstrip("e") for w in words(fold(text)) if len(w) >= _FEWEST_LETTERS or w.isdigit()}
