"""An answer of the contract's shape as a reply."""

from __future__ import annotations

from typing import Any

from assistant.schemas import DroppedOut, TraceOut, answer_out
from assistant.types import Dropped, ModelCall
from evals.replies import reply_of
from tests.assistant.adapters.answers import PHRASES, answer

CALL = ModelCall(
    purpose="write",
    model="openai:small",
    prompt="write.v1",
    milliseconds=9.0,
    input_tokens=3,
    output_tokens=2,
    outcome="done",
    cached=False,
    cost=None,
)


def traced(**trace: Any) -> Any:
    """An answer with this trace."""
    return answer_out(answer(), PHRASES).model_copy(update={"trace": TraceOut(**trace)})


def test_an_endpoint_tells_what_its_model_did() -> None:
    """Outcome, calls and reasons, though not the sentences that were caught."""
    reply = reply_of(traced(generation="shown", dropped=[DroppedOut(citations=["NACM-7"], reason="number")], calls=[CALL]))
    assert reply.work is not None
    assert (reply.work.model, reply.work.outcome, len(reply.work.calls), reply.dropped) == ("openai:small", "shown", 1, 1)
    assert reply.work.caught == (Dropped(text="", citations=("NACM-7",), reason="number"),)


def test_without_a_model_there_is_no_work() -> None:
    """What is dropped then was ours."""
    reply = reply_of(traced(dropped=[DroppedOut(citations=["NACM-7"], reason="number")]))
    assert reply.work is None
    assert reply.dropped == 1


def test_what_is_dropped_without_an_explanation_is_ours() -> None:
    """A model that only rewrote the question wrote none of it."""
    reply = reply_of(traced(dropped=[DroppedOut(citations=[], reason="number")], calls=[CALL]), model="openai:small")
    assert reply.work is not None
    assert (reply.work.outcome, reply.work.caught, reply.dropped) == ("", (), 1)
