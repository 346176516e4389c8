"""Both clients against a real server."""

from __future__ import annotations

import datetime
import os
import secrets
import subprocess
import sys
import threading
from contextlib import closing
from typing import Any

import pytest

from assistant.api.app import create_app
from assistant.api.desk import Desk, open_desk
from assistant.client import Done, Evidence, Forbidden, Invalid, NotFound, Refused, Statement, Unauthorized
from assistant.errors import InvalidInput
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import served
from tests.assistant.client.conftest import client_of

GIFT = "May I accept a gift card from a client?"
NACM_7 = "What does NACM 7 say?"
_HEAVY = ("numpy", "fastapi", "starlette", "chromadb", "structlog", "sqlalchemy", "scipy", "yaml", "assistant.api", "assistant.pipeline")


def test_the_client_is_light() -> None:
    """Importing the client loads nothing of the desk's engine or server."""
    loaded = f"import sys, assistant.client; print([m for m in {_HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert done.stdout.strip() == "[]"


def test_a_question_is_answered(client: Any) -> None:
    """The answer comes typed, with the clause that was asked for."""
    answer = client.ask(NACM_7)
    assert answer.status == "answered"
    assert [c.clause_id for c in answer.citations] == ["NACM-7"]


def test_turns_are_answered(client: Any) -> None:
    """The whole conversation may be sent at once."""
    assert client.ask(turns=[GIFT, NACM_7]).citations[0].clause_id == "NACM-7"


def test_a_conversation_goes_on_and_can_be_read_and_deleted(client: Any) -> None:
    """The id of a first answer takes the second into the same conversation, which is gone once it is deleted."""
    first = client.ask(GIFT)
    second = client.ask(NACM_7, conversation_id=first.conversation_id)
    kept = client.conversation(first.conversation_id)
    assert second.conversation_id == first.conversation_id
    assert [e.answer.id for e in kept.exchanges] == [first.id, second.id]
    assert client.delete_conversation(first.conversation_id) is None
    with pytest.raises(NotFound, match="no conversation"):
        client.conversation(first.conversation_id)


def test_a_question_sent_twice_with_one_key_is_answered_once(client: Any) -> None:
    """The same idempotency key brings the same reply, in the same conversation; a second question has one of its own."""
    key = f"message-{secrets.token_hex(4)}"
    first, again, other = client.ask(GIFT, idempotency_key=key), client.ask(GIFT, idempotency_key=key), client.ask(GIFT)
    assert again == first
    assert other.conversation_id != first.conversation_id


def test_a_stream_gives_typed_events_and_ends_with_the_answer(client: Any) -> None:
    """Evidence and statements come first; the last event holds the answer that `ask` gives."""
    with client.stream(GIFT) as events:
        told = list(events)
    statements = [e.data for e in told if isinstance(e, Statement)]
    last = told[-1]
    assert any(isinstance(e, Evidence) for e in told)
    assert isinstance(last, Done)
    assert statements == last.data.statements
    assert last.data.id == client.ask(GIFT).id


def test_clauses_are_listed_read_and_searched(client: Any) -> None:
    """One code's clauses, one clause by its id in any case, and the best ones for words."""
    listed = client.clauses("CCMC")
    assert {c.code for c in listed.clauses} == {"CCMC"}
    assert len(listed.clauses) < len(client.clauses().clauses)
    assert client.clause("nacm-7").label == "NACM 7"
    assert client.clause("nacm-7").related[0].code == "CCMC"
    assert len(client.search("gift", 3).results) == 3


def test_topics_are_listed(client: Any) -> None:
    """With their clauses and what may be asked about them."""
    (gifts,) = (t for t in client.topics().topics if t.id == "gifts")
    assert (gifts.title_es, gifts.central[0].clause_id) == ("Regalos de clientes", "NACM-7")
    assert gifts.questions
    assert gifts.questions_es


def test_scenarios_are_listed_and_read(client: Any) -> None:
    """By topic in a list, whole by their id; somebody on this machine may lead discussions."""
    listed = client.scenarios().scenarios
    topic = listed[0].topics[0].id
    assert all(topic in {t.id for t in s.topics} for s in client.scenarios(topic).scenarios)
    assert client.scenario(listed[0].id).facilitator is not None


@pytest.mark.parametrize("clause_id", ["NACM-99", "..", ".", "../../version", "a/b", "?q=1", "#", "%2e%2e", "é", "\ud800", " "])
def test_an_unknown_id_leads_nowhere_else(client: Any, clause_id: str) -> None:
    """Whatever an id holds, it is looked up as an id."""
    with pytest.raises(NotFound) as caught:
        client.clause(clause_id)
    assert caught.value.problem.instance.startswith("/v1/clauses/")


def test_an_empty_id_is_refused_here(client: Any) -> None:
    """An empty id would read as the whole list, so it is not sent."""
    with pytest.raises(InvalidInput, match="empty"):
        client.clause("")


