"""Whether the right clauses are cited, the best one first, and none for nothing."""

from __future__ import annotations

from collections.abc import Iterable

from evals.cases import Case
from evals.metrics.context import Context
from evals.replies import Reply
from evals.scores import Score


def needed_and_right(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Recall over the needed groups, precision over what is cited, and whether the first one is a needed one."""
    if not case.gold_clauses:
        return
    cited, groups = reply.cited, case.gold_clauses
    missed = [g for g in groups if not set(g) & set(cited)]
    yield Score(metric="citation recall", hits=len(groups) - len(missed), total=len(groups), reason=f"missed {missed}")
    wrong = [c for c in cited if c not in case.gold and c not in case.acceptable_clauses]
    yield Score(metric="citation precision", hits=len(cited) - len(wrong), total=len(cited), reason=f"needless {wrong}")
    first = bool(cited) and cited[0] in case.gold
    yield Score(metric="first citation", hits=int(first), total=1, reason=f"first {list(cited[:1])}, gold {groups}")


def drop_one(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """ALCE's test of each citation of a paraphrase (Gao et al., 2023, section 3.3).

    A citation is needless when its clause alone does not support the sentence, and the others support it without the clause.
    """
    needed = total = 0
    needless: list[str] = []
    for said in reply.statements:
        known = [c for c in said.citations if c in context.clauses]
        if said.kind != "paraphrase" or len(known) < 2:
            continue
        for dropped in known:
            rest = [context.clauses[c] for c in known if c != dropped]
            alone = context.judge.support(said.text, [context.clauses[dropped]])[0]
            total += 1
            if alone or not context.judge.support(said.text, rest)[0]:
                needed += 1
            else:
                needless.append(f"{dropped} for {said.text[:60]!r}")
    if total:
        yield Score(metric="citations needed", hits=needed, total=total, reason="; ".join(needless))
