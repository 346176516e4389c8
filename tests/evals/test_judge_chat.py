"""The chat-model judge, against a real server on loopback that speaks OpenAI's protocol, and against LangChain's own fake."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from assistant.errors import InvalidInput, ModelUnavailable
from evals.judge_chat import PROMPT, ChatJudge

CLAIM, EVIDENCE = "Visitors sign in.", ["Visitors sign in at the desk before ten."]
YES = {"supported": True, "score": 0.9, "reason": "stated"}
NO = {"supported": False, "score": 0.2, "reason": "nothing on parking"}


class Server(ThreadingHTTPServer):
    """Answers every chat with `content`; `status` other than 200 refuses all, `schemas` False only those that want a schema."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = json.dumps(YES)
        self.status = 200
        self.schemas = True
        self.asked: list[dict[str, Any]] = []

    def judge(self, folder: Path) -> ChatJudge:
        """A judge that asks this server, once, and keeps its judgements in the folder."""
        url = f"http://127.0.0.1:{self.server_address[1]}/v1"
        return ChatJudge("openai:local", folder, base_url=url, api_key="none", max_retries=0)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        """One chat completion."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        status = 400 if "response_format" in body and not self.server.schemas else self.server.status
        message = {"role": "assistant", "content": self.server.content}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        good = {"id": "1", "object": "chat.completion", "created": 0, "model": "local", "choices": [choice]}
        sent = json.dumps(good if status == 200 else {"error": {"message": "refused here", "type": "x", "code": None}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *arguments: object) -> None:
        """Nothing to standard error."""


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that runs during the test."""
    with Server() as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def faked(folder: Path, *texts: str) -> ChatJudge:
    """A judge whose model says these texts in turn, and has no structured output."""
    return ChatJudge("fake", folder, chat=FakeListChatModel(responses=list(texts)))


def test_the_model_is_asked_for_the_schema_at_temperature_0(server: Server, tmp_path: Path) -> None:
    """One request carries prompt, claim, evidence and schema; the answer is the judgement, without a reason where it supports."""
    judge = server.judge(tmp_path)
    assert judge.support(CLAIM, EVIDENCE) == (True, 0.9, "")
    (body,) = server.asked
    assert (body["model"], body["temperature"]) == ("local", 0)
    assert body["response_format"]["json_schema"]["schema"]["properties"].keys() == {"supported", "score", "reason"}
    assert body["messages"][0]["content"] == PROMPT.read_text(encoding="utf-8")
    assert json.loads(body["messages"][1]["content"]) == {"evidence": EVIDENCE, "claim": CLAIM}
    assert judge.name == "openai:local with judge.v1"


def test_a_server_without_schemas_is_asked_in_plain_text(server: Server, tmp_path: Path) -> None:
    """Where the schema is refused, the judgement is read out of the text, reason and all."""
    server.schemas, server.content = False, f"Let me see.\n```json\n{json.dumps(NO)}\n```"
    assert server.judge(tmp_path).support("Parking is free.", EVIDENCE) == (False, 0.2, "nothing on parking")
    assert ["response_format" in body for body in server.asked] == [True, False]


def test_a_judgement_is_asked_for_once(server: Server, tmp_path: Path) -> None:
    """The same claim and evidence cost nothing again, in this process or a later one; other evidence does."""
    first = server.judge(tmp_path / "new" / "folder")
    found = [first.support(CLAIM, EVIDENCE) for _ in range(2)]
    later = server.judge(tmp_path / "new" / "folder")
    assert later.support(CLAIM, EVIDENCE) == found[0] == found[1]
    assert len(server.asked) == 1
    later.support(CLAIM, ["Another text."])
    assert len(server.asked) == 2


def test_another_model_judges_anew(tmp_path: Path) -> None:
    """Judgements are kept by model."""
    assert faked(tmp_path, json.dumps(YES)).support(CLAIM, EVIDENCE)[0]
    other = ChatJudge("other", tmp_path, chat=FakeListChatModel(responses=[json.dumps(NO)]))
    assert not other.support(CLAIM, EVIDENCE)[0]


def test_a_line_cut_short_is_judged_again(tmp_path: Path) -> None:
    """A crash while writing costs that judgement only, and the next one is kept whole."""
    faked(tmp_path, json.dumps(YES)).support(CLAIM, EVIDENCE)
    (file,) = tmp_path.iterdir()
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole + whole[:20], encoding="utf-8")
    assert faked(tmp_path, json.dumps(NO)).support(CLAIM, EVIDENCE)[0]
    assert not faked(tmp_path, json.dumps(NO)).support("Parking is free.", EVIDENCE)[0]
    assert not faked(tmp_path, json.dumps(YES)).support("Parking is free.", EVIDENCE)[0]


def test_a_failing_server_is_our_error(server: Server, tmp_path: Path) -> None:
    """What the server says comes with the error, and nothing is kept."""
    server.status = 500
    with pytest.raises(ModelUnavailable, match=r"openai:local gave no judgement: .*500.*refused here"):
        server.judge(tmp_path).support(CLAIM, EVIDENCE)
    server.status = 200
    assert server.judge(tmp_path).support(CLAIM, EVIDENCE)[0]


@pytest.mark.parametrize("text", ["Yes, it does.", "", '{"supported": true}', json.dumps({**YES, "score": 7}), '{"supported": tr'])
def test_an_answer_without_a_judgement_is_an_error(tmp_path: Path, text: str) -> None:
    """Prose, half an object and a score off the scale are not guessed at."""
    with pytest.raises(ModelUnavailable, match="fake gave no judgement: there is none in"):
        faked(tmp_path, text).support(CLAIM, EVIDENCE)


def test_the_last_judgement_of_a_text_counts(tmp_path: Path) -> None:
    """What a model drafts before its answer is not its answer, and a supporting answer needs no reason."""
    text = f"<think>{json.dumps(NO)} or {{not json}}?</think> {json.dumps({'supported': True, 'score': 1})}"
    assert faked(tmp_path, text).support(CLAIM, EVIDENCE) == (True, 1.0, "")


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without langchain the error says what to install."""
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    with pytest.raises(InvalidInput, match="needs the package langchain") as caught:
        ChatJudge("openai:local", tmp_path)
    assert "Install langchain" in caught.value.hint


@pytest.mark.parametrize("model", ["nobody:model", "model", "mistralai:model"])
def test_a_model_that_cannot_be_opened_is_named(tmp_path: Path, model: str) -> None:
    """An unknown provider, none at all, and one whose package is missing are errors of the setting."""
    with pytest.raises(InvalidInput, match=f"The judge {model} cannot be opened"):
        ChatJudge(model, tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file in the folder's place is found out before anything is judged."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot be kept in"):
        faked(tmp_path / "file")
