"""Whether the asker is sent to the right people, the right one first, and to nobody where nobody is needed."""

from __future__ import annotations

from collections.abc import Iterable

from evals.cases import Case
from evals.metrics.context import Context
from evals.replies import Reply
from evals.scores import Score

NAMED_BY = {"supervisor": {"supervisor"}, "commission": {"commission"}, "legal_or_emergency": {"legal", "emergency"}}


def people(case: Case, reply: Reply, context: Context) -> Iterable[Score]:
    """Each person that is needed; the first one named; or that nobody is named."""
    named = set(reply.consult)
    if not case.consult:
        yield Score(metric="no needless referral", hits=int(not named), total=1, reason=f"named {sorted(named)}")
        return
    missed = [c for c in case.consult if not NAMED_BY[c] & named]
    yield Score(metric="referral", hits=len(case.consult) - len(missed), total=len(case.consult), reason=f"missed {missed}")
    wanted = {who for c in case.consult for who in NAMED_BY[c]}
    first = bool(reply.consult) and reply.consult[0] in wanted
    yield Score(metric="first referral", hits=int(first), total=1, reason=f"first {list(reply.consult[:1])}, wanted {case.consult}")
