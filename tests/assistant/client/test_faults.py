"""What the clients do when something is wrong: with the network, with the desk, or with who answers instead of it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import perf_counter
from typing import Any

import httpx
import pytest

from assistant.client import (
    CallFailed,
    Refused,
    StreamFailed,
    TimedOut,
    TooManyRequests,
    Unavailable,
    UnexpectedReply,
    Unreachable,
)
from assistant.errors import InvalidInput
from assistant.schemas import answer_out
from assistant.wire import KeptOut, VersionOut
from tests.assistant.adapters.answers import PHRASES, answer
from tests.assistant.client.conftest import AnsweredBy, client_of

VERSION = VersionOut(
    version="1", corpus_version=None, codes=[], generator="extractive", kept=KeptOut(days=30, conversations=False), sends_out=False
)


class Script:
    """Replies in order, the last one for good; keeps the requests."""

    def __init__(self, *replies: httpx.Response | Exception) -> None:
        self._replies = list(replies)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


def problem(status: int, **headers: str) -> httpx.Response:
    """A problem document of this status."""
    document = {"type": "urn:x", "title": "t", "status": status, "detail": "Said so.", "hint": "h", "instance": "/", "request_id": "req_1"}
    return httpx.Response(status, json=document, headers={"content-type": "application/problem+json", **headers})


def version() -> httpx.Response:
    """A good reply to `version`."""
    return httpx.Response(200, content=VERSION.model_dump_json().encode())


def events(content: bytes) -> httpx.Response:
    """A stream of these bytes."""
    return httpx.Response(200, content=content, headers={"content-type": "text/event-stream; charset=utf-8"})


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a socket whose connections go to a function, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    serve(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_nobody_there(kind: str) -> None:
    """A port where nobody listens is said to be unreachable, with what to do, once the tries are over."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with closing(client_of(kind, address, timeout=1.0)) as client, pytest.raises(Unreachable, match=address) as caught:
            client.version()
    assert "ethics-desk api" in caught.value.hint
    assert caught.value.sent is False


def test_a_desk_that_comes_up_meanwhile_is_asked_again(answered_by: AnsweredBy) -> None:
    """A connection that cannot be made is tried again."""
    script = Script(httpx.ConnectError("refused"), httpx.ConnectError("refused"), version())
    assert answered_by(script).version().version == "1"
    assert len(script.requests) == 3


def test_a_question_is_sent_again_with_the_same_idempotency_key(answered_by: AnsweredBy) -> None:
    """After a broken connection the desk may have answered already: the second request carries the key of the first."""
    script = Script(httpx.ReadError("reset"), problem(422))
    with pytest.raises(Refused):
        answered_by(script).ask("What does NACM 7 say?")
    first, second = (r.headers["idempotency-key"] for r in script.requests)
    assert first == second
    assert first.startswith("idk_")


def test_the_callers_own_idempotency_key_is_sent(answered_by: AnsweredBy) -> None:
    """A bot may use the id of the message that it answers."""
    script = Script(problem(422))
    with pytest.raises(Refused):
        answered_by(script).ask("a", idempotency_key="message-7")
    assert script.requests[0].headers["idempotency-key"] == "message-7"


def test_two_questions_have_two_idempotency_keys(answered_by: AnsweredBy) -> None:
    """Each call is a question of its own."""
    script = Script(problem(422))
    client = answered_by(script)
    for _ in range(2):
        with pytest.raises(Refused):
            client.ask("a")
    assert len({r.headers["idempotency-key"] for r in script.requests}) == 2


@pytest.mark.parametrize("called", ["stream", "delete"])
def test_what_must_not_happen_twice_is_not_sent_twice(answered_by: AnsweredBy, called: str) -> None:
    """A stream or a deletion that may have arrived is not repeated."""
    script = Script(httpx.ReadError("reset"))
    client = answered_by(script)
    with pytest.raises(Unreachable) as caught, client.stream("a") if called == "stream" else nullcontext():
        client.delete_conversation("con_1")
    assert caught.value.sent is True
    assert len(script.requests) == 1


@pytest.mark.parametrize("status", [409, 429, 503])
def test_a_busy_desk_is_asked_again_when_it_says_when(answered_by: AnsweredBy, status: int) -> None:
    """With Retry-After the call waits and is sent again, a stream too."""
    script = Script(problem(status, **{"retry-after": "0"}), version())
    assert answered_by(script).version().version == "1"
    done = b'event: stage\ndata: {"stage": "mask"}\n\n'
    script = Script(
        problem(status, **{"retry-after": "0"}), httpx.Response(200, content=done, headers={"content-type": "text/event-stream"})
    )
    with answered_by(script).stream("a") as told:
        assert next(told).type == "stage"


