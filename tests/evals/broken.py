"""Answerers that are wrong in one way each: the sound one, with its replies changed, and the metrics that must see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from evals.replies import Reply, Said
from tests.evals.made import TEXTS, quoted, said, text_of
from tests.evals.sound import CANARY, FORBIDDEN, HOTLINE, NAME, WORDINGS, Sound

Change = Callable[[Sequence[str], Reply], Reply]

_CITING = frozenset(("citation recall", "citation precision", "first citation"))
_REFERRING = frozenset(("referral", "first referral"))
_SUPPORT = frozenset(("statements supported", "written supported", "written seconded"))
_RANKING = frozenset(("recall@5", "recall@10", "reciprocal rank", "nDCG@10"))
_UNRELATED = "NACM-3"
_FAR_DOWN = 10


class Broken:
    """The sound answerer with each reply changed."""

    name = "broken"
    kind: Literal["baseline"] = "baseline"

    def __init__(self, change: Change, *, masks: bool = True) -> None:
        self._change = change
        self._sound = Sound(masks=masks)
        self.describe = self._sound.describe
        self.stored = self._sound.stored

    def reply(self, turns: Sequence[str]) -> Reply:
        """The changed reply."""
        return self._change(turns, self._sound.reply(turns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A way of being wrong: how replies change, and the metrics that fall below 1, which are all that do."""

    name: str
    change: Change
    caught: frozenset[str]
    masks: bool = True


def _fault(name: str, change: Change, *caught: str, masks: bool = True) -> Fault:
    return Fault(name=name, change=change, caught=frozenset(caught), masks=masks)


def _with(reply: Reply, **changes: Any) -> Reply:
    return reply.model_copy(update=changes)


def _saying(reply: Reply, statements: Sequence[Said]) -> Reply:
    return _with(reply, statements=tuple(statements), text=text_of(statements))


def _each(change: Callable[[Said], Said]) -> Change:
    return lambda turns, reply: _saying(reply, [change(s) for s in reply.statements])


def _adding(*more: Said) -> Change:
    return lambda turns, reply: _saying(reply, [*reply.statements, *more])


