"""Every case is asked and scored; what fails is a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import pytest

from assistant.errors import InvalidInput
from evals.cases import Case
from evals.replies import Reply
from evals.runner import Result, run_cases
from tests.evals.made import CONTEXT, case, quoted, reply

REVISIONS = [case(id=f"Q-{n}", revision=n, gold_clauses=[["NACM-7"]]) for n in range(1, 121)]


class Scripted:
    """Gives one reply after the other, the last for ever; an error is raised instead."""

    name = "scripted"
    kind: Literal["baseline"] = "baseline"

    def __init__(self, *replies: Reply | Exception) -> None:
        self._replies = list(replies)
        self.asked: list[tuple[str, ...]] = []

    def describe(self) -> dict[str, str]:
        """It has no models."""
        return {}

    def reply(self, turns: Sequence[str]) -> Reply:
        """The next reply."""
        self.asked.append(tuple(turns))
        given = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(given, Exception):
            raise given
        return given


RIGHT = reply(quoted("NACM-7"))


def run(cases: Sequence[Case], answerer: Scripted, done: dict[str, Result] | None = None) -> list[Result]:
    """The results of these cases."""
    return list(run_cases(cases, answerer, CONTEXT, done=done))


@cache
def asked(*, twice: bool) -> Case:
    """A case that is asked once, or a second time."""
    return next(r.case for r in run(REVISIONS, Scripted(RIGHT)) if twice is ("deterministic" in {s.metric for s in r.scores}))


def test_each_case_is_asked_with_its_turns_and_scored() -> None:
    """The result holds the case, the reply, its scores and the time."""
    labelled = case(turns=["One.", "Two?"], gold_clauses=[["NACM-7"]])
    answerer = Scripted(RIGHT)
    (found,) = run([labelled], answerer)
    assert answerer.asked[0] == ("One.", "Two?")
    assert (found.case, found.reply, found.error) == (labelled, RIGHT, "")
    assert ("citation recall", 1, 1) in {(s.metric, s.hits, s.total) for s in found.scores}
    assert 0 <= found.seconds < 10


def test_a_failure_is_a_row() -> None:
    """A refusal has its message, no reply and no scores, and the next case is asked."""
    refused, fine = run(REVISIONS[:2], Scripted(InvalidInput("Too long.", "Shorten it."), RIGHT))
    assert (refused.error, refused.reply, refused.scores) == ("Too long.", None, ())
    assert fine.reply == RIGHT


def test_what_is_done_is_not_asked_again() -> None:
    """A case with the same fingerprint keeps its result; a changed one is asked."""
    labelled = asked(twice=False)
    (earlier,) = run([labelled], Scripted(RIGHT))
    answerer = Scripted(reply(quoted("NACM-8")))
    changed = labelled.model_copy(update={"gold_clauses": [["NACM-8"]]})
    kept, new = run([labelled, changed], answerer, {labelled.fingerprint: earlier})
    assert kept == earlier
    assert new.reply != RIGHT
    assert ("q",) in answerer.asked
    assert kept.case.fingerprint != new.case.fingerprint


def test_results_come_as_they_are_made() -> None:
    """The first is there before the second case is asked, so that it can be written."""
    answerer = Scripted(RIGHT)
    results = run_cases([asked(twice=False), *REVISIONS], answerer, CONTEXT)
    next(results)
    assert len(answerer.asked) == 1


def test_about_one_case_in_ten_is_asked_twice() -> None:
    """Chosen by the fingerprint, so that it is the same ones in every run."""
    numbered = [c.model_copy(update={"turns": [str(c.revision)]}) for c in REVISIONS]
    answerer = Scripted(RIGHT)
    run(numbered, answerer)
    extra = len(answerer.asked) - len(REVISIONS)
    again = Scripted(RIGHT)
    run(numbered, again)
    assert 3 <= extra <= 30
    assert again.asked == answerer.asked


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (RIGHT.model_copy(update={"text": "Other."}), "changed: text"),
        (RIGHT.model_copy(update={"status": "partial"}), "changed: status"),
        (RIGHT.model_copy(update={"cited": ()}), "changed: citations"),
        (RIGHT.model_copy(update={"consult": ("legal",)}), "changed: people"),
        (RIGHT.model_copy(update={"text": "Other.", "cited": ()}), "changed: text, citations"),
        (InvalidInput("Busy.", "Wait."), "refused the second time: Busy."),
    ],
)
def test_another_reply_to_the_same_question_is_a_miss(second: Reply | Exception, told: str) -> None:
    """The reason names what changed."""
    (found,) = run([asked(twice=True)], Scripted(RIGHT, second))
    (score,) = [s for s in found.scores if s.metric == "deterministic"]
    assert (score.hits, score.total, score.reason) == (0, 1, told)


def test_what_need_not_be_the_same_is_not_compared() -> None:
    """The log, which holds times, may differ."""
    (found,) = run([asked(twice=True)], Scripted(RIGHT, RIGHT.model_copy(update={"other": "12 ms"})))
    assert [s.hits for s in found.scores if s.metric == "deterministic"] == [1]