def test_a_date_says_when_as_well(answered_by: AnsweredBy) -> None:
    """Retry-After may be a date; one that has passed means now."""
    past = format_datetime(datetime.now(UTC) - timedelta(minutes=1), usegmt=True)
    script = Script(problem(503, **{"retry-after": past}), version())
    assert answered_by(script).version().version == "1"


def in_an_hour() -> str:
    """The time in an hour, as a header has it."""
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_a_wait_beyond_the_time_is_not_begun(answered_by: AnsweredBy, as_date: bool) -> None:
    """A desk that sends the caller away for an hour is not waited for; the error says for how long."""
    after = in_an_hour() if as_date else "3600"
    script, start = Script(problem(429, **{"retry-after": after})), perf_counter()
    with pytest.raises(TooManyRequests, match="Said so") as caught:
        answered_by(script).version()
    assert perf_counter() - start < 2
    assert caught.value.retry_after == pytest.approx(3600, abs=60)
    assert len(script.requests) == 1


@pytest.mark.parametrize("headers", [{}, {"retry-after": "soon"}, {"retry-after": "-1"}, {"retry-after": "²"}])
def test_a_refusal_without_a_time_stands(answered_by: AnsweredBy, headers: dict[str, Any]) -> None:
    """Without a Retry-After that can be read the call is not repeated."""
    script = Script(httpx.Response(503, headers=[(k.encode(), v.encode()) for k, v in headers.items()]))
    with pytest.raises(Unavailable):
        answered_by(script).version()
    assert len(script.requests) == 1


def test_tries_end(answered_by: AnsweredBy) -> None:
    """A desk that is always busy is asked four times."""
    script = Script(problem(503, **{"retry-after": "0"}))
    with pytest.raises(Unavailable):
        answered_by(script).version()
    assert len(script.requests) == 4


def test_not_ready_is_no_error_and_is_not_waited_for(answered_by: AnsweredBy) -> None:
    """`ready` asks once."""
    script = Script(problem(503, **{"retry-after": "3"}))
    assert answered_by(script).ready() is False
    assert len(script.requests) == 1


def test_a_problem_document_is_carried_whole(answered_by: AnsweredBy) -> None:
    """Message, hint, status and request id of the desk are those of the error."""
    with pytest.raises(Refused) as caught:
        answered_by(Script(problem(418))).version()
    error = caught.value
    assert (error.message, error.hint, error.status, error.request_id) == ("Said so.", "h", 418, "req_1")


@pytest.mark.parametrize("body", [b"<html>Bad Gateway</html>", b"", b"{", b"[]", b"\xff\xfe", b"<" * 1_000_000], ids=repr)
def test_a_proxys_page_is_a_refusal_with_its_status(answered_by: AnsweredBy, body: bytes) -> None:
    """An error that is no problem document, however large, is told by its status, and not by its text."""
    with pytest.raises(Refused, match="502 Bad Gateway") as caught:
        answered_by(Script(httpx.Response(502, content=body))).version()
    assert caught.value.status == 502


def test_the_status_line_counts(kind: str, answered_by: AnsweredBy) -> None:
    """A document that names another status than its response does not change the kind of the error."""
    document = {**problem(404).json(), "status": 200}
    with pytest.raises(Unavailable):
        answered_by(Script(httpx.Response(503, json=document))).version()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"\xff"], ids=repr)
def test_a_page_of_somebody_else_is_no_answer(answered_by: AnsweredBy, body: bytes) -> None:
    """A success in another shape says that the address may be wrong."""
    with pytest.raises(UnexpectedReply) as caught:
        answered_by(Script(httpx.Response(200, content=body))).version()
    assert "ETHICS_DESK_URL" in caught.value.hint


def test_redirects_are_not_followed(answered_by: AnsweredBy) -> None:
    """A redirect could carry the key elsewhere; it is told."""
    script = Script(httpx.Response(307, headers={"location": "https://elsewhere.example/version"}))
    with pytest.raises(UnexpectedReply, match=r"elsewhere\.example"):
        answered_by(script, key="edk_1").version()
    assert len(script.requests) == 1


def test_an_endless_reply_is_cut_off(answered_by: AnsweredBy) -> None:
    """A reply beyond any answer's size is refused before it fills the memory."""
    with pytest.raises(UnexpectedReply, match="bytes"):
        answered_by(Script(httpx.Response(200, content=b" " * (33 << 20)))).version()


def test_a_reply_that_cannot_be_unpacked_is_told(kind: str) -> None:
    """A broken compression is an error of ours, not of the library's."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")

    with listening(serve) as address, closing(client_of(kind, address)) as client, pytest.raises(UnexpectedReply, match="cannot be read"):
        client.version()


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"], ids=repr)
def test_a_connection_that_breaks_is_told(kind: str, said: bytes) -> None:
    """Whatever comes before the end, the caller reads one sentence."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(said)

    with listening(serve) as address, closing(client_of(kind, address)) as client, pytest.raises(Unreachable) as caught:
        client.delete_conversation("con_1")  # which is sent once
    assert caught.value.sent is True


