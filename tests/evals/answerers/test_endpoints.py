"""Endpoints of others as answerers, over a real connection on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from assistant.errors import InvalidInput
from assistant.schemas import answer_out
from evals.answerers.endpoints import KEY, ChatAnswerer, ContractAnswerer
from evals.answerers.wire import EndpointFailed
from evals.replies import reply_of
from evals.runner import run_cases
from tests.assistant.adapters.answers import CLAUSES, PHRASES, answer
from tests.evals.answerers.served import ASK, Sent, Server, chat, contract
from tests.evals.made import CONTEXT, case, scored

ANSWER = json.loads(answer_out(answer(), PHRASES).model_dump_json())
Asker = Callable[..., Any]


def test_an_answer_of_the_contract_is_read_and_scored(server: Server) -> None:
    """The turns go out, the answer comes back as it would from our own assistant, and every metric can read it."""
    server.replies = [Sent(body=ANSWER)]
    found = contract(server).reply(["Hello.", "May I accept a gift card?"])
    assert server.received == [(ASK, {"turns": ["Hello.", "May I accept a gift card?"]}, None)]
    assert found.model_copy(update={"other": ""}) == reply_of(answer_out(answer(), PHRASES)).model_copy(update={"other": ""})
    scores = scored(case(acceptable_clauses=["CCMC-PRINCIPLE-3", "NACM-SCOPE"], consult=["supervisor"], answerable="partial"), found)
    assert scores["citation recall"] == (1, 1)
    assert scores["citation precision"] == scores["quotes exact"] == (3, 3)
    assert scores["referral"] == scores["gap told"] == (1, 1)


def test_what_is_added_is_searched_and_what_is_optional_may_lack(server: Server) -> None:
    """An answer of the least that the metrics read will do; an identifier in a field that is not ours is found all the same."""
    least = {
        "status": "answered",
        "markdown": "Clear roles. [NACM 7]",
        "statements": [{"text": "Clear roles.", "kind": "paraphrase", "citations": ["NACM-7"], "voice": "calm"}],
        "citations": [{"clause_id": "NACM-7", "label": None}],
        "gaps": None,
        "debug": {"asked": "José Quillfeather"},
    }
    server.replies = [Sent(body=least)]
    found = contract(server).reply(["q"])
    assert (found.cited, found.consult, found.gaps) == (("NACM-7",), (), ())
    labelled = case(turns=["José Quillfeather asks."], planted=["José Quillfeather"])
    assert scored(labelled, found)["nothing leaked"] == (0, 1)


def test_what_the_metrics_need_must_be_there(server: Server) -> None:
    """The error names what is wrong."""
    server.replies = [Sent(body={k: v for k, v in ANSWER.items() if k != "statements"} | {"status": "fine"})]
    with pytest.raises(EndpointFailed, match=r"another shape than it should: status: .*; statements: Field required"):
        contract(server).reply(["q"])


def test_no_secret_of_an_address_is_shown() -> None:
    """Neither a password nor a key in the query."""
    made = ContractAnswerer("https://ana:pass-1@desk.example:8443/x?key=secret-1")
    assert "pass-1" not in (shown := f"{made.name} {made.describe()}")
    assert "secret-1" not in shown
    assert made.name == "contract desk.example:8443"


@pytest.mark.parametrize("ask", [contract, chat])
@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (Sent(status=500, body={"title": "broken"}), r'answered 500: \{"title": "broken"\}'),
        (Sent(status=404, body=b""), "answered 404: nothing"),
        (Sent(status=307, headers={"Location": "/elsewhere"}), "answered 307"),
        (Sent(body=b"<html>Log in</html>"), "sent what is not JSON: <html>Log in"),
        (Sent(body=b'{"status": '), "sent what is not JSON"),
        (Sent(body=b"[" * 100_000), "sent what is not JSON"),
        (Sent(body=[1]), "sent JSON of another shape than it should: the whole"),
        (Sent(body={"choices": [], "status": "answered"}), "another shape"),
        (Sent(body=b'{"choices": [{"message": {"content": "\\ud800"}}], "markdown": "\\ud800"}'), "sent what is not JSON"),
        (Sent(body=b"\x00", headers={"Content-Encoding": "gzip"}), "cannot be reached|what is not JSON"),
    ],
)
def test_what_cannot_be_read_is_told(server: Server, ask: Asker, sent: Sent, message: str) -> None:
    """In one sentence that names the address."""
    server.replies = [sent]
    with pytest.raises(EndpointFailed, match=message) as failed:
        ask(server).reply(["q"])
    assert failed.value.message.startswith(f"{server.url}/v1/")
    assert failed.value.hint


@pytest.mark.parametrize("ask", [contract, chat])
def test_a_server_that_stalls_or_is_gone_is_a_row(server: Server, ask: Asker) -> None:
    """The run goes on: each case has its error and no scores."""
    server.replies = [Sent(stall=True)]
    (stalled,) = run_cases([case()], ask(server, timeout=0.3), CONTEXT)
    assert stalled.error.endswith("did not answer within 0.3 seconds.")
    server.server_close()
    server.shutdown()
    (gone,) = run_cases([case()], ask(server, timeout=5), CONTEXT)
    assert "cannot be reached" in gone.error
    assert (stalled.scores, stalled.reply, gone.scores, gone.reply) == ((), None, (), None)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_twice_more(server: Server, status: int) -> None:
    """The third attempt counts; a fault of the request is not tried again."""
    server.replies = [Sent(status=status), Sent(status=status), Sent(body=ANSWER)]
    assert contract(server).reply(["q"]).status == "partial"
    assert len(server.received) == 3
    server.received.clear()
    server.replies = [Sent(status=status)]
    with pytest.raises(EndpointFailed, match=f"answered {status}"):
        contract(server).reply(["q"])
    assert len(server.received) == 3
    server.received.clear()
    server.replies = [Sent(status=400)]
    with pytest.raises(EndpointFailed, match="answered 400"):
        contract(server).reply(["q"])
    assert len(server.received) == 1


@pytest.mark.parametrize(("headers", "backoff", "least"), [({}, 0.1, 0.3), ({"Retry-After": "1"}, 0, 1.0), ({"Retry-After": "soon"}, 0, 0)])
def test_attempts_wait_longer_each_time_or_as_asked(server: Server, headers: dict[str, str], backoff: float, least: float) -> None:
    """After `backoff` and twice `backoff` seconds, or as long as the server asks for."""
    server.replies = [Sent(status=429, headers=headers), *([Sent(status=429)] if backoff else []), Sent(body=ANSWER)]
    start = perf_counter()
    contract(server, backoff=backoff).reply(["q"])
    assert perf_counter() - start >= least


def test_a_refused_key_is_told_and_not_repeated(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint names the variable; a server that echoes the key does not get it into the results."""
    monkeypatch.setenv(KEY, "secret-1")
    server.replies = [Sent(status=401, body={"error": "no such key: secret-1"})]
    with pytest.raises(EndpointFailed, match="no such key: …") as refused:
        chat(server).reply(["q"])
    assert KEY in refused.value.hint


@pytest.mark.parametrize("url", ["", "desk", "ftp://desk.example", "http://", "http://desk.example:port", "http://[::1"])
def test_an_address_must_be_one(url: str) -> None:
    """It is refused before anything is asked."""
    with pytest.raises(InvalidInput, match="is no address"):
        ContractAnswerer(url)


def test_model_prompt_and_key_must_be_usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each refusal says what is missing."""
    with pytest.raises(InvalidInput, match="No model is named"):
        ChatAnswerer("http://desk.example/v1", "", CLAUSES)
    with pytest.raises(InvalidInput, match="cannot be read"):
        ChatAnswerer("http://desk.example/v1", "m", CLAUSES, tmp_path / "none.md")
    monkeypatch.setenv(KEY, "sécret")
    with pytest.raises(InvalidInput, match="no header can carry"):
        ContractAnswerer("http://desk.example")
