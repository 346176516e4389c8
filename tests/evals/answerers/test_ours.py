"""Our assistant as an answerer, with and without a chat model."""

from __future__ import annotations

import pytest

from assistant.errors import ChatModelFailed, InvalidInput
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.wiring import with_model
from evals.answerers.choose import choose
from evals.answerers.ours import OurAnswerer
from evals.replies import Answerer
from tests.assistant.scripted import output, statement
from tests.fakes import ScriptedChatModel

ASKED = ["Do I have to be honest with my colleagues? I shaded the truth in a meeting."]
HONEST = statement("NACM asks you to be honest with yourself and your colleagues.", "NACM-12")
MADE_UP = statement("NACM asks you to report every lie within 30 days.", "NACM-12")


def scripted(assistant: Assistant, settings: Settings, *outputs: str | ChatModelFailed) -> Assistant:
    """The assistant with a model that writes these outputs."""
    return with_model(assistant, ScriptedChatModel(*outputs), settings)


def chosen(name: str, assistant: Assistant, settings: Settings) -> Answerer:
    """The one answerer of this name."""
    (found,) = choose([name], assistant, settings.corpus)
    return found


def test_extractive_and_generated_are_told_apart(assistant: Assistant, settings: Settings) -> None:
    """By their names, and in the record by who writes; the prompts are named with their versions."""
    both = scripted(assistant, settings, output())
    without, with_it = (chosen(name, both, settings) for name in ("extractive", "generated"))
    assert (without.name, with_it.name, chosen("ours", both, settings).name) == ("extractive", "generated", "ethics-desk")
    assert without.describe() == OurAnswerer(assistant).describe()
    assert without.describe()["generator"] == "extractive"
    told = with_it.describe()
    assert told["generator"] == "scripted:model"
    assert "write.v1" in told["prompts"]
    assert {k: told[k] for k in ("corpus", "embedder")} == {k: without.describe()[k] for k in ("corpus", "embedder")}


def test_generated_needs_a_model(assistant: Assistant, settings: Settings) -> None:
    """One sentence, and how to get one."""
    with pytest.raises(InvalidInput, match="No chat model is set") as refused:
        chosen("generated", assistant, settings)
    assert "evals.local_model" in refused.value.hint


def test_the_reply_carries_what_the_model_did(assistant: Assistant, settings: Settings) -> None:
    """Its sentence is marked as its own; what was caught is there with text and reason, and so are the calls."""
    reply = chosen("generated", scripted(assistant, settings, output(HONEST, MADE_UP)), settings).reply(ASKED)
    assert reply.work is not None
    assert (reply.work.model, reply.work.outcome) == ("scripted:model", "shown")
    assert [s.text for s in reply.statements if s.source == "model"] == [HONEST["text"]]
    assert MADE_UP["text"] in {d.text for d in reply.work.caught}
    assert all(d.reason for d in reply.work.caught)
    assert [c.purpose for c in reply.work.calls] == ["write", "mend"]
    assert reply.dropped == len(reply.work.caught)


def test_extractive_is_not_touched_by_the_model(assistant: Assistant, settings: Settings) -> None:
    """The same reply as without one, and the model is not asked."""
    both = scripted(assistant, settings, ChatModelFailed("asked"))
    reply = chosen("extractive", both, settings).reply(ASKED)
    assert reply == OurAnswerer(assistant).reply(ASKED)
    assert reply.work is None


def test_the_model_changes_wording_alone(assistant: Assistant, settings: Settings) -> None:
    """Status, people and citations are those of the answer without it, whatever it writes."""
    before = OurAnswerer(assistant).reply(ASKED)
    for written in (output(HONEST), output(MADE_UP), "no JSON at all", ChatModelFailed("It is away.")):
        after = chosen("generated", scripted(assistant, settings, written), settings).reply(ASKED)
        assert (after.status, after.consult, after.cited) == (before.status, before.consult, before.cited)


def test_a_model_that_is_not_asked_is_told(assistant: Assistant, settings: Settings) -> None:
    """A look-up needs no explanation."""
    reply = chosen("generated", scripted(assistant, settings, output()), settings).reply(["What does NACM 7 say?"])
    assert reply.work is not None
    assert (reply.work.outcome, reply.work.calls) == ("", ())