def test_feedback_is_taken_for_an_answer_or_its_id(client: Any, desk: Desk) -> None:
    """With the answer itself the case can be reviewed; the id alone is enough."""
    answer = client.ask(NACM_7)
    whole = client.feedback(answer, "up", comment="Just so.", turns=[NACM_7])
    brief = client.feedback(answer.id, "down", reason="unclear")
    kept = {entry.id: entry for entry in desk.records.feedback()}
    assert whole.kept
    assert kept[whole.id].turns == (NACM_7,)
    assert kept[whole.id].answer is not None
    assert kept[brief.id].reason == "unclear"


@pytest.mark.parametrize(("form", "beginning"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("markdown", b"# Hoja para la consulta")])
def test_an_answer_is_made_a_page_to_take_along(client: Any, form: Any, beginning: bytes) -> None:
    """In each format, with the asker's turns, note, language, paper and day."""
    answer = client.ask(GIFT)
    day = datetime.date(2026, 1, 31)
    made = client.packet(answer, format=form, turns=[GIFT], note="Soon.", language="es", paper="a4", date=day)
    assert made.startswith(beginning)
    assert client.packet(answer).startswith(b"%PDF-")


def test_a_doctored_answer_makes_no_page(client: Any) -> None:
    """The error says so in the desk's words."""
    answer = client.ask(GIFT)
    with pytest.raises(Invalid, match="not as the desk gave it"):
        client.packet(answer.model_copy(update={"markdown": "Keep it."}))


def test_it_tells_whether_and_what_the_desk_is(client: Any) -> None:
    """Ready, and of a version that answers carry too."""
    assert client.ready() is True
    assert client.version().corpus_version == client.ask(NACM_7).corpus.version


def test_the_published_evaluation_is_read(client: Any) -> None:
    """As committed; it is of the whole corpus, and this desk answers from a small one."""
    told = client.evaluation()
    assert told.current is False
    assert told.measures[0].low <= told.measures[0].rate


@pytest.mark.parametrize(
    "asked",
    [{"question": "?!"}, {"question": GIFT, "turns": [GIFT]}, {}, {"question": "a " * 5000}, {"question": "half \ud800 a character"}],
    ids=["no words", "both", "neither", "too long", "no Unicode"],
)
def test_a_refused_question_carries_the_desks_words(client: Any, asked: dict[str, Any]) -> None:
    """What cannot be answered is an error with status, detail and request id, from a stream as from a whole answer."""
    with pytest.raises(Refused) as whole:
        client.ask(**asked)
    with pytest.raises(Refused) as streamed, client.stream(**asked):
        pass
    for caught in (whole, streamed):
        assert caught.value.status in (400, 422)
        assert caught.value.detail
        assert caught.value.request_id.startswith("req_")


def test_wrong_fields_are_named(client: Any) -> None:
    """Each field that is wrong is told with its place."""
    with pytest.raises(Invalid) as caught:
        client.ask(GIFT, conversation_id="../1")
    assert [f.pointer for f in caught.value.errors] == ["/conversation_id"]


def test_a_stream_that_is_left_stops_the_work(kind: str, small_assistant: Assistant, tmp_path: Any) -> None:
    """When the client leaves the `with`, the desk's turn for the question is free again."""
    desk = open_desk(Settings(data=tmp_path, api_at_once=1), lambda: small_assistant)
    with served(create_app(desk)) as address, closing(client_of(kind, address)) as client:
        with client.stream(GIFT) as events:
            assert next(events).type == "stage"
        assert client.ask(NACM_7).status == "answered"


def test_a_key_opens_what_its_scopes_allow(kind: str, small_assistant: Assistant, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key 401; with one, by argument or from the environment, an answer; with one for something else 403."""
    desk = open_desk(Settings(data=tmp_path, api_keys="required"), lambda: small_assistant)
    _, asking = desk.keys.create("bot", ["ask"])
    _, other = desk.keys.create("boss", ["admin"])
    with served(create_app(desk)) as address:
        with closing(client_of(kind, address)) as client, pytest.raises(Unauthorized, match="key is needed"):
            client.ask(NACM_7)
        with closing(client_of(kind, address, key=other)) as client, pytest.raises(Forbidden, match="lacks the scope"):
            client.ask(NACM_7)
        with closing(client_of(kind, address, key=asking)) as client:
            assert client.ask(NACM_7).status == "answered"
        monkeypatch.setenv("ETHICS_DESK_KEY", asking)
        monkeypatch.setenv("ETHICS_DESK_URL", address)
        with closing(client_of(kind, "")) as client:
            assert client.ask(NACM_7).status == "answered"


def test_the_sync_client_may_be_shared_by_threads(address: str) -> None:
    """Eight threads ask through one client, and each gets its own answer."""
    found: dict[int, str] = {}
    with closing(client_of("sync", address)) as client:

        def ask(number: int) -> None:
            found[number] = client.ask(f"What does NACM {number} say?").citations[0].clause_id

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert found == {n: f"NACM-{n}" for n in range(1, 9)}
