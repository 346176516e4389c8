"""What a chat model did in a run, in numbers and in words."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.types import Dropped, Generation, ModelCall
from evals.model_use import ModelUse, model_use, rows
from evals.replies import ModelWork
from evals.runner import Result
from tests.evals.made import quoted, reply, said
from tests.evals.report.made import refused, result, right


def call(**changes: Any) -> ModelCall:
    """A call that was answered."""
    fields = {"purpose": "write", "model": "openai:small", "prompt": "write.v1", "milliseconds": 2000.0, "input_tokens": 300}
    return ModelCall(**{**fields, "output_tokens": 50, "outcome": "done", **changes})


def worked(outcome: Generation, *calls: ModelCall, caught: tuple[str, ...] = (), shown: int = 0) -> Result:
    """A reply with so many sentences of the model's."""
    written = [said("paraphrase", f"Sentence {n}.", "NACM-7").model_copy(update={"source": "model"}) for n in range(shown)]
    drops = tuple(Dropped(text="No.", citations=("NACM-7",), reason=reason) for reason in caught)
    work = ModelWork(model="openai:small", outcome=outcome, caught=drops, calls=calls)
    return result("Q", reply(quoted("NACM-7"), *written, work=work))


def used(*results: Result) -> ModelUse:
    """The use, which must be there."""
    found = model_use(results)
    assert found is not None
    return found


def test_an_answerer_without_a_model_has_none() -> None:
    """Refusals and replies without a model are in no count."""
    assert model_use([right(), refused()]) is None
    assert used(right(), refused(), worked("")).replies == 1


def test_who_wrote_is_counted_among_those_that_were_asked() -> None:
    """The others are ours, by why."""
    use = used(worked("shown", shown=2), worked("unsupported"), worked("failed"), worked("failed"), worked("budget"), worked(""))
    assert (use.asked, use.wrote.hits, use.shown) == (5, 1, 2)
    assert use.ours == {"nothing it wrote could be shown": 1, "the model failed": 2, "the conversation's tokens were used up": 1}


def test_what_was_caught_is_counted_by_the_check() -> None:
    """The most frequent first."""
    use = used(worked("shown", caught=("number", "low_support")), worked("unsupported", caught=("low_support",)))
    assert list(use.caught.items()) == [("low_support", 2), ("number", 1)]


def test_calls_are_told_apart_by_how_they_ended() -> None:
    """Seconds and tokens are of the calls that the model answered now, not of kept or failed ones."""
    late = call(milliseconds=4000.0, outcome="The chat model openai:small took longer than 4.5 seconds.")
    later = call(milliseconds=5000.0, outcome="The chat model openai:small took longer than 5 seconds.")
    kept = call(milliseconds=1.0, input_tokens=0, output_tokens=0, cached=True)
    use = used(
        worked("shown", call(), call(purpose="mend", milliseconds=4000.0, output_tokens=10)),
        worked("failed", late, later),
        worked("", kept),
    )
    assert (use.calls, use.kept, use.failures, use.lost) == ({"mend": 1, "write": 1}, 1, {"took longer than … seconds": 2}, 9.0)
    assert use.seconds is not None
    assert (use.seconds.median, use.seconds.p95, use.seconds.total) == (3, 4, 6)
    assert use.read is not None
    assert use.read.total == 600
    told = dict(rows(use))
    assert told["seconds a call"] == "median 3.00 s, 95th percentile 4.00 s, in all 6.00 s"
    assert told["calls that failed"] == "2: took longer than … seconds 2; 9.0 s lost"
    assert told["tokens written a second"] == "10.0"


def test_costs_add_up_where_a_price_is_set() -> None:
    """Without one there is no cost, which is not a cost of nothing."""
    assert used(worked("shown", call(cost=0.25), call(cost=0.5))).cost == pytest.approx(0.75)
    assert dict(rows(used(worked("shown", call(cost=0.25)))))["cost"] == "0.2500"
    assert dict(rows(used(worked("shown", call()))))["cost"] == "no price is set"


def test_nothing_is_said_of_no_calls() -> None:
    """A model that was never asked has no rate and no times."""
    told = dict(rows(used(worked(""))))
    assert told["wrote the explanation"] == "nothing to count, 0 of 0"
    assert told["seconds a call"] == told["tokens written a second"] == "no calls"
    assert told["ours stood"] == told["sentences caught"] == "0"