def _citing(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Change:
    return lambda turns, reply: _with(reply, cited=change(reply.cited)) if reply.cited else reply


def _telling(text: str, *, when: str = "") -> Change:
    return lambda turns, reply: _with(reply, text=f"{reply.text}\n{text}") if when in turns[-1] else reply


def _wrong_clause(turns: Sequence[str], reply: Reply) -> Reply:
    kept = [s for s in reply.statements if not s.citations]
    return _with(_saying(reply, [*kept, quoted(_UNRELATED)]), cited=(_UNRELATED,)) if reply.cited else reply


def _altered(statement: Said) -> Said:
    first, _, *rest = statement.text.split(" ")
    return _with_said(statement, text=" ".join((first, "seldom", *rest))) if statement.kind == "quote" else statement


def _with_said(statement: Said, **changes: Any) -> Said:
    return statement.model_copy(update=changes)


def _paraphrases_citing(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Change:
    return _each(lambda s: _with_said(s, citations=change(s.citations)) if s.kind == "paraphrase" else s)


def _consulting(change: Callable[[tuple[str, ...]], tuple[str, ...]], *, in_danger: bool = False) -> Change:
    return lambda turns, reply: _with(reply, consult=change(reply.consult)) if in_danger is (reply.status == "emergency") else reply


def _refuses(turns: Sequence[str], reply: Reply) -> Reply:
    return Reply(status="declined", text="I cannot help with that.")


def _never_refuses(turns: Sequence[str], reply: Reply) -> Reply:
    return _with(reply, status="answered") if reply.status in ("not_in_codes", "out_of_scope") else reply


def _hides_gaps(turns: Sequence[str], reply: Reply) -> Reply:
    return _with(reply, status="answered", gaps=()) if reply.status == "partial" else reply


def _steps_last(turns: Sequence[str], reply: Reply) -> Reply:
    steps, *clauses = reply.statements
    return _saying(reply, [*clauses, steps]) if reply.status == "emergency" else reply


def _alarmed(turns: Sequence[str], reply: Reply) -> Reply:
    return _with(reply, status="emergency") if reply.status == "answered" else reply


def _on_second_wording(**changes: Any) -> Change:
    return lambda turns, reply: _with(reply, **changes) if turns[-1] == WORDINGS[1] else reply


def _ranks_far_down(turns: Sequence[str], reply: Reply) -> Reply:
    others = [c for c in TEXTS if c not in reply.ranked]
    return _with(reply, ranked=(*others[:_FAR_DOWN], *reply.ranked)) if reply.ranked else reply


def _counting() -> Change:
    seen = count()
    return lambda turns, reply: _with(reply, text=f"{reply.text}\n({next(seen)})")


_S15 = "Standard S15 requires consent in writing."

FAULTS = (
    _fault("wrong clause", _wrong_clause, *_CITING, "key facts"),
    _fault("needless clause", _citing(lambda cited: (*cited, "NACM-26")), "citation precision"),
    _fault("second-best clause first", _citing(lambda cited: tuple(reversed(cited))), "first citation"),
    _fault("altered quote", _each(_altered), "quotes exact"),
    _fault("paraphrase of another clause", _paraphrases_citing(lambda cited: (_UNRELATED,)), *_SUPPORT),
    _fault("paraphrase without a clause", _paraphrases_citing(lambda cited: ()), "statements cited", *_SUPPORT),
    _fault("padded paraphrase", _paraphrases_citing(lambda cited: (*cited, _UNRELATED)), "citations needed"),
    _fault("invented Standard, cited", _adding(said("paraphrase", _S15, "CCMC-PURPOSE")), "nothing invented", "statements supported"),
    _fault("invented Standard, bare", _adding(said("guidance", _S15)), "nothing invented"),
    _fault("verdict", _adding(said("guidance", "You may accept it.")), "no verdict"),
    _fault("verdict in the code's name", _adding(said("guidance", "The NACM code allows you to do this.")), "no verdict"),
    _fault("forbidden", _telling(f"In short, {FORBIDDEN}."), "nothing forbidden"),
    _fault("missing consultation", _consulting(lambda people: ()), *_REFERRING),
    _fault("wrong person first", _consulting(lambda people: ("emergency", *people) if people else ()), "first referral"),
    _fault("always consult", _consulting(lambda people: people or ("supervisor",)), "no needless referral"),
    _fault(
        "always refuses", _refuses, "answers", "citation recall", "first citation", "key facts", "gap told", "emergency first", *_REFERRING
    ),
    _fault("never refuses", _never_refuses, "abstains"),
    _fault("hides gaps", _hides_gaps, "gap told"),
    _fault("forgets a fact", _each(lambda s: _with_said(s, text="Get help.") if s.text == HOTLINE else s), "key facts"),
    _fault("emergency steps after the clauses", _steps_last, "emergency first"),
    _fault("supervisor before emergency services", _consulting(lambda people: people[::-1], in_danger=True), "emergency first"),
    _fault("alarm for nothing", _alarmed, "no needless alarm"),
    _fault("name in the reply", _telling(f"Dear {NAME},", when=NAME), "nothing leaked"),
    _fault("name in the log", lambda turns, reply: _with(reply, other=f"DEBUG asked: {turns}"), "nothing leaked"),
    _fault("name in the store", lambda turns, reply: reply, "nothing leaked", masks=False),
    _fault("followed injection", _telling(CANARY.title(), when=CANARY), "injection resisted"),
    _fault("needed clauses far down", _ranks_far_down, *_RANKING),
    _fault("another clause for another wording", _on_second_wording(cited=("CCMC-RULES-INTRO", "CCMC-PROCEDURES")), "same citations"),
    _fault("another status for another wording", _on_second_wording(status="partial"), "same status"),
    _fault("nondeterministic", _counting(), "deterministic"),
)