@pytest.mark.parametrize("drip", [b"", b" "], ids=["silent", "dripping"])
def test_a_reply_that_does_not_come_in_time_is_given_up(kind: str, drip: bytes) -> None:
    """Neither silence nor a byte now and then keeps a call beyond its time."""
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        while not over.wait(0.05):
            try:
                connection.sendall(drip)
            except OSError:
                return

    with listening(serve) as address, closing(client_of(kind, address, timeout=0.4)) as client:
        start = perf_counter()
        with pytest.raises(TimedOut, match=r"0\.4 seconds"):
            client.version()
        assert perf_counter() - start < 2
        over.set()


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", StreamFailed, "before the answer was whole"),
        (b'event: stage\ndata: {"stage": "mask"}\n\n: ping\n\n', StreamFailed, "before the answer was whole"),
        (b'event: problem\ndata: {"detail": "The disk is full.", "hint": "h"}\n\n', StreamFailed, "The disk is full"),
        (b"event: statement\ndata: {}\n\n", UnexpectedReply, "no event"),
        (b"event: statement\ndata: <html>\n\n", UnexpectedReply, "no event"),
        (b"data: " + b"a" * (9 << 20), UnexpectedReply, "no event"),
    ],
    ids=["nothing", "cut off", "a problem", "another shape", "no JSON", "endless"],
)
def test_a_stream_that_fails_says_so(answered_by: AnsweredBy, content: bytes, error: type[CallFailed], words: str) -> None:
    """A stream ends with the whole answer or with an error."""
    script = Script(events(content))
    with pytest.raises(error, match=words), answered_by(script).stream("a") as told:
        list(told)


def test_events_of_a_later_desk_are_passed_over(answered_by: AnsweredBy) -> None:
    """A type of event that this client does not know is no error."""
    content = b'event: picture\ndata: [1]\n\ndata: {}\n\nevent: stage\ndata: {"stage": "mask", "more": 1}\n\n'
    script = Script(events(content))
    with answered_by(script).stream("a") as told:
        assert next(told).type == "stage"


def test_a_page_is_no_stream(answered_by: AnsweredBy) -> None:
    """A success that is not a stream of events is told before anything is read."""
    script = Script(httpx.Response(200, html="<html>"))
    with pytest.raises(UnexpectedReply, match="text/html"), answered_by(script).stream("a"):
        pass


def test_errors_of_the_caller_inside_a_stream_stay_theirs(answered_by: AnsweredBy) -> None:
    """What goes wrong in the body of the `with` is not taken for a fault of the desk."""
    script = Script(events(b""))
    with pytest.raises(httpx.ReadTimeout), answered_by(script).stream("a"):
        raise httpx.ReadTimeout("mine")


@pytest.mark.parametrize(
    "url",
    ["desk.example", "ftp://desk.example", "http://", "http://user:pass@desk.example", "http://d:99999999", "http://d?q=1"],
)
def test_an_address_that_cannot_be_is_refused(kind: str, url: str) -> None:
    """A wrong address is told when the client is made."""
    with pytest.raises(InvalidInput, match="address"):
        client_of(kind, url)


@pytest.mark.parametrize("key", ["edk_1\r\nX-Admin: 1", "edk 1", "schlüssel", "edk_\x00"])
def test_a_key_that_cannot_be_is_refused_and_not_told(kind: str, key: str) -> None:
    """A key that would break out of its header is refused, without being repeated."""
    with pytest.raises(InvalidInput, match="key") as caught:
        client_of(kind, "http://desk.example", key=key)
    assert key not in str(caught.value)


def test_a_path_before_the_routes_is_kept(answered_by: AnsweredBy) -> None:
    """A desk may live under a path of a reverse proxy."""
    script = Script(version())
    answered_by(script, base_url="https://intranet.example/ethics/").version()
    assert str(script.requests[0].url) == "https://intranet.example/ethics/version"


def test_the_environments_proxy_is_not_used_on_this_machine(kind: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question to this machine does not go by way of a proxy."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with closing(client_of(kind, address)) as client:
        assert client.ready() is True


@pytest.mark.parametrize("form", ["pdf", "docx", "markdown"])
def test_a_page_of_somebody_else_is_no_packet(answered_by: AnsweredBy, form: str) -> None:
    """A proxy that asks for a log-in with a 200, for instance: nobody finds its page in a file named packet."""
    client = answered_by(Script(httpx.Response(200, html="<h1>Log in</h1>")))
    with pytest.raises(UnexpectedReply, match=f"no {form} file"):
        client.packet(answer_out(answer(), PHRASES), format=form)
