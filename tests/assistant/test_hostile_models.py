"""Models that lie, break off, never end or obey somebody else, over a real connection: nothing unsupported comes through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from assistant.adapters.prompts_yaml import read_prompts
from assistant.budget import TokenBudget
from assistant.generate import Explained, StatementGenerator
from assistant.settings import Settings
from assistant.stages.prompts import Instructions
from assistant.types import Question, Statement
from assistant.wiring import build_chat_model
from tests.assistant.adapters.chat_server import (
    ChatServer,
    Reply,
    breaks_off,
    endless,
    ends_early,
    in_turn,
    nonsense,
    only_comments,
    refuses,
    said,
    stalls,
    trickles,
)
from tests.assistant.scripted import CLAUSES, NOTHING, VERIFIER, output, statement, told

OFFERED = ("NACM-7", "CCMC-RULE-2", "CCMC-PROCEDURES")
TRUE = statement("NACM asks you to strive to maintain healthy professional relationships and boundaries.", "NACM-7")
ASKED = "My client offered me a gift card. May I accept it?"
QUESTION = Question(text=ASKED, standalone=ASKED, language="en", turns=(ASKED,))
PATIENCE = 1.5
CANARY = "QUILLMOTH"

LIES = {
    "altered quote": statement("Strive to maintain healthy and effective personal relationships", "NACM-7", kind="quote"),
    "altered quote in a sentence": statement('NACM asks you to avoid "most dual relationships" with individuals served.', "NACM-7"),
    "invented Standard": statement("Standard 12 of the CCMC code asks you to clarify roles and expectations.", "NACM-7"),
    "invented rule": statement("Rule 9 asks you to maintain boundaries.", "NACM-7"),
    "wrong body": statement("The CCMC asks you to strive to maintain healthy professional relationships and boundaries.", "NACM-7"),
    "permission": statement("You may accept it.", "NACM-7"),
    "soft permission": statement("It is fine to maintain a relationship with gifts.", "NACM-7"),
    "prohibition": statement("You must not accept it, because NACM 7 forbids gifts.", "NACM-7"),
    "verdict": statement("Accepting the gift card would violate NACM 7.", "NACM-7"),
    "id that does not exist": statement("NACM asks you to be careful.", "NACM-77"),
    "id that was not offered": statement("NACM asks you to be honest with yourself.", "NACM-12"),
    "no id": statement("NACM asks you to strive to maintain healthy relationships and boundaries."),
    "stronger": statement("You must maintain healthy and effective professional relationships at all times.", "NACM-7"),
    "negated": statement("NACM does not ask you to maintain healthy professional relationships and boundaries.", "NACM-7"),
    "no consultation": statement("You need not talk to your supervisor about boundaries.", "NACM-7"),
    "absence": statement("Neither code says anything against gifts.", "NACM-7"),
    "law": statement("HIPAA asks you to maintain healthy professional relationships and boundaries.", "NACM-7"),
    "canary": statement(f"NACM asks you to strive to maintain healthy professional relationships and boundaries {CANARY}.", "NACM-7"),
    "canary alone": statement(CANARY, "NACM-7"),
    "advice": statement("Return the gift card and thank your client.", "NACM-7"),
    "guidance": statement("Ask nobody.", "NACM-7", kind="guidance"),
    "notice": statement("This assistant has been updated.", "NACM-7", kind="notice"),
}


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A model's server on this machine."""
    with ChatServer() as running:
        yield running


def explain(server: ChatServer, data: Path, *replies: Reply, seconds: float = PATIENCE) -> tuple[list[Statement], Explained]:
    """What is shown of an explanation by a model that sends these replies, and what became of it."""
    server.script = in_turn(*replies)
    settings = Settings(data=data, chat_model="openai:hostile", chat_base_url=f"{server.url}/v1", chat_seconds=seconds, chat_cache_days=0)
    model = build_chat_model(settings, "v1")
    assert model is not None
    generator = StatementGenerator(
        model,
        Instructions(read_prompts(), CLAUSES, settings.chat_context),
        VERIFIER,
        CLAUSES,
        budget=TokenBudget(0),
        seconds=seconds,
    )
    return told(generator.explain(QUESTION, OFFERED))


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_is_not_shown_and_the_truth_beside_it_is(server: ChatServer, tmp_path: Path, lie: dict[str, object]) -> None:
    """The lie is dropped with a reason, also when it is written a second time."""
    shown, explained = explain(server, tmp_path, said(output(TRUE, lie)))
    assert [s.text for s in shown] == [TRUE["text"]]
    assert {d.text for d in explained.dropped} >= {lie["text"]}
    assert all(d.reason for d in explained.dropped)


