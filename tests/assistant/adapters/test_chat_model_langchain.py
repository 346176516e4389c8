"""Chat models through LangChain, against a real server on loopback: what is sent, what goes wrong, and how long it may take."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from assistant.adapters.chat_model_langchain import LangchainChatModel
from assistant.errors import ChatModelFailed, ChatRequestRefused
from assistant.ports import Chunk
from tests.assistant.adapters.chat_server import (
    ChatServer,
    Reply,
    breaks_off,
    endless,
    ends_early,
    in_turn,
    nonsense,
    ollama_broken,
    ollama_said,
    ollama_stalls,
    only_comments,
    refuses,
    said,
    slowly,
    stalls,
    thinks,
    trickles,
)
from tests.fakes import chat_request

pytest.importorskip("langchain_openai", reason="the extra openai is not installed")

ROOT = Path(__file__).resolve().parents[3]
TEXT = '{"a": "Small gifts may be accepted."}'
KEY = "sk-a-key-of-ours"


Make = Callable[..., LangchainChatModel]


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """The libraries are loaded before the first test that has little time."""
    with ChatServer() as server:
        list(openai(server).stream(chat_request()))


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of a provider's library is set."""
    for name in [n for n in os.environ if n.startswith(("OPENAI_", "OLLAMA_", "LANGSMITH_", "LANGCHAIN_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A server that answers as scripted."""
    with ChatServer() as server:
        server.script = in_turn(said(TEXT))
        yield server


def openai(server: ChatServer, **more: Any) -> LangchainChatModel:
    """A model of that server in OpenAI's protocol, with short pauses between tries."""
    return LangchainChatModel("openai:test", **{"base_url": f"{server.url}/v1", "pause": 0.01, **more})


def ollama(server: ChatServer, **more: Any) -> LangchainChatModel:
    """A model of that server in Ollama's protocol."""
    pytest.importorskip("langchain_ollama", reason="the extra ollama is not installed")
    return LangchainChatModel("ollama:test", **{"base_url": server.url, "pause": 0.01, **more})


def text_of(model: LangchainChatModel, **changes: Any) -> str:
    """What the model writes."""
    return "".join(c.text for c in model.stream(chat_request(**changes)))


def failed(model: LangchainChatModel, **changes: Any) -> tuple[str, ChatModelFailed, float]:
    """What was written before the model failed, the error, and the seconds that it took."""
    chunks: list[Chunk] = []
    start = monotonic()
    with pytest.raises(ChatModelFailed) as caught:
        chunks.extend(model.stream(chat_request(**changes)))
    return "".join(c.text for c in chunks), caught.value, monotonic() - start


# What is sent


def test_a_question_is_sent_with_all_that_bounds_it(server: ChatServer) -> None:
    """The texts, the schema, temperature 0, the most tokens and the wish for a count of tokens, to the model named."""
    request = chat_request()
    assert text_of(openai(server)) == TEXT
    body = server.received[0].body
    assert server.received[0].path == "/v1/chat/completions"
    assert [(m["role"], m["content"]) for m in body["messages"]] == [("system", request.system), ("user", request.user)]
    assert (body["model"], body["temperature"], body["stream"], body["max_tokens"]) == ("test", 0, True, 200)
    assert body["stream_options"] == {"include_usage": True}
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"] == request.schema
    assert body["response_format"]["json_schema"]["strict"] is True


def test_strict_mode_is_only_asked_for_where_the_schema_fits_it(server: ChatServer) -> None:
    """A schema with an optional property would be refused in strict mode."""
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}
    text_of(openai(server), schema=schema)
    assert server.received[0].body["response_format"]["json_schema"]["strict"] is False


def test_pieces_come_as_they_are_written(server: ChatServer) -> None:
    """The first piece is there long before the last one."""
    server.script = in_turn(said(TEXT, size=4, delay=0.1))
    start = monotonic()
    stream = openai(server).stream(chat_request())
    assert next(stream).text == TEXT[:4]
    first = monotonic() - start
    assert "".join(c.text for c in stream) == TEXT[4:]
    assert first < 0.4 < monotonic() - start


def test_nothing_is_sent_before_the_first_piece_is_wanted(server: ChatServer) -> None:
    """A stream that nobody reads costs nothing."""
    openai(server).stream(chat_request())
    assert server.received == []


def test_a_server_without_a_count_of_tokens_is_no_fault(server: ChatServer) -> None:
    """The text is all there is."""
    server.script = in_turn(said(TEXT, usage=None))
    chunks = list(openai(server).stream(chat_request()))
    assert "".join(c.text for c in chunks) == TEXT
    assert sum(c.input_tokens + c.output_tokens for c in chunks) == 0


def test_a_local_server_gets_no_key_of_openai(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPENAI_API_KEY is not for a server on this machine; a key that was set for it is."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    text_of(openai(server))
    text_of(openai(server, key="its own"))
    assert [r.headers["authorization"] for r in server.received] == ["Bearer none", "Bearer its own"]


# What leaves this machine


def test_a_local_server_is_not_asked_by_way_of_a_proxy(server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's proxies would carry the question away."""
    with ChatServer() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "OPENAI_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert text_of(openai(server)) == TEXT
        server.script = in_turn(ollama_said(TEXT))
        assert text_of(ollama(server)) == TEXT
        assert proxy.received == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("make", [openai, ollama])
def test_a_redirect_is_not_followed(server: ChatServer, make: Make, status: int) -> None:
    """A server cannot send the question on to another host."""
    with ChatServer() as other:
        server.script = in_turn(refuses(status, headers={"Location": f"{other.url}/v1/chat/completions"}))
        assert f"status {status}" in failed(make(server))[1].message
        assert other.received == []


@pytest.mark.slow
def test_nothing_goes_to_langsmith(server: ChatServer) -> None:
    """Tracing that the environment turns on is off around our calls, and only around them."""
    code = """
import sys
from assistant.adapters.chat_model_langchain import LangchainChatModel
from tests.fakes import chat_request
list(LangchainChatModel("openai:test", base_url=sys.argv[1]).stream(chat_request()))
if sys.argv[2] == "traced":
    from langchain_openai import ChatOpenAI
    list(ChatOpenAI(model="test", base_url=sys.argv[1], api_key="none").stream("hello"))
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""
    with ChatServer() as langsmith:
        variables = {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "lsv2_x", "LANGSMITH_ENDPOINT": langsmith.url}
        variables |= {"LANGSMITH_DISABLE_RUN_COMPRESSION": "true", "PYTHONPATH": str(ROOT)}
        heard = []
        for mode in ("ours", "traced"):
            call = [sys.executable, "-c", code, f"{server.url}/v1", mode]
            subprocess.run(call, cwd=ROOT, env={**os.environ, **variables}, capture_output=True, check=True)
            heard.append(langsmith.connections)
    assert heard[0] == 0 < heard[1]


# What a server refuses of a request


@pytest.mark.parametrize("status", [400, 404, 422, 501])
def test_a_server_without_schemas_is_asked_for_plain_text(server: ChatServer, status: int) -> None:
    """The schema is left out, and from then on at once."""
    server.script = lambda body: refuses(status) if "response_format" in body else said("plain")
    model = openai(server)
    assert [text_of(model) for _ in range(3)] == ["plain"] * 3
    assert ["response_format" in r.body for r in server.received] == [True, False, False, False]


@pytest.mark.parametrize(
    ("message", "left_out"),
    [
        ("Unsupported value: 'temperature' does not support 0 with this model.", "temperature"),
        ("Unrecognized request argument supplied: stream_options", "stream_options"),
        ("'response_format' of type 'json_object' is not available here", "response_format"),
    ],
)
def test_what_a_server_names_is_left_out_and_nothing_else(server: ChatServer, message: str, left_out: str) -> None:
    """A model that takes no temperature can still be held to the schema."""
    server.script = lambda body: refuses(400, message) if left_out in body else said(TEXT)
    model = openai(server)
    assert [text_of(model), text_of(model)] == [TEXT, TEXT]
    assert len(server.received) == 3
    assert {"temperature", "stream_options", "response_format"} - set(server.received[-1].body) == {left_out}


def test_a_grammar_that_the_server_fails_over_counts_as_refused(server: ChatServer) -> None:
    """Some servers answer with 500 to a schema that they cannot use."""
    server.script = lambda body: refuses(500, "failed to parse grammar") if "response_format" in body else said("plain")
    assert text_of(openai(server)) == "plain"


def test_a_server_that_refuses_everything_is_believed_at_last(server: ChatServer) -> None:
    """One error; and nothing is remembered of it, because it was not the schema that it refused."""
    server.script = in_turn(refuses(400))
    model = openai(server)
    assert isinstance(failed(model)[1], ChatRequestRefused)
    asked = len(server.received)
    server.script = in_turn(said(TEXT))
    assert text_of(model) == TEXT
    assert asked == 4
    assert "response_format" in server.received[-1].body


@pytest.mark.parametrize(
    "refusal",
    [
        refuses(400, "no", code="context_length_exceeded"),
        refuses(400, "the request exceeds the available context size, try increasing it"),
        refuses(400, "This model's maximum context length is 2048 tokens."),
    ],
)
def test_a_question_that_is_too_long_is_told_as_such(server: ChatServer, refusal: Reply) -> None:
    """It is this request's fault, and asking again in another form is of no use."""
    server.script = in_turn(refusal)
    error = failed(openai(server))[1]
    assert isinstance(error, ChatRequestRefused)
    assert "longer than" in error.message
    assert "ETHICS_DESK_CHAT_CONTEXT" in error.hint
    assert len(server.received) == 1


# What may pass


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 529])
def test_what_may_pass_is_tried_again(server: ChatServer, status: int) -> None:
    """Two failures are not told to anybody."""
    server.script = in_turn(refuses(status), refuses(status), said(TEXT))
    assert text_of(openai(server)) == TEXT
    assert len(server.received) == 3


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_what_does_not_pass_is_told_after_three_tries(server: ChatServer, status: int) -> None:
    """The library's own retries do not add to ours."""
    server.script = in_turn(refuses(status))
    assert f"status {status}" in failed(openai(server))[1].message
    assert len(server.received) == 3


@pytest.mark.parametrize("status", [401, 403, 405, 413])
def test_what_cannot_pass_is_tried_once(server: ChatServer, status: int) -> None:
    """A wrong key is wrong the second time too."""
    server.script = in_turn(refuses(status))
    assert f"status {status}" in failed(openai(server))[1].message
    assert len(server.received) == 1


def test_a_connection_cut_before_the_first_word_is_tried_again(server: ChatServer) -> None:
    """Nothing was read yet, so nothing can be said twice."""
    server.script = in_turn(breaks_off(), Reply(steps=tuple), said(TEXT))
    assert text_of(openai(server)) == TEXT


def test_a_server_that_is_not_there_is_told() -> None:
    """The host is named, and what to do."""
    model = LangchainChatModel("openai:test", base_url="http://127.0.0.1:9/v1", pause=0.01)
    error = failed(model)[1]
    assert "127.0.0.1:9" in error.message
    assert "ETHICS_DESK_CHAT_BASE_URL" in error.hint


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_the_server_says_when_to_try_again(server: ChatServer, form: str) -> None:
    """Retry-After is honoured, as seconds or as a date."""
    # A date has no fractions of a second, so that up to one of the two may be gone already.
    value = "1" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    server.script = in_turn(refuses(429, headers={"Retry-After": value}), said(TEXT))
    start = monotonic()
    assert text_of(openai(server)) == TEXT
    assert monotonic() - start > 0.9


@pytest.mark.parametrize(("asked", "seconds"), [("60", 100.0), ("5", 2.0), ("Fri, 31 Dec 9999 23:59:59 GMT", 100.0)])
def test_nobody_waits_for_a_server_that_asks_for_long(server: ChatServer, asked: str, seconds: float) -> None:
    """Longer than ten seconds, or than the time allowed: it is told at once."""
    server.script = in_turn(refuses(429, headers={"Retry-After": asked}))
    _, error, took = failed(openai(server), seconds=seconds)
    assert "status 429" in error.message
    assert took < 1
    assert len(server.received) == 1


def test_a_senseless_time_to_wait_is_passed_over(server: ChatServer) -> None:
    """Then it is tried after our own pause."""
    server.script = in_turn(refuses(429, headers={"Retry-After": "soon"}), said(TEXT))
    assert text_of(openai(server)) == TEXT


def test_tries_end_with_the_time(server: ChatServer) -> None:
    """A pause that would end after the deadline is not begun."""
    server.script = in_turn(refuses(503))
    _, error, took = failed(openai(server, pause=2.0), seconds=3.5)
    assert "status 503" in error.message
    assert took < 3.5


# What takes too long, or never ends


@pytest.mark.parametrize(
    ("make", "reply"),
    [
        pytest.param(openai, stalls(), id="silence"),
        pytest.param(openai, stalls("a few words"), id="silence after some text"),
        pytest.param(openai, trickles(TEXT, delay=0.1), id="a byte at a time"),
        pytest.param(openai, only_comments(), id="comments only"),
        pytest.param(openai, said(TEXT, size=1, delay=0.1), id="a letter at a time"),
        pytest.param(ollama, stalls(), id="ollama, silence"),
        pytest.param(ollama, ollama_stalls("a few words"), id="ollama, silence after some text"),
        pytest.param(ollama, slowly(ollama_said(TEXT), delay=0.1), id="ollama, a byte at a time"),
    ],
)
def test_the_time_bounds_the_whole_output(server: ChatServer, make: Make, reply: Reply) -> None:
    """Whatever the server does with it: the error comes on time, and neither thread nor connection is left."""
    server.script = in_turn(reply)
    _, error, took = failed(make(server), seconds=0.8)
    assert "longer than 0.8 seconds" in error.message
    assert 0.7 < took < 1.3
    assert server.idle_within(1)
    assert no_threads_within(1)


def test_output_without_an_end_is_cut(server: ChatServer) -> None:
    """At eight characters a token the stream ends like another, and the server is not read any further."""
    server.script = in_turn(endless("word "))
    assert text_of(openai(server), most_tokens=50) == ("word " * 80)
    assert server.idle_within(1)
    assert no_threads_within(1)


def test_a_slow_reader_does_not_pile_up_what_is_written(server: ChatServer) -> None:
    """The thread that reads waits for the reader, and is let go with it."""
    server.script = in_turn(endless("word "))
    stream = openai(server).stream(chat_request(most_tokens=100_000))
    next(c for c in stream if c.text)
    threading.Event().wait(0.5)
    stream.close()
    assert server.idle_within(1)
    assert no_threads_within(1)


@pytest.mark.parametrize(
    "reply", [stalls("a few words"), said(TEXT, size=1, delay=0.2), endless("word ")], ids=["stall", "slow", "endless"]
)
def test_a_reader_that_stops_ends_the_request(server: ChatServer, reply: Reply) -> None:
    """The connection is cut at once, so that the server need not write on."""
    server.script = in_turn(reply)
    stream = openai(server).stream(chat_request())
    assert next(c for c in stream if c.text)
    stream.close()
    assert server.idle_within(0.5)
    assert no_threads_within(0.5)


@pytest.mark.parametrize(
    ("make", "reply"),
    [
        pytest.param(openai, stalls(), id="silence"),
        pytest.param(openai, only_comments(), id="comments only"),
        pytest.param(openai, thinks(), id="thinking aloud"),
        pytest.param(openai, refuses(503, headers={"Retry-After": "8"}), id="a pause before the next try"),
        pytest.param(ollama, stalls(), id="ollama, silence"),
    ],
)
def test_a_reader_may_stop_while_nothing_is_written(server: ChatServer, make: Make, reply: Reply) -> None:
    """Control comes back twice a second, and closing then ends the request at once, or the wait for the next one."""
    server.script = in_turn(reply)
    stream = make(server).stream(chat_request())
    start = monotonic()
    assert [next(stream), next(stream)] == [Chunk()] * 2
    assert 0.9 < monotonic() - start < 2
    stream.close()
    assert server.idle_within(0.5)
    assert no_threads_within(0.5)
    assert len(server.received) == 1


# What is no whole output


@pytest.mark.parametrize(
    "reply",
    [breaks_off("some words"), ends_early("some words"), said("some words", finish=None)],
    ids=["cut", "ended without a sign", "no reason given"],
)
def test_a_stream_that_ends_too_early_is_told(server: ChatServer, reply: Reply) -> None:
    """The words came, the error says that they are not all, and nothing is tried again."""
    server.script = in_turn(reply)
    text, error, _ = failed(openai(server))
    assert text == "some words"
    assert "broke off" in error.message
    assert len(server.received) == 1


def test_an_error_in_the_middle_is_told(server: ChatServer) -> None:
    """Servers report a late failure as an event of the stream."""
    late = b'data: {"error": {"message": "out of memory", "type": "server_error", "code": 500}}\n\n'
    server.script = in_turn(Reply(steps=lambda: [*list(said("some words").steps())[:1], late]))
    text, error, _ = failed(openai(server))
    assert text == "some words"
    assert "broke off" in error.message


def test_bytes_that_are_no_json_are_told(server: ChatServer) -> None:
    """One error with a hint, as for everything else."""
    server.script = in_turn(nonsense())
    error = failed(openai(server))[1]
    assert "no usable output" in error.message
    assert error.hint


def test_an_answer_without_words_is_told(server: ChatServer) -> None:
    """The tokens are counted all the same."""
    server.script = in_turn(said(""))
    chunks: list[Chunk] = []
    with pytest.raises(ChatModelFailed, match="wrote nothing"):
        chunks.extend(openai(server).stream(chat_request()))
    assert [(c.input_tokens, c.output_tokens) for c in chunks if c != Chunk()] == [(11, 7)]


# What an error gives away


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("make", [openai, ollama])
def test_an_error_repeats_nothing_that_was_sent(server: ChatServer, make: Make, status: int) -> None:
    """Servers echo keys and prompts; neither the message nor an error behind it does."""
    request = chat_request()
    echo = f"{KEY} {request.system} {request.user}"
    server.script = in_turn(refuses(status, echo))
    error = failed(make(server, key=KEY))[1]
    assert not [part for part in (KEY, request.system, request.user) if part in f"{error.message} {error.hint}"]
    assert error.__cause__ is error.__context__ is None
    assert error.message.endswith(".")
    assert error.hint.endswith(".")


# Ollama's own protocol


def test_ollama_is_asked_in_its_own_terms(server: ChatServer) -> None:
    """The schema as format, the size of the context, the most tokens, and no thinking aloud."""
    server.script = in_turn(ollama_said(TEXT))
    request = chat_request()
    chunks = list(ollama(server, context=4096).stream(request))
    body = server.received[0].body
    assert "".join(c.text for c in chunks) == TEXT
    assert (sum(c.input_tokens for c in chunks), sum(c.output_tokens for c in chunks)) == (11, 7)
    assert server.received[0].path == "/api/chat"
    assert (body["model"], body["stream"], body["think"], body["format"]) == ("test", True, False, request.schema)
    assert body["options"] == {"temperature": 0, "num_ctx": 4096, "num_predict": 200}


def test_an_ollama_without_schemas_is_asked_for_plain_text(server: ChatServer) -> None:
    """Remembered as for other servers."""
    server.script = lambda body: refuses(400) if body.get("format") else ollama_said("plain")
    model = ollama(server)
    assert [text_of(model), text_of(model)] == ["plain", "plain"]
    assert [bool(r.body.get("format")) for r in server.received] == [True, False, False]


def test_ollama_without_its_last_line_broke_off(server: ChatServer) -> None:
    """So did one that reports an error in the middle."""
    model = ollama(server)
    for reply in (ollama_broken("some words"), ollama_broken("some words", error="out of memory")):
        server.script = in_turn(reply)
        text, error, _ = failed(model)
        assert text == "some words"
        assert "broke off" in error.message


def test_a_model_that_ollama_does_not_have_is_told(server: ChatServer) -> None:
    """It has to be pulled first."""
    server.script = in_turn(refuses(404, "model 'test' not found"))
    error = failed(ollama(server))[1]
    assert "does not know the chat model ollama:test" in error.message
    assert "pulled" in error.hint


def no_threads_within(seconds: float) -> bool:
    """Whether, by then at the latest, no thread that reads a stream is left."""
    end = monotonic() + seconds
    while left := [t for t in threading.enumerate() if t.name == "chat-model"]:
        if monotonic() > end:
            return False
        left[0].join(0.05)
    return True


def test_making_a_model_loads_no_library() -> None:
    """A command that asks no model does not wait for LangChain."""
    code = """
import sys
from assistant.adapters.chat_model_langchain import LangchainChatModel
LangchainChatModel("openai:test", base_url="http://127.0.0.1:9/v1")
print(*sorted({m.partition('.')[0] for m in sys.modules}))
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "httpx", "tenacity"} & set(found.stdout.split())
