"""What a served desk does with requests that no honest client sends; the outcomes are listed in docs/security.md."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import uvicorn

from assistant.api.app import create_app
from assistant.api.desk import open_desk
from assistant.api.middleware import WholeBody
from assistant.api.serve import server_config
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.assistant.api.conftest import MakeDesk, served
from tests.assistant.api.raw import QUESTION, chunked, connected, get, post, reply, statuses

LAST = "Connection: close"


@pytest.fixture(scope="module")
def address(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk as `ethics-desk api` serves it."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), api_rate="1000000/second")
    app = create_app(open_desk(settings, lambda: small_assistant))
    with served(app, server_config(app, settings)) as address:
        yield address


# Framing

REFUSED_FRAMES = {
    "chunks and a length": post("/v1/ask", "Transfer-Encoding: chunked", body=chunked(), length="6"),
    "an unknown coding": post("/v1/ask", "Transfer-Encoding: xchunked", length=None),
    "two codings": post("/v1/ask", "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=chunked(), length=None),
    "a space before the colon": post("/v1/ask", "Transfer-Encoding : chunked", body=chunked(), length=None),
    "a list of lengths": post(length="3, 4"),
    "a length below zero": post(length="-1"),
    "a length in hexadecimal": post(length="0x25"),
    "a length beyond all bounds": post(length="9" * 30),
    "a chunk below zero": post("/v1/ask", "Transfer-Encoding: chunked", body=b"-1\r\nx\r\n0\r\n\r\n", length=None),
    "a carriage return in a header": get("/health/live", "X-Request-ID: a\rX-Other: b"),
    "a null byte in a header": get("/health/live", "X-Request-ID: a\0b"),
    "two hosts": get("/health/live", "Host: elsewhere.example"),
    "a space in the path": get("/v1/clauses/NACM 7"),
    "a strange method": get("/health/live", method="G@T"),
    "HTTP/0.9": b"GET /health/live\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 10 + b"\r\n\r\n",
}


@pytest.mark.parametrize("request_", REFUSED_FRAMES.values(), ids=REFUSED_FRAMES)
def test_what_two_servers_could_read_in_two_ways_ends_the_connection(address: str, request_: bytes) -> None:
    """One 400, and a request that is hidden behind it is not read."""
    assert statuses(address, request_, get("/v1/clauses/NACM-7")) == [400]


READ_FRAMES = {
    "chunks": post("/v1/ask", LAST, "Transfer-Encoding: chunked", body=chunked(QUESTION[:9], QUESTION[9:]), length=None),
    "chunks with an extension": post(
        "/v1/ask", LAST, "Transfer-Encoding: chunked", body=b"25;a=b\r\n" + QUESTION + b"\r\n0\r\n\r\n", length=None
    ),
    "the same length twice": post("/v1/ask", LAST, f"Content-Length: {len(QUESTION)}"),
    "HTTP/1.0": post().replace(b"HTTP/1.1", b"HTTP/1.0"),
    "an upgrade to HTTP/2": post("/v1/ask", LAST, "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
    "an unknown expectation": post("/v1/ask", LAST, "Expect: 200-maybe"),
    "another method in a header": post("/v1/ask", LAST, "X-HTTP-Method-Override: DELETE", "X-Method-Override: GET"),
}


@pytest.mark.parametrize("request_", READ_FRAMES.values(), ids=READ_FRAMES)
def test_what_is_unusual_and_plain_is_answered(address: str, request_: bytes) -> None:
    """One request, one answer."""
    assert statuses(address, request_) == [200]


def test_requests_in_a_row_are_answered_in_their_order(address: str) -> None:
    """Several that are sent without waiting (pipelining) come back one by one."""
    sent = get("/v1/clauses/NACM-7"), get("/v1/clauses/NACM-99"), get("/v1/clauses/NACM-8", LAST)
    assert statuses(address, b"".join(sent)) == [200, 404, 200]


def test_a_client_that_expects_it_is_told_to_go_on(address: str) -> None:
    """`Expect: 100-continue` is answered before the body is sent."""
    with connected(address) as connection:
        head, _, body = post("/v1/ask", "Expect: 100-continue", LAST).partition(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")


# Size and time

TOO_LARGE = {
    "by its length": post(length=str(1 << 30), body=b""),
    "by one byte": post(body=b'{"question": "' + b"a" * ((1 << 20) - 15) + b'"}'),
    "in chunks": post("/v1/ask", "Transfer-Encoding: chunked", body=chunked(*[b"a" * 65536] * 17), length=None),
}


@pytest.mark.parametrize("request_", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_body_that_is_too_large_is_not_read_to_its_end(address: str, request_: bytes) -> None:
    """413, and the connection ends: the rest of the body must not be taken for a request."""
    refused = reply(address, request_)
    assert refused.status == 413
    assert refused.headers["connection"] == "close"
    assert "1,048,576 bytes" in refused.problem["detail"]


@pytest.mark.parametrize("lines", [["X-Long: " + "a" * 20_000], [f"X-{n}: a" for n in range(3_000)]], ids=["one long", "many"])
def test_headers_that_are_too_large_are_refused(address: str, lines: list[str]) -> None:
    """Whether one is long or there are many."""
    assert reply(address, get("/v1/clauses/NACM-7", *lines)).status == 431


def test_a_body_that_drips_is_given_up(make_desk: MakeDesk) -> None:
    """408 when the whole is not there in time, however many bytes come meanwhile."""
    app = create_app(make_desk())
    impatient = uvicorn.Config(WholeBody(app, seconds=0.4), log_config=None)
    with served(app, impatient) as address, connected(address) as connection:
        connection.sendall(post(length="500", body=b""))
        connection.settimeout(0.05)
        got = b""
        while not got:
            connection.sendall(b" ")
            try:
                got = connection.recv(4096)
            except TimeoutError:
                continue
    assert got.startswith(b"HTTP/1.1 408 ")


def test_half_a_request_is_none(small_assistant: Assistant, make_desk: MakeDesk) -> None:
    """A client that declares more than it sends, and goes, has asked nothing, even if what came is whole in itself."""
    desk = make_desk()
    with served(create_app(desk)) as address:
        with connected(address) as connection:
            connection.sendall(post(length="500"))
        # The next one is answered after the first was given up.
        assert reply(address, post(body=b'{"question": "What does NACM 8 say?"}')).status == 200
    desk.close()
    assert [entry.question for entry in make_desk().records.answers()] == ["What does NACM 8 say?"]


LONG_HISTORIES = {
    "/v1/ask": {"turns": ["a"] * 100_000},
    "/v1/ask/stream": {"turns": ["May I accept a gift?" * 300] * 100},
    "/v1/feedback": {"answer_id": "ans_1", "thumb": "up", "turns": ["a" * 8_000] * 100},
    "/v1/chat/completions": {"model": "ethics-desk", "messages": [{"role": "user", "content": "May I?"}] * 10_000},
}


@pytest.mark.parametrize("path", LONG_HISTORIES)
def test_a_huge_history_is_refused_and_not_cut(address: str, path: str) -> None:
    """Many turns, or long ones, are told as such; to read them would take minutes."""
    refused = reply(address, post(path, body=json.dumps(LONG_HISTORIES[path]).encode()))
    assert refused.status == (400 if "completions" in path else 422)
    assert "100" in refused.text or "32,000" in refused.text


def test_feedback_holds_no_more_than_an_answer(address: str) -> None:
    """What is called the answer is kept, so that it must not be made a store for anything."""
    answer = json.loads(reply(address, post()).text)
    for markdown, status in ((answer["markdown"], 201), ("a" * 200_000, 422)):
        body = {"answer_id": answer["id"], "thumb": "up", "answer": {**answer, "markdown": markdown}}
        assert reply(address, post("/v1/feedback", body=json.dumps(body).encode())).status == status


# Bodies

CHAT = b'{"model": "ethics-desk", %b "messages": [{"role": "user", "content": "What does NACM 7 say?"}]}'
BODIES = {
    "not a number": ("/v1/ask", b'{"question": NaN}', 422),
    "infinity where nobody looks": ("/v1/chat/completions", CHAT % b'"temperature": Infinity,', 200),
    "a number of 5,000 digits": ("/v1/chat/completions", CHAT % (b'"seed": ' + b"9" * 5_000 + b","), 400),
    "a name twice": ("/v1/ask", b'{"question": "a", "question": "What does NACM 7 say?"}', 200),
    "a byte order mark": ("/v1/ask", b"\xef\xbb\xbf" + QUESTION, 200),
    "names of other languages' insides": ("/v1/ask", QUESTION[:-1] + b', "__proto__": {}, "constructor": 1}', 422),
    "100,000 lists in one another": ("/v1/ask", b"[" * 100_000, 400),
    "50,000 objects in one another": ("/v1/chat/completions", b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400),
    "half a character": ("/v1/chat/completions", CHAT.replace(b"say?", b"say \\ud800") % b"", 400),
    "half a character in bytes": ("/v1/ask", QUESTION.replace(b"say?", b"say \xed\xa0\x80"), 400),
    "half a character in a comment": ("/v1/feedback", b'{"answer_id": "ans_1", "thumb": "up", "comment": "\\ud800"}', 422),
    "half a character in the name of a model": ("/v1/chat/completions", CHAT.replace(b"ethics-desk", b"\\ud800") % b"", 404),
    "a null character": ("/v1/ask", QUESTION.replace(b"NACM", b"\\u0000NACM"), 200),
    "a null byte": ("/v1/ask", QUESTION + b"\0", 400),
    "accents upon accents": ("/v1/ask", QUESTION.replace(b"say?", b"say" + b"\xcc\x81" * 7_000), 200),
    "signs that stand for eighteen": ("/v1/ask", QUESTION.replace(b"say?", b"say" + b"\xef\xb7\xba" * 7_000), 422),
}


@pytest.mark.parametrize(("path", "body", "status"), BODIES.values(), ids=BODIES)
def test_strange_bodies_are_answered_or_refused(address: str, path: str, body: bytes, status: int) -> None:
    """Never with a fault of the server."""
    got = reply(address, post(path, body=body))
    assert got.status == status
    assert status == 200 or "hint" in got.text or "error" in got.text


# Paths and queries

PATHS = {
    "/docs/assets/../../../../etc/passwd": 404,
    "/docs/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd": 404,
    "/docs/assets/..%2f..%2f..%2fetc%2fpasswd": 404,
    "/docs/assets/%252e%252e%252fetc%252fpasswd": 404,
    "/docs/assets/..%5c..%5cetc%5cpasswd": 404,
    "/docs/assets//etc/passwd": 404,
    "/docs/assets/swagger-ui.css%00.png": 404,
    "/docs/assets/": 404,
    "/docs/assets/" + "a" * 5_000: 404,
    "/docs/assets/%ff%fe": 404,
    "/v1/clauses/%ff%fe": 404,
    "/v1/clauses/%00": 404,
    "/v1/clauses/..%2fask": 404,
    "/v1/clauses/NACM%2d7": 200,
    "//v1/clauses": 404,
    "/v1//clauses": 404,
    "/v1/./clauses": 404,
    "/V1/CLAUSES": 404,
    "/v1/clauses;a=b": 404,
    "//elsewhere.example/v1/clauses/": 404,
    "http://elsewhere.example/v1/clauses": 404,
    "*": 404,
    "/v1/search?q=gift%00": 200,
    "/v1/search?q=%ff%fe": 422,
    "/v1/search?q=%ed%a0%80": 422,
    "/v1/search?q=gift&limit=%D9%A3": 422,
    "/v1/search?q=gift&limit=1e1": 422,
}


@pytest.mark.parametrize(("path", "status"), PATHS.items(), ids=[p[:50] for p in PATHS])
def test_no_path_leads_out(address: str, path: str, status: int) -> None:
    """Only what the document names is there, under its one name."""
    got = reply(address, get(path))
    assert got.status == status
    assert "root:" not in got.text


@pytest.mark.parametrize("lines", [["X-Original-URL: /v1/clauses"], ["X-Rewrite-URL: /v1/clauses"], ["X-Forwarded-Prefix: /v1"]])
def test_headers_do_not_choose_another_path(address: str, lines: list[str]) -> None:
    """Those that some servers heed are nothing here."""
    assert reply(address, get("/v1/nothing", *lines)).status in (401, 404)


# Methods


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "HEAD", "OPTIONS", "get", "A" * 500])
def test_other_methods_are_refused_and_those_allowed_named(address: str, method: str) -> None:
    """Also a request that asks whether a page elsewhere may call (CORS), without a word that it may."""
    lines = ["Origin: https://evil.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Private-Network: true"]
    got = reply(address, get("/v1/ask", *lines, method=method), method=method)
    assert got.status == 405
    assert got.headers["allow"] == "POST"
    assert not [name for name in got.headers if name.startswith("access-control")]


@pytest.mark.parametrize("request_", [get("elsewhere.example:443", method="CONNECT"), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])
def test_this_is_no_proxy_and_speaks_no_http_2(address: str, request_: bytes) -> None:
    """Such a request finds nothing."""
    assert reply(address, request_).status == 404


# Headers

INJECTIONS = ["a%0d%0aSet-Cookie: x=1", "a\tb", "é", '"><script>', "a" * 65, "{}", "a b"]


@pytest.mark.parametrize("given", INJECTIONS)
def test_a_strange_request_id_is_not_sent_back(address: str, given: str) -> None:
    """It gets one of ours, so that neither a response nor the log holds what a caller has made up."""
    got = reply(address, get("/health/live", f"X-Request-ID: {given}"))
    assert got.headers["x-request-id"].startswith("req_")
    assert "set-cookie" not in got.headers


@pytest.mark.parametrize("given", ["", "é", "a b", "a" * 300])
def test_a_strange_idempotency_key_is_refused(address: str, given: str) -> None:
    """It is told which header is wrong."""
    refused = reply(address, post("/v1/ask", f"Idempotency-Key: {given}"))
    assert refused.status == 422
    assert "Idempotency-Key" in refused.problem["detail"]


@pytest.mark.parametrize("host", ["localhost%0d%0aX: y", "a b", "localhost@elsewhere.example", "[::1", "127.1", "2130706433", "localhost."])
def test_a_strange_host_is_no_name_of_this_machine(address: str, host: str) -> None:
    """The door is open for plain names of this machine only."""
    assert reply(address, get("/v1/clauses/NACM-7").replace(b"Host: localhost", f"Host: {host}".encode())).status == 401