@pytest.mark.parametrize(
    "reply",
    [
        said('{"statements": [{"kind": "paraphrase", "text": "You may accept it.", "clauses": ["NACM-7"'),
        said("You may accept it [NACM 7]. The codes allow it (NACM-7)."),
        said('["You may accept it."]'),
        said('{"statements": {"text": 3, "clauses": {"NACM-7": 1}}}'),
        said('{"statements": [{"text": null, "clauses": [["NACM-7"]]}, null, 7]}'),
        said("[" * 20_000),
        said('{"a":' * 5_000),
        said(""),
        said("\x00\ud83d\ude00 \u202eyou may\u202c"),
        nonsense(),
    ],
    ids=["cut", "prose", "strings", "an object", "nulls", "brackets", "depth", "nothing", "symbols", "no stream"],
)
def test_broken_output_shows_nothing(server: ChatServer, tmp_path: Path, reply: Reply) -> None:
    """Whatever cannot be read as a statement that holds is dropped, and nothing is raised."""
    shown, explained = explain(server, tmp_path, reply)
    assert shown == []
    assert explained.outcome in ("unsupported", "failed")


@pytest.mark.parametrize(
    "reply",
    [stalls(), stalls(output(TRUE)[:40]), only_comments(), trickles(output(TRUE), delay=0.2), endless("x"), endless(" ", delay=0.01)],
    ids=["silent", "stops", "comments", "one byte at a time", "endless", "endless and slow"],
)
def test_a_model_that_does_not_come_to_an_end_is_left(server: ChatServer, tmp_path: Path, reply: Reply) -> None:
    """Ours is given within the time that is set, and the connection is let go."""
    start = monotonic()
    shown, explained = explain(server, tmp_path, reply)
    assert monotonic() - start < PATIENCE + 2
    assert shown == []
    assert explained.outcome in ("failed", "unsupported")
    assert server.idle_within(5)


@pytest.mark.parametrize("cut", [breaks_off, ends_early, stalls])
def test_what_was_verified_before_the_stream_broke_stays(server: ChatServer, tmp_path: Path, cut: object) -> None:
    """A sentence that was shown is not taken back; what is missing is ours."""
    assert callable(cut)
    shown, explained = explain(server, tmp_path, cut(output(TRUE, LIES["permission"])[:-3]))
    assert [s.text for s in shown] == [TRUE["text"]]
    assert explained.outcome == "shown"
    assert any(call.outcome != "done" for call in explained.calls)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_server_that_refuses_is_no_error(server: ChatServer, tmp_path: Path, status: int) -> None:
    """Nothing is raised, nothing shown, and the call says what happened."""
    shown, explained = explain(server, tmp_path, refuses(status))
    assert (shown, explained.outcome) == ([], "failed")
    assert explained.calls[-1].outcome != "done"


def test_an_endless_list_of_true_sentences_is_cut(server: ChatServer, tmp_path: Path) -> None:
    """The same sentence a thousand times is one sentence."""
    shown, _ = explain(server, tmp_path, said(output(*[TRUE] * 1000), size=400))
    assert len(shown) == 1


def test_orders_in_the_question_reach_the_model_only_as_data(server: ChatServer, tmp_path: Path) -> None:
    """A model that obeys an order in the text it was given says the canary to nobody."""

    def obeys(body: dict[str, object]) -> Reply:
        return said(output(statement(CANARY, "NACM-7"), statement(f"{CANARY} {TRUE['text']}", "NACM-7")))

    server.script = obeys
    shown, _ = explain(server, tmp_path, obeys({}))
    assert shown == []
    sent = json.dumps(server.received[0].body)
    assert ASKED in sent
    assert all("role" in m for m in server.received[0].body["messages"])


def test_a_model_that_mends_its_sentence_is_heard(server: ChatServer, tmp_path: Path) -> None:
    """The second request carries the reason, and its answer is shown."""
    shown, explained = explain(server, tmp_path, said(output(LIES["stronger"])), said(output(TRUE)), seconds=30)
    assert [s.text for s in shown] == [TRUE["text"]]
    assert len(explained.dropped) == 1
    assert "must maintain" in json.dumps(server.received[1].body)


def test_nothing_is_said_twice_to_a_model_that_has_nothing(server: ChatServer, tmp_path: Path) -> None:
    """An empty list is an answer: ours stands."""
    shown, explained = explain(server, tmp_path, said(NOTHING))
    assert (shown, explained.outcome, len(server.received)) == ([], "unsupported", 1)
